package orca.handler.services.networks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a switch has, at one moment.
 *
 * @param bridges by name
 * @param ports by name
 */
record SwitchView(Map<String, Bridge> bridges, Map<String, Port> ports) {
    /** The tables that are read, with what of each. */
    static final List<List<String>> TABLES = List.of(List.of("Bridge", "name,external_ids,ports"),
            List.of("Port", "_uuid,name,tag,external_ids,protected"), List.of("Interface", "name,type,options,error"));
    /** Under what name a mark is kept. */
    static final String MARK = "orca";
    /** Under what name a bridge says which tag it has. */
    static final String TAG = "orca-tag";
    /** Under what names a tunnel's interface has its identifier. */
    private static final List<String> KEYS = List.of("key", "in_key", "out_key");

    /**
     * A bridge.
     *
     * @param mark what says whose it is; empty: nothing does
     * @param tag of the pool, -1 where it says none
     */
    record Bridge(String name, String mark, long tag) {}

    /**
     * A port with one interface of the same name.
     *
     * @param bridge on which it is; empty: on none
     * @param tag of IEEE 802.1Q, -1 where it has none
     * @param type of its interface; empty where that is a device
     * @param options of its interface
     * @param shielded whether it gives nothing to other ports that are so
     * @param error why it does not work; empty: it does
     */
    record Port(String name, String bridge, String mark, long tag, String type, Map<String, String> options, boolean shielded,
            String error) {}

    SwitchView {
        bridges = Map.copyOf(bridges);
        ports = Map.copyOf(ports);
    }

    /** What the answers to {@link #TABLES} say. */
    static SwitchView of(List<JsonNode> answers) {
        Map<String, Bridge> bridges = new HashMap<>();
        Map<String, String> places = new HashMap<>();
        for (JsonNode row : answers.get(0).path("data")) {
            Map<String, String> ids = map(row.path(1));
            String name = row.path(0).asText();
            bridges.put(name, new Bridge(name, ids.getOrDefault(MARK, ""), number(ids.getOrDefault(TAG, ""))));
            set(row.path(2)).forEach(port -> places.put(port, name));
        }
        Map<String, JsonNode> interfaces = new HashMap<>();
        answers.get(2).path("data").forEach(row -> interfaces.put(row.path(0).asText(), row));
        Map<String, Port> ports = new HashMap<>();
        for (JsonNode row : answers.get(1).path("data")) {
            String name = row.path(1).asText();
            JsonNode device = interfaces.get(name);
            ports.put(name, new Port(name, places.getOrDefault(uuid(row.path(0)), ""), map(row.path(3)).getOrDefault(MARK, ""),
                    row.path(2).asLong(-1), device == null ? "" : device.path(1).asText(),
                    device == null ? Map.of() : map(device.path(2)), row.path(4).asBoolean(),
                    device == null ? "" : String.join("", set(device.path(3)))));
        }
        return new SwitchView(bridges, ports);
    }

    private static long number(String words) {
        return words.matches("[0-9]{1,8}") ? Long.parseLong(words) : -1;
    }

    /** A tunnel's identifier, -1 where it has none that is a number; Open vSwitch takes it in base 16 too. */
    private static long key(String words) {
        return words.matches("0[xX][0-9a-fA-F]{1,6}") ? Long.decode(words) : number(words);
    }

    private static Map<String, String> map(JsonNode node) {
        Map<String, String> map = new TreeMap<>();
        node.path(1).forEach(entry -> map.put(entry.path(0).asText(), entry.path(1).asText()));
        return map;
    }

    private static String uuid(JsonNode node) {
        return node.path(1).asText();
    }

    /** One value stands by itself, another number of them as a list; a row's number too. */
    private static List<String> set(JsonNode node) {
        List<String> all = new ArrayList<>();
        if (!node.isArray()) {
            all.add(node.asText());
        } else if (node.path(0).asText().equals("set")) {
            node.path(1).forEach(each -> all.add(each.isArray() ? uuid(each) : each.asText()));
        } else {
            all.add(uuid(node));
        }
        return all;
    }

    Optional<Bridge> bridge(String name) {
        return Optional.ofNullable(bridges.get(name));
    }

    Optional<Port> port(String name) {
        return Optional.ofNullable(ports.get(name));
    }

    /** The names of what is on {@code bridge}, but for its own port. */
    List<String> on(String bridge) {
        return ports.values().stream().filter(port -> port.bridge().equals(bridge) && !port.name().equals(bridge))
                .map(Port::name).sorted().toList();
    }

    /** Every tag of {@code kind} that a network has or that somebody gave to a port. */
    Set<Long> tags(NetworksSettings.Kind kind) {
        Set<Long> tags = new HashSet<>();
        bridges.values().forEach(bridge -> tags.add(bridge.tag()));
        for (Port port : ports.values()) {
            if (kind == NetworksSettings.Kind.VLAN) {
                tags.add(port.tag());
            } else if (port.type().equals("vxlan")) {
                KEYS.forEach(name -> tags.add(key(port.options().getOrDefault(name, ""))));
            }
        }
        return tags;
    }
}
