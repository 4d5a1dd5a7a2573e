package orca.handler.sliver.driver;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import orca.nodeagent.driver.FolderLock;
import orca.nodeagent.driver.Pool;

/** A sliver's network: an address, a namespace, a wire to the host's bridge, and the rate at both ends of the wire. */
final class Wiring {
    /** Where no rate is asked for; the discipline is there all the same, so that a rate can be set while it lives. */
    private static final String UNLIMITED = "100gbit";

    private final Node node;
    private final Subnet subnet;
    private final Pool numbers;

    Wiring(Node node, Subnet subnet) {
        this.node = node;
        this.subnet = subnet;
        this.numbers = new Pool(node.addresses());
    }

    String address(Plan plan) {
        return subnet.address(plan.number());
    }

    /** A number that no other sliver of this folder has; the one that {@code unit} has already, if it has. */
    int claim(String unit) throws IOException {
        return Integer.parseInt(numbers.take(unit, IntStream.rangeClosed(1, subnet.size()).mapToObj(Integer::toString)));
    }

    /** Whose addresses are taken, by number. */
    Pool numbers() {
        return numbers;
    }

    /** Makes the sliver's end, and the bridge when this is the first; the address was claimed before. */
    void connect(String unit, Plan plan) throws IOException, InterruptedException {
        String name = node.label(unit);
        String wire = node.wire(unit);
        alone(this::bridge);
        Tool.run("ip", "netns", "add", name);
        // One address, one number of the card: no neighbour remembers another's.
        String mac = "02:6f" + String.format(":%02x:%02x:%02x:%02x", octets(address(plan)));
        Tool.fed("link add " + wire + " type veth peer name eth0 address " + mac + " netns " + name + "\n"
                + "link set dev " + wire + " alias " + name + "\nlink set dev " + wire + " master " + node.bridge() + " up\n",
                "ip", "-batch", "-");
        Tool.fed("link set dev lo up\naddr add " + address(plan) + "/" + subnet.bits() + " dev eth0\nlink set dev eth0 up\n"
                + "route add default via " + subnet.host() + "\n", "ip", "-n", name, "-batch", "-");
        Tool.fed(rate("add", wire, plan.spec().bandwidth()), "tc", "-batch", "-");
        Tool.fed(rate("add", "eth0", plan.spec().bandwidth()), "tc", "-n", name, "-batch", "-");
    }

    private static Object[] octets(String address) {
        String[] words = address.split("\\.");
        Object[] octets = new Object[words.length];
        for (int i = 0; i < words.length; i++) {
            octets[i] = Integer.parseInt(words[i]);
        }
        return octets;
    }

    private void bridge() throws IOException, InterruptedException {
        if (!Node.device(node.bridge())) {
            Tool.End taken = Tool.tried("", List.of("ip", "-o", "-4", "addr", "show", "to", subnet.toString()));
            if (!taken.words().isEmpty()) {
                throw new IOException("network: " + subnet + " is in use on this host already: " + taken.words());
            }
            Tool.run("ip", "link", "add", node.bridge(), "type", "bridge");
        }
        Tool.fed("addr replace " + subnet.host() + "/" + subnet.bits() + " dev " + node.bridge() + "\n"
                + "link set dev " + node.bridge() + " up\n", "ip", "-batch", "-");
    }

    private static String rate(String verb, String device, OptionalLong mbit) {
        String rate = mbit.isPresent() ? mbit.getAsLong() + "mbit" : UNLIMITED;
        String root = verb.equals("add") ? "qdisc add dev " + device + " root handle 1: htb default 1\n" : "";
        return root + "class " + verb + " dev " + device + " parent 1: classid 1:1 htb rate " + rate + " quantum 10000\n";
    }

    /** Changes the rate, to and from, while the sliver lives. */
    void limit(String unit, OptionalLong mbit) throws IOException, InterruptedException {
        Tool.fed(rate("change", node.wire(unit), mbit), "tc", "-batch", "-");
        Tool.fed(rate("change", "eth0", mbit), "tc", "-n", node.label(unit), "-batch", "-");
    }

    /** Removes the sliver's end. */
    void disconnect(String unit) throws IOException, InterruptedException {
        if (Files.exists(node.namespace(unit))) {
            Tool.tried("", List.of("ip", "netns", "delete", node.label(unit)));
        }
        if (Node.device(node.wire(unit))) {
            Tool.tried("", List.of("ip", "link", "delete", node.wire(unit)));
        }
    }

    /** Removes the bridge when nobody has an address any more. */
    void removeBridgeIfLast() throws IOException, InterruptedException {
        alone(() -> {
            if (numbers.units().isEmpty() && Node.device(node.bridge())) {
                Tool.tried("", List.of("ip", "link", "delete", node.bridge()));
            }
        });
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void alone(Work work) throws IOException, InterruptedException {
        FolderLock.under(node.home(), () -> {
            work.run();
            return null;
        });
    }
}
