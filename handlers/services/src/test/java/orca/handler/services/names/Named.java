package orca.handler.services.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import orca.core.resource.PropertyList;
import orca.handler.services.Daemon;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;
import org.xbill.DNS.ZoneTransferIn;

/**
 * A real BIND with a zone {@code lab.test}, the addresses of 10.9 and 10.8 in two more, and a name {@code www} in the first
 * that is nobody's who leases anything.
 */
public final class Named {
    static final String SECRET = "c2VjcmV0LW9mLXRoZS1sYWItd2hpY2gtaXMtbG9uZw==";
    static final Name ZONE = Name.fromConstantString("lab.test.");
    static final List<String> ZONES = List.of("lab.test", "9.10.in-addr.arpa", "8.10.in-addr.arpa");

    private final Path folder;
    private final List<String> refusing = new ArrayList<>();
    private Daemon daemon;
    private int port;

    private Named(Path folder) {
        this.folder = folder;
    }

    public static Named in(Path folder) throws Exception {
        Named named = new Named(Files.createDirectories(folder));
        Files.createDirectories(folder.resolve("zones"));
        for (String zone : ZONES) {
            Files.writeString(folder.resolve("zones").resolve(zone), "$TTL 60\n@ SOA ns." + zone + ". root." + zone
                    + ". 1 3600 600 86400 60\n@ NS ns.lab.test.\n"
                    + (zone.equals("lab.test") ? "ns A 127.0.0.1\nwww A 10.9.255.80\n" : ""));
        }
        named.key(SECRET);
        named.port = Daemon.freePort();
        named.start();
        return named;
    }

    /** What signs from now on; the server keeps its own. */
    void key(String secret) throws Exception {
        Path key = folder.resolve("orca.key");
        Files.writeString(key, "key \"orca\" {\n\talgorithm hmac-sha256;\n\tsecret \"" + secret + "\";\n};\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    void start() throws Exception {
        StringBuilder config = new StringBuilder("key orca { algorithm hmac-sha256; secret \"" + SECRET + "\"; };\n"
                + "options { directory \"" + folder.resolve("zones") + "\"; listen-on port " + port
                + " { 127.0.0.1; }; listen-on-v6 { none; }; pid-file none; session-keyfile none; recursion no;"
                + " dnssec-validation no; allow-transfer { any; }; };\ncontrols { };\n");
        for (String zone : ZONES) {
            config.append("zone ").append(zone).append(" { type primary; file \"").append(zone).append("\"; ")
                    .append(refusing.contains(zone) ? "" : "allow-update { key orca; }; ").append("};\n");
        }
        Files.writeString(folder.resolve("named.conf"), config.toString());
        Files.deleteIfExists(folder.resolve("named.log")); // what an earlier one said says nothing of this one
        daemon = new Daemon(folder.resolve("named.log"), List.of(Daemon.program("named", "bind9"), "-4", "-g", "-n", "1",
                "-c", folder.resolve("named.conf").toString()));
        assertThat(daemon.start(this::answers)).as(daemon.words()).isTrue();
    }

    private boolean answers() {
        return Daemon.listens(port) && daemon.words().contains("all zones loaded");
    }

    public Daemon daemon() {
        return daemon;
    }

    public int port() {
        return port;
    }

    /** From now on it takes no updates of these zones. */
    public void refuse(String... zones) throws Exception {
        refusing.clear();
        refusing.addAll(List.of(zones));
        daemon.stop();
        start();
    }

    public PropertyList settings() {
        return PropertyList.of("server", "127.0.0.1:" + port).with("zone", "lab.test")
                .with("reverse", "9.10.in-addr.arpa, 8.10.in-addr.arpa").with("key-file", folder.resolve("orca.key").toString());
    }

    NamesHandler handler() {
        return handler(settings());
    }

    static NamesHandler handler(PropertyList settings) {
        NamesHandler handler = new NamesHandler();
        handler.configure(settings);
        return handler;
    }

    /** Everything in the zones that was not there at first, sorted, each record a line. */
    public List<String> everything() throws Exception {
        TreeSet<String> all = new TreeSet<>();
        for (String zone : ZONES) {
            ZoneTransferIn transfer = ZoneTransferIn.newAXFR(Name.fromString(zone, Name.root), "127.0.0.1", port, null);
            transfer.setTimeout(Duration.ofSeconds(20));
            transfer.run();
            for (Record record : transfer.getAXFR()) {
                boolean first = record.getType() == Type.SOA || record.getType() == Type.NS
                        || List.of("ns.lab.test.", "www.lab.test.").contains(record.getName().toString());
                if (!first) {
                    all.add(record.getName() + " " + Type.string(record.getType()) + " " + record.rdataToString());
                }
            }
        }
        return List.copyOf(all);
    }

    /** What somebody does with the zone who has the key and is not the handler. */
    void byHand(Consumer<Update> edit) throws Exception {
        SimpleResolver line = new SimpleResolver(new InetSocketAddress("127.0.0.1", port));
        line.setTCP(true);
        line.setTSIGKey(new TSIG(TSIG.HMAC_SHA256, Name.fromConstantString("orca."), SECRET));
        Update update = new Update(ZONE);
        edit.accept(update);
        Message answer = line.send(update);
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    }

    public void end() throws Exception {
        daemon.end();
    }
}
