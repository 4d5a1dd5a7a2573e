package orca.handler.services.homes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.handler.services.Program;
import orca.handler.services.ServiceException;

/** The line to ganesha by D-Bus, with D-Bus's own program. */
final class Ganesha {
    private static final Pattern EXPORT = Pattern.compile("uint16 ([0-9]+)\\s+string \"([^\"]*)\"");

    private final HomesSettings settings;

    Ganesha(HomesSettings settings) {
        this.settings = settings;
    }

    /** What it shows to clients: number and path of each export. */
    Map<Integer, String> shown() throws ServiceException, InterruptedException {
        Map<Integer, String> shown = new TreeMap<>();
        Matcher each = EXPORT.matcher(ask("ShowExports"));
        while (each.find()) {
            shown.put(Integer.parseInt(each.group(1)), each.group(2));
        }
        return shown;
    }

    /** Has it take up what the file says of the export {@code id}. */
    void show(int id, boolean known) throws ServiceException, InterruptedException {
        ask(known ? "UpdateExport" : "AddExport", "string:" + settings.exports(), "string:EXPORT(Export_Id=" + id + ")");
    }

    void remove(int id) throws ServiceException, InterruptedException {
        ask("RemoveExport", "uint16:" + id);
    }

    private String ask(String method, String... words) throws ServiceException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("dbus-send", "--bus=" + settings.bus(), "--print-reply",
                "--reply-timeout=" + settings.timeout().toMillis(), "--dest=org.ganesha.nfsd", "/org/ganesha/nfsd/ExportMgr",
                "org.ganesha.nfsd.exportmgr." + method));
        command.addAll(List.of(words));
        String late = "ganesha did not answer " + method + " within " + settings.timeout().toMillis() + " ms";
        try {
            // The program's own limit comes first: then nobody is left on the bus.
            Program.Ran ran = Program.run(settings.timeout().plusSeconds(1), command);
            if (ran.code() == 0) {
                return ran.said();
            }
            String why = ran.complained();
            if (why.contains("Error.NoReply") || why.contains("Error.Timeout")) {
                throw ServiceException.passing(late);
            }
            throw ServiceException.passing(why.contains("Error.ServiceUnknown") ? "no ganesha is on the bus " + settings.bus()
                    : why.startsWith("Failed to open connection") ? "there is no D-Bus at " + settings.bus()
                            : "ganesha refused " + method + ": " + why);
        } catch (Program.Late killed) {
            throw ServiceException.passing(late, killed);
        }
    }
}
