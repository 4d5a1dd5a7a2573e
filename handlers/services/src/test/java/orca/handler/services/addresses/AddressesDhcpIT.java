package orca.handler.services.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import orca.core.handler.Action;
import orca.core.resource.PropertyList;
import orca.handler.services.Calls;
import orca.handler.services.Daemon;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real client, in a network of two, asks by DHCP and gets what was reserved for it, until it is not. */
@Tag("hosts")
@Timeout(120)
class AddressesDhcpIT {
    private static final String HARDWARE = "52:54:00:00:00:01";

    private final String server = "orca-kea-" + ProcessHandle.current().pid();
    private final String client = "orca-dhcp-" + ProcessHandle.current().pid();

    @TempDir
    Path folder;

    private KeaDaemon kea;

    @BeforeEach
    void start() throws Exception {
        String ip = Daemon.program("ip", "iproute2");
        run(ip, "netns", "add", server);
        run(ip, "netns", "add", client);
        run(ip, "-n", server, "link", "add", "lan", "type", "veth", "peer", "name", "lan", "netns", client);
        run(ip, "-n", server, "addr", "add", "10.9.0.1/16", "dev", "lan");
        run(ip, "-n", server, "link", "set", "lan", "up");
        run(ip, "-n", client, "link", "set", "lan", "address", HARDWARE, "up");
        Path script = Files.writeString(folder.resolve("told"), "#!/bin/sh\n[ \"$1\" = bound ] && echo \"told $ip\"\nexit 0\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        kea = KeaDaemon.in(folder.resolve("kea"), List.of(ip, "netns", "exec", server), "lan");
    }

    @AfterEach
    void end() throws Exception {
        if (kea != null) {
            kea.end();
        }
        for (String each : List.of(server, client)) {
            new ProcessBuilder("ip", "netns", "del", each).start().waitFor();
        }
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(words).isZero();
        return words;
    }

    /** What the client is told. */
    private String asks() throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", client, Daemon.program("busybox", "busybox-static"),
                "udhcpc", "-i", "lan", "-n", "-q", "-f", "-t", "10", "-T", "1", "-s", folder.resolve("told").toString()));
        return run(command.toArray(String[]::new)).lines().filter(line -> line.startsWith("told ")).findFirst().orElse("")
                .replace("told ", "");
    }

    @Test
    void aClientGetsTheAddressOfItsUnitAndNobodyElses() throws Exception {
        String stranger = asks();
        assertThat(stranger).startsWith("10.9.200.");
        PropertyList hardware = PropertyList.of("site.hw-address", HARDWARE);
        PropertyList made = Calls.done(Calls.run(kea.handler(), Action.SETUP, "west-u1", hardware));
        assertThat(asks()).isEqualTo(made.text("addresses.address").orElseThrow());

        Calls.done(Calls.run(kea.handler(), Action.TEARDOWN, "west-u1", hardware.overlaid(made)));
        assertThat(asks()).as("what was given back is not given again").startsWith("10.9.200.");
        // The next unit that gets the address can have it at once: nobody holds a lease of it.
        PropertyList other = PropertyList.of("site.hw-address", "52:54:00:00:00:02");
        PropertyList next = Calls.done(Calls.run(KeaDaemon.handler(kea.settings().with("pool",
                made.text("addresses.address").orElseThrow() + "-" + made.text("addresses.address").orElseThrow())),
                Action.SETUP, "west-u2", other));
        run("ip", "-n", client, "link", "set", "lan", "address", "52:54:00:00:00:02");
        assertThat(asks()).isEqualTo(next.text("addresses.address").orElseThrow());
    }
}
