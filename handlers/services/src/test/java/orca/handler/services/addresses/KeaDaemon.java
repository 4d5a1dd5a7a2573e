package orca.handler.services.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import orca.core.resource.PropertyList;
import orca.handler.services.Daemon;
import orca.handler.services.ServiceException;

/**
 * A real Kea for 10.9.0.0/16, with a reservation of its own that is nobody's who leases, and a file of reservations that it
 * includes. It listens to no network unless it is told one.
 */
public final class KeaDaemon {
    static final String FOREIGN = "52:54:00:00:00:fe";

    private final Path folder;
    private final List<String> before;
    private final String network;
    private String more = "";
    private boolean including = true;
    private Daemon daemon;

    private KeaDaemon(Path folder, List<String> before, String network) {
        this.folder = folder;
        this.before = before;
        this.network = network;
    }

    public static KeaDaemon in(Path folder) throws Exception {
        return in(folder, List.of(), "");
    }

    /**
     * One within a network.
     *
     * @param before the words that run a program there
     */
    static KeaDaemon in(Path folder, List<String> before, String network) throws Exception {
        KeaDaemon kea = new KeaDaemon(Files.createDirectories(folder), before, network);
        Files.writeString(kea.file(), "[]\n");
        kea.start();
        return kea;
    }

    Path file() {
        return folder.resolve("reservations.json");
    }

    private Path socket() {
        return folder.resolve("ctl");
    }

    /** What stands in its own configuration from its next reading on, and whether it includes the file. */
    void configure(String own, boolean includes) throws Exception {
        more = own;
        including = includes;
        write();
    }

    private void write() throws Exception {
        Files.writeString(folder.resolve("kea.conf"), """
                { "Dhcp4": { "interfaces-config": {"interfaces": [INTERFACES], "dhcp-socket-type": "raw"},
                  "control-socket": {"socket-type": "unix", "socket-name": "FOLDER/ctl"},
                  "lease-database": {"type": "memfile", "persist": true, "name": "FOLDER/leases.csv"},
                  "hooks-libraries": [{"library": "HOOK"}],
                  "loggers": [{"name": "kea-dhcp4", "severity": "WARN", "output_options": [{"output": "stdout"}]}],
                  "reservations": [{"hw-address": "FOREIGN", "hostname": "printer"}],
                  "reservations-global": true, "reservations-in-subnet": true,
                  "subnet4": [{"id": 1, "subnet": "10.9.0.0/16", "pools": [{"pool": "10.9.200.0 - 10.9.200.255"}],
                    "valid-lifetime": 4000, "reservations": RESERVATIONS}] MORE } }
                """.replace("FOLDER", folder.toString()).replace("INTERFACES", network.isEmpty() ? "" : "\"" + network + "\"")
                .replace("FOREIGN", FOREIGN).replace("MORE", more)
                .replace("HOOK", "/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_lease_cmds.so")
                .replace("RESERVATIONS", including ? "<?include \"" + file() + "\"?>" : "[]"));
    }

    void start() throws Exception {
        write();
        List<String> command = Stream.concat(before.stream(), Stream.of("env", "KEA_PIDFILE_DIR=" + folder,
                "KEA_LOCKFILE_DIR=" + folder, Daemon.program("kea-dhcp4", "kea-dhcp4-server"), "-c",
                folder.resolve("kea.conf").toString())).toList();
        daemon = new Daemon(folder.resolve("kea.log"), command);
        assertThat(daemon.start(this::answers)).as(daemon.words()).isTrue();
    }

    private boolean answers() throws Exception {
        if (!Files.exists(socket())) {
            return false;
        }
        try {
            new Kea(AddressesSettings.of(settings())).reservations();
            return true;
        } catch (ServiceException notYet) {
            return false;
        }
    }

    Daemon daemon() {
        return daemon;
    }

    void stop() throws Exception {
        daemon.stop();
        Files.deleteIfExists(socket());
    }

    public PropertyList settings() {
        return PropertyList.of("control-socket", socket().toString()).with("reservations", file().toString())
                .with("pool", "10.9.0.10-10.9.0.99");
    }

    static AddressesHandler handler(PropertyList settings) {
        AddressesHandler handler = new AddressesHandler();
        handler.configure(settings);
        return handler;
    }

    AddressesHandler handler() {
        return handler(settings());
    }

    /** Each reservation in the file and each that Kea goes by, sorted, but for the one that was there at first. */
    public List<String> everything() throws Exception {
        TreeSet<String> all = new TreeSet<>();
        for (JsonNode node : new ObjectMapper().readTree(file().toFile())) {
            all.add("file " + Reservation.of(node));
        }
        for (Reservation reservation : new Kea(AddressesSettings.of(settings())).reservations()) {
            if (!reservation.hardware().equals(FOREIGN)) {
                all.add("live " + reservation);
            }
        }
        return new ArrayList<>(all);
    }

    public void end() throws Exception {
        daemon.end();
    }
}
