package orca.handler.services.homes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import orca.core.handler.Action;
import orca.core.handler.UnitCall;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.handler.services.Mark;
import orca.handler.services.MarkedFolder;
import orca.handler.services.Program;
import orca.handler.services.ServiceException;

/**
 * What a unit has of the file server: a folder of its name, and an export of it that bears the unit's {@link Mark} in the file
 * that ganesha includes. The file is the truth; ganesha is told of each change by D-Bus, and reads the file when it starts.
 */
final class UnitHome {
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    private static final Duration REMOVE_LIMIT = Duration.ofMinutes(10);

    private final HomesSettings settings;
    private final Ganesha ganesha;
    private final UnitCall call;
    private final Mark mark;
    private final MarkedFolder folder;
    private final Path home;
    private final String path;

    UnitHome(HomesSettings settings, UnitCall call) {
        this.settings = settings;
        this.ganesha = new Ganesha(settings);
        this.call = call;
        this.mark = new Mark(settings.owner(), call.unit());
        this.folder = new MarkedFolder(settings.folder());
        this.home = settings.folder().resolve(call.unit().value());
        this.path = settings.pseudo() + "/" + call.unit();
    }

    private String address() throws ServiceException {
        String words = call.properties().text(settings.address()).orElseThrow(() -> ServiceException.lasting("the unit has no "
                + settings.address() + ", from which alone its home would be reached"));
        String bare = words.replaceAll("/[0-9]+$", "");
        if (!ADDRESS.matcher(bare).matches()) {
            throw ServiceException.lasting(settings.address() + ": must be an address, got " + Names.quoted(words));
        }
        return bare;
    }

    /** Whether an export is the unit's: ganesha names it by the one path or the other, as its {@code mount_path_pseudo} says. */
    private boolean ours(String shown) {
        return path.equals(shown) || home.toString().equals(shown);
    }

    /** Ganesha looks each time whose a folder is, so that one that is shut is shut at once. */
    private String export(int id, String address) {
        return "EXPORT { Export_Id = " + id + "; Path = \"" + home + "\"; Pseudo = \"" + path + "\"; Access_Type = None;"
                + " Squash = All_Squash; Anonymous_Uid = " + settings.uid() + "; Anonymous_Gid = " + settings.gid()
                + "; Attr_Expiration_Time = 0; SecType = sys; Protocols = 4; Transports = TCP; FSAL { Name = VFS; }"
                + " CLIENT { Clients = " + address + "; Access_Type = RW; } }";
    }

    /** Sees to it that the unit's address reaches the unit's home. */
    PropertyList give() throws ServiceException, InterruptedException {
        String address = address();
        if (call.action() == Action.SETUP) {
            folder.mark();
        }
        folder.need();
        try (ExportsFile file = ExportsFile.open(settings.exports())) {
            Map<Integer, String> shown = ganesha.shown();
            int id = id(file, shown);
            make();
            show(file, id, address, shown.containsKey(id));
            if (!ours(ganesha.shown().get(id))) {
                throw ServiceException.passing("ganesha was told of " + path + " and does not show it; see its log");
            }
        }
        return PropertyList.of("homes.mount", settings.server() + ":" + path);
    }

    /** What ganesha does not take is out of the file again: it may be that it would not start with it. */
    private void show(ExportsFile file, int id, String address, boolean known) throws ServiceException, InterruptedException {
        Optional<String> before = file.of(mark.words());
        file.write(mark.words(), Optional.of(export(id, address)));
        boolean taken = false;
        try {
            ganesha.show(id, known);
            taken = true;
        } finally {
            if (!taken) {
                file.write(mark.words(), before);
            }
        }
    }

    /** The unit's number, or one that nobody has. */
    private int id(ExportsFile file, Map<Integer, String> shown) throws ServiceException {
        Optional<Integer> own = file.of(mark.words()).flatMap(ExportsFile::id)
                .filter(id -> ours(shown.getOrDefault(id, path)));
        if (own.isPresent()) {
            return own.get();
        }
        Set<Integer> taken = file.ids();
        for (Map.Entry<Integer, String> each : shown.entrySet()) {
            if (ours(each.getValue()) && !taken.contains(each.getKey())) {
                return each.getKey(); // somebody took it out of the file
            }
        }
        taken.addAll(shown.keySet());
        int size = settings.last() - settings.first() + 1;
        int begin = Math.floorMod(mark.words().hashCode(), size);
        for (int i = 0; i < size; i++) {
            int id = settings.first() + (begin + i) % size;
            if (!taken.contains(id)) {
                return id;
            }
        }
        throw ServiceException.passing("export-ids: all " + size + " from " + settings.first() + " to " + settings.last()
                + " are taken");
    }

    private void make() throws ServiceException {
        try {
            if (!Files.exists(home, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (!Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
                throw ServiceException.passing("the home " + home + " is no folder; remove it");
            }
            if (Files.getPosixFilePermissions(home, LinkOption.NOFOLLOW_LINKS).isEmpty()) {
                Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------")); // a teardown had begun
            }
            own((int) settings.uid(), (int) settings.gid());
        } catch (IOException failed) {
            throw broken(failed);
        }
    }

    private void own(int uid, int gid) throws IOException {
        Files.setAttribute(home, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(home, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }

    private ServiceException broken(IOException failed) {
        return ServiceException.passing("the home " + home + " cannot be made or removed: " + failed.getMessage(), failed);
    }

    /** Leaves nothing of the unit: nobody reaches it first, then it is removed with all that is in it. */
    void take() throws ServiceException, InterruptedException {
        shut();
        try (ExportsFile file = ExportsFile.open(settings.exports())) {
            Map<Integer, String> shown = ganesha.shown();
            file.write(mark.words(), Optional.empty());
            for (Map.Entry<Integer, String> each : shown.entrySet()) {
                if (ours(each.getValue())) {
                    ganesha.remove(each.getKey());
                }
            }
        }
        folder.need();
        remove();
    }

    /** Whoever gets the unit's address next gets in no more, even where ganesha cannot be told and shows the home still. */
    private void shut() throws ServiceException {
        try {
            if (Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
                own(0, 0);
                Files.setPosixFilePermissions(home, Set.of());
            }
        } catch (IOException failed) {
            throw broken(failed);
        }
    }

    /** By the host's own program, which goes as deep as guests make folders. */
    private void remove() throws ServiceException, InterruptedException {
        if (!Files.exists(home, LinkOption.NOFOLLOW_LINKS)) {
            folder.need(); // it may have been unmounted in between
            return;
        }
        try {
            Program.Ran ran = Program.run(REMOVE_LIMIT, List.of("rm", "-rf", "--one-file-system", "--", home.toString()));
            if (ran.code() != 0) {
                throw ServiceException.passing("the home " + home + " cannot be removed: " + ran.complained());
            }
        } catch (Program.Late late) {
            throw ServiceException.passing("it took longer than " + REMOVE_LIMIT.toMinutes() + " minutes to remove " + home
                    + "; another attempt goes on", late);
        }
    }

    /** What is not as it is to be, in words; nothing: all is. */
    List<String> amiss() throws ServiceException, InterruptedException {
        try (ExportsFile file = ExportsFile.open(settings.exports())) {
            Optional<String> export = file.of(mark.words());
            if (export.isEmpty()) {
                return List.of(settings.exports() + " has no export of the unit");
            }
            List<String> amiss = new ArrayList<>();
            Optional<Integer> id = ExportsFile.id(export.get());
            if (id.isEmpty() || !export.get().equals(export(id.get(), address()))) {
                amiss.add("the export of the unit is not as it was made");
            }
            if (!ours(ganesha.shown().get(id.orElse(-1)))) {
                amiss.add("ganesha does not show " + path);
            }
            folder.need();
            if (!Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
                amiss.add("there is no folder " + home);
            }
            return amiss;
        }
    }
}
