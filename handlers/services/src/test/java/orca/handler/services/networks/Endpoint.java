package orca.handler.services.networks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import orca.handler.services.Daemon;

/**
 * Somebody on a bridge: a network namespace with one device {@code lan}, which has one IPv4 address and sends nothing of its own
 * accord.
 */
final class Endpoint {
    private static final AtomicInteger ENDPOINTS = new AtomicInteger();
    private static final long PATIENCE_SECONDS = 60;

    private record Ran(int code, String said) {}

    private final String netns;
    private final String port;

    private Endpoint(int number) {
        this.netns = "orca-" + ProcessHandle.current().pid() + "-e" + number;
        this.port = "e" + number;
    }

    /** One with {@code address}, in a network of 256 addresses, on {@code bridge}. */
    static Endpoint on(OpenSwitch open, String bridge, String address) throws Exception {
        Endpoint endpoint = new Endpoint(ENDPOINTS.incrementAndGet());
        open.inside("ip", "netns", "add", endpoint.netns);
        endpoint.run("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
        open.inside("ip", "link", "add", "name", endpoint.port, "type", "veth", "peer", "name", "lan", "netns", endpoint.netns);
        open.inside("ip", "link", "set", "dev", endpoint.port, "up");
        endpoint.run("ip", "link", "set", "dev", "lan", "up");
        endpoint.run("ip", "addr", "add", address + "/24", "dev", "lan");
        open.vsctl("add-port", bridge, endpoint.port);
        return endpoint;
    }

    /** The name of its port on the bridge. */
    String port() {
        return port;
    }

    /** Its hardware address. */
    String mac() throws Exception {
        return run("cat", "/sys/class/net/lan/address").said();
    }

    /** How many frames it was given since it is there. */
    long frames() throws Exception {
        return Long.parseLong(run("cat", "/sys/class/net/lan/statistics/rx_packets").said());
    }

    /** Frames of at most so many octets behind the header. */
    void mtu(int octets) throws Exception {
        run("ip", "link", "set", "dev", "lan", "mtu", Integer.toString(octets));
    }

    /** Waits until {@code other}, which has {@code address}, answers, and nobody else under this address. */
    void reaches(Endpoint other, String address) throws Exception {
        reaches(address, 56);
        assertThat(run("ip", "neigh", "show", address).said()).as("who answered").contains(" lladdr " + other.mac() + " ");
    }

    /** Waits until {@code address} answers to packets of {@code octets} behind 28 of headers. */
    void reaches(String address, int octets) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        Ran last = ping(1, 5, address, octets);
        while (last.code() != 0) {
            assertThat(System.nanoTime() - deadline).as("%s answers: %s", address, last.said()).isNegative();
            last = ping(1, 1, address, octets);
        }
    }

    /** Nobody answers to two packets. */
    void misses(String address) throws Exception {
        misses(address, 56);
    }

    void misses(String address, int octets) throws Exception {
        // Else it would ask whom it knows, instead of everybody.
        run("ip", "neigh", "flush", "all");
        Ran ran = ping(2, 1, address, octets);
        assertThat(ran.code()).as(ran.said()).isEqualTo(1);
        assertThat(ran.said()).contains(", 0 packets received");
    }

    private Ran ping(int packets, int seconds, String address, int octets) throws Exception {
        return attempt("ping", "-c", Integer.toString(packets), "-W", Integer.toString(seconds), "-s",
                Integer.toString(octets), address);
    }

    private Ran run(String... words) throws Exception {
        Ran ran = attempt(words);
        assertThat(ran.code()).as(ran.said()).isZero();
        return ran;
    }

    /** With the programs of busybox where it has them, whose words are everywhere the same. */
    private Ran attempt(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(Daemon.program("ip", "iproute2"), "netns", "exec", netns));
        if (words[0].equals("ping")) {
            command.add(Daemon.program("busybox", "busybox-static"));
        }
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return new Ran(process.waitFor(), said);
    }

    /** With its device and its port. */
    void end() throws Exception {
        new ProcessBuilder("ip", "netns", "del", netns).start().waitFor();
    }
}
