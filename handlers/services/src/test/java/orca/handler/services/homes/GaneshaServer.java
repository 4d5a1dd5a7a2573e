package orca.handler.services.homes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import orca.core.resource.PropertyList;
import orca.handler.services.Daemon;
import orca.handler.services.ServiceException;

/** A real ganesha with a D-Bus of its own, on the loopback alone, that shows homes and a folder that is nobody's who leases. */
public final class GaneshaServer {
    private final Path folder;
    private final int port = Daemon.freePort();
    private Daemon bus;
    private Daemon ganesha;

    private GaneshaServer(Path folder) {
        this.folder = folder;
    }

    public static GaneshaServer in(Path folder) throws Exception {
        GaneshaServer server = new GaneshaServer(Files.createDirectories(folder));
        for (String each : List.of("homes", "recovery", "shared")) {
            Files.createDirectories(folder.resolve(each));
        }
        Files.createFile(server.homes().resolve(".lock"));
        Files.writeString(folder.resolve("shared/news"), "for all\n");
        Files.writeString(server.exports(), "# kept by orca\n");
        boolean started = false;
        try {
            server.startBus();
            server.start();
            started = true;
            return server;
        } finally {
            if (!started) {
                server.end();
            }
        }
    }

    Path exports() {
        return folder.resolve("exports.conf");
    }

    Path homes() {
        return folder.resolve("homes");
    }

    private Path socket() {
        return folder.resolve("bus");
    }

    private void startBus() throws Exception {
        Files.writeString(folder.resolve("bus.conf"), """
                <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
                 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
                <busconfig><type>session</type><listen>unix:path=SOCKET</listen><auth>EXTERNAL</auth>
                <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
                <allow own="*"/></policy></busconfig>
                """.replace("SOCKET", socket().toString()));
        bus = new Daemon(folder.resolve("bus.log"), List.of(Daemon.program("dbus-daemon", "dbus-daemon"), "--nofork",
                "--nopidfile", "--config-file=" + folder.resolve("bus.conf")));
        assertThat(bus.start(() -> Files.exists(socket()))).as(bus.words()).isTrue();
    }

    public void start() throws Exception {
        Files.writeString(folder.resolve("ganesha.conf"), """
                NFS_CORE_PARAM { NFS_Port = NUMBER; Protocols = 4; Enable_NLM = false; Enable_RQUOTA = false;
                  Bind_addr = 127.0.0.1; }
                NFSv4 { Graceless = true; RecoveryBackend = fs; RecoveryRoot = "FOLDER/recovery"; Only_Numeric_Owners = true; }
                NFS_KRB5 { Active_krb5 = false; }
                EXPORT { Export_Id = 77; Path = "FOLDER/shared"; Pseudo = /shared; Access_Type = RO; Protocols = 4;
                  Transports = TCP; FSAL { Name = VFS; } }
                %include "FOLDER/exports.conf"
                """.replace("NUMBER", Integer.toString(port)).replace("FOLDER", folder.toString()));
        ganesha = new Daemon(folder.resolve("out.log"), List.of("env", "DBUS_SYSTEM_BUS_ADDRESS=unix:path=" + socket(),
                Daemon.program("ganesha.nfsd", "nfs-ganesha"), "-F", "-f", folder.resolve("ganesha.conf").toString(), "-L",
                folder.resolve("ganesha.log").toString(), "-p", folder.resolve("ganesha.pid").toString(), "-N", "NIV_EVENT"));
        assertThat(ganesha.start(this::answers)).as(ganesha.words()).isTrue();
    }

    private boolean answers() throws Exception {
        try {
            return !new Ganesha(HomesSettings.of(settings())).shown().isEmpty() && Daemon.listens(port);
        } catch (ServiceException notYet) {
            return false;
        }
    }

    Daemon daemon() {
        return ganesha;
    }

    public void stop() throws Exception {
        ganesha.stop();
    }

    public PropertyList settings() {
        return PropertyList.of("folder", homes().toString()).with("exports", exports().toString()).with("server", "127.0.0.1")
                .with("bus-socket", socket().toString());
    }

    static HomesHandler handler(PropertyList settings) {
        HomesHandler handler = new HomesHandler();
        handler.configure(settings);
        return handler;
    }

    HomesHandler handler() {
        return handler(settings());
    }

    /** What a client comes to. */
    record Client(int code, String words) {}

    /** A client of NFS version 4 that lists a folder of the server. */
    Client list(String path) throws Exception {
        return client(Daemon.program("nfs-ls", "libnfs-utils"), url(path));
    }

    /** A client that writes a file there. */
    Client write(Path from, String path) throws Exception {
        return client(Daemon.program("nfs-cp", "libnfs-utils"), from.toString(), url(path));
    }

    private String url(String path) {
        return "nfs://127.0.0.1" + path + "?version=4&nfsport=" + port;
    }

    private Client client(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return new Client(process.waitFor(), words);
    }

    /** Each home: its folder, its lines in the file, and what ganesha shows; sorted. */
    public List<String> everything() throws Exception {
        List<String> all = new ArrayList<>();
        try (Stream<Path> homes = Files.list(homes())) {
            homes.filter(home -> !home.endsWith(".lock")).forEach(home -> all.add("folder " + home.getFileName()));
        }
        Files.readAllLines(exports()).stream().filter(line -> !line.equals("# kept by orca"))
                .forEach(line -> all.add("file " + line));
        new Ganesha(HomesSettings.of(settings())).shown().values().stream()
                .filter(path -> path.startsWith("/homes/") || path.startsWith(homes() + "/"))
                .forEach(path -> all.add("shown " + path));
        return all.stream().sorted().toList();
    }

    public void end() throws Exception {
        for (Daemon each : Stream.of(ganesha, bus).filter(java.util.Objects::nonNull).toList()) {
            each.end();
        }
    }
}
