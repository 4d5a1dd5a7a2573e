package orca.handler.libvirt.driver;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The words of a seed, as cloud-init reads them. Each value stands in quotes as JSON has them, which YAML takes as well. */
final class Seeds {
    private Seeds() {}

    /** The seed's files: who the machine is, what its owner wants of it, and where it is on the network. */
    static Map<String, String> of(UnitSpec spec, String mac, Optional<String> address, Optional<String> gateway) {
        Map<String, String> files = new TreeMap<>();
        StringBuilder meta = new StringBuilder("instance-id: ").append(quoted(spec.unit())).append('\n');
        meta.append("local-hostname: ").append(quoted(spec.word("hostname").orElseThrow())).append('\n');
        spec.word("ssh-key").ifPresent(key -> meta.append("public-keys:\n  - ").append(quoted(key)).append('\n'));
        files.put("meta-data", meta.toString());
        files.put("user-data", spec.word("user-data").orElse("#cloud-config\n{}") + "\n");
        address.ifPresent(here -> files.put("network-config", network(mac, here, gateway)));
        return files;
    }

    private static String network(String mac, String address, Optional<String> gateway) {
        StringBuilder network = new StringBuilder("version: 1\nconfig:\n  - type: physical\n    name: eth0\n    mac_address: ");
        network.append(quoted(mac)).append("\n    subnets:\n      - type: static\n        address: ").append(quoted(address));
        gateway.ifPresent(way -> network.append("\n        gateway: ").append(quoted(way)));
        return network.append('\n').toString();
    }

    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        value.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c < ' ' || c == 0x7f ? ' ' : (char) c);
        });
        return quoted.append('"').toString();
    }
}
