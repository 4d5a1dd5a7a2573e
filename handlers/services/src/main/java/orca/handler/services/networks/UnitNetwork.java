package orca.handler.services.networks;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.handler.CallContext;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.handler.services.Mark;
import orca.handler.services.ServiceException;
import orca.handler.services.ServiceHandler;

/**
 * What a unit has of Open vSwitch: a bridge that bears its {@link Mark}, and ports with the mark that join it to others.
 *
 * <p><b>The bridge is named after the unit</b>, and never after its tag: a machine that was on a network which is over finds no
 * bridge of that name again, and so not the network of the next one who has the tag.
 *
 * <p><b>The port that carries the tag is named after the tag</b>, and a switch has no two ports of one name. So two processes
 * that want the same tag at the same time do not both get it.
 */
final class UnitNetwork {
    /** How often another tag is tried when somebody was quicker. */
    private static final int ATTEMPTS = 16;

    private final NetworksSettings settings;
    private final Switch ovs;
    private final Mark mark;
    private final String bridge;

    UnitNetwork(NetworksSettings settings, UnitCall call) {
        this.settings = settings;
        this.ovs = new Switch(settings);
        this.mark = new Mark(settings.owner(), call.unit());
        this.bridge = "orca" + digest(mark.words()).substring(0, 10);
    }

    private static String digest(String words) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(words.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    /**
     * A port as it is to be.
     *
     * @param on the bridge on which it is
     * @param tag of IEEE 802.1Q, -1 for none
     */
    private record Piece(String on, String name, long tag, String type, Map<String, String> options) {
        boolean is(SwitchView.Port port) {
            return port.bridge().equals(on) && port.tag() == tag && port.type().equals(type) && port.options().equals(options)
                    && port.shielded() == tunnel();
        }

        /**
         * A tunnel gives nothing to other tunnels of its bridge. Each host has one to every other, so what comes by one has
         * reached all already; given on, a broadcast would go round among three hosts for ever.
         */
        boolean tunnel() {
            return type.equals("vxlan");
        }
    }

    private List<Piece> pieces(long tag) {
        return switch (settings.kind()) {
            case BRIDGE -> List.of();
            case VLAN -> {
                String outer = "orca-v" + tag;
                String inner = bridge + "u";
                yield List.of(new Piece(settings.uplink(), outer, tag, "patch", Map.of("peer", inner)),
                        new Piece(bridge, inner, -1, "patch", Map.of("peer", outer)));
            }
            case VXLAN -> {
                List<Piece> tunnels = new ArrayList<>();
                for (String peer : settings.peers()) {
                    tunnels.add(new Piece(bridge, "o%06x%s".formatted(tag, hex(peer)), -1, "vxlan",
                            Map.of("remote_ip", peer, "key", Long.toString(tag))));
                }
                yield tunnels;
            }
        };
    }

    /** A port is named after its peer, so that another order of them changes nothing. */
    private static String hex(String address) {
        StringBuilder digits = new StringBuilder();
        for (String part : address.split("\\.")) {
            digits.append("%02x".formatted(Integer.parseInt(part)));
        }
        return digits.toString();
    }

    /** Sees to it that the unit has its network; what is told of it. */
    PropertyList give() throws ServiceException, InterruptedException {
        for (int attempt = 1;; attempt++) {
            SwitchView view = ovs.look();
            check(view);
            long tag = tag(view);
            List<List<String>> commands = commands(view, tag);
            try {
                if (commands.isEmpty()) {
                    ovs.settled();
                } else {
                    ovs.change(commands);
                }
            } catch (ServiceException refused) {
                boolean quicker = attempt < ATTEMPTS && refused.getMessage().contains("already exists");
                if (!quicker) {
                    throw refused;
                }
                continue;
            }
            List<String> amiss = amiss(ovs.look());
            if (!amiss.isEmpty()) {
                throw ServiceException.passing(String.join("; ", amiss));
            }
            PropertyList told = PropertyList.of("networks.bridge", bridge).with("networks.kind", settings.kind().word())
                    .with(NetworksHandler.TOLD, bridge);
            PropertyList sized = settings.mtu() == 0 ? told : told.with("networks.mtu", settings.mtu());
            return tag < 0 ? sized : sized.with(settings.kind().tagged(), tag);
        }
    }

    /** The unit's tag, or one that nobody has; -1 where there are none. */
    private long tag(SwitchView view) throws ServiceException {
        if (settings.kind() == NetworksSettings.Kind.BRIDGE) {
            return -1;
        }
        // Where somebody removed the bridge, the port on the trunk says it too.
        long own = view.bridge(bridge).filter(this::ours).map(SwitchView.Bridge::tag).filter(tag -> tag >= 0)
                .or(() -> view.ports().values().stream().filter(this::ours).map(SwitchView.Port::tag).filter(tag -> tag >= 0)
                        .findFirst()).orElse(-1L);
        if (own >= 0) {
            return own;
        }
        Set<Long> taken = view.tags(settings.kind());
        long size = settings.last() - settings.first() + 1;
        // Begins somewhere, so that a tag that was given back is not at once another's.
        long begin = Math.floorMod(mark.words().hashCode(), size);
        for (long i = 0; i < size; i++) {
            long tag = settings.first() + (begin + i) % size;
            if (!taken.contains(tag) && pieces(tag).stream().noneMatch(piece -> view.port(piece.name()).isPresent())) {
                return tag;
            }
        }
        throw ServiceException.passing("tags: all " + size + " from " + settings.first() + " to " + settings.last()
                + " are taken");
    }

    private boolean ours(SwitchView.Bridge there) {
        return there.mark().equals(mark.words());
    }

    private boolean ours(SwitchView.Port there) {
        return there.mark().equals(mark.words());
    }

    /** A bridge of the unit's name that does not say so is for somebody to look at. */
    private void ours(SwitchView view) throws ServiceException {
        if (view.bridge(bridge).filter(there -> !ours(there)).isPresent()) {
            throw ServiceException.lasting("there is a bridge " + bridge + " that does not say that it is the unit's");
        }
    }

    private void check(SwitchView view) throws ServiceException {
        ours(view);
        if (!settings.uplink().isEmpty() && view.bridge(settings.uplink()).isEmpty()) {
            throw ServiceException.passing("uplink: there is no bridge " + settings.uplink() + "; say: ovs-vsctl add-br "
                    + settings.uplink() + ", and add the trunk's device to it");
        }
    }

    /** What makes {@code view} as it is to be; nothing: it is. */
    private List<List<String>> commands(SwitchView view, long tag) throws ServiceException {
        Optional<SwitchView.Bridge> there = view.bridge(bridge);
        List<List<String>> commands = new ArrayList<>();
        if (there.isEmpty()) {
            commands.add(List.of("add-br", bridge));
            commands.add(List.of("set", "Bridge", bridge, "datapath_type=" + settings.datapath(), marked()));
        }
        if (tag >= 0 && there.map(SwitchView.Bridge::tag).orElse(-1L) != tag) {
            commands.add(List.of("set", "Bridge", bridge, "external_ids:" + SwitchView.TAG + "=" + tag));
        }
        stray(view, tag).forEach(port -> commands.add(List.of("del-port", port)));
        for (Piece piece : pieces(tag)) {
            Optional<SwitchView.Port> port = view.port(piece.name());
            if (port.isPresent() && !ours(port.get())) {
                throw ServiceException.passing("there is a port " + piece.name()
                        + " that does not say that it is the unit's; remove it, or take its tag out of the pool");
            }
            if (port.isEmpty() || !piece.is(port.get())) {
                port.ifPresent(old -> commands.add(List.of("del-port", old.name())));
                put(piece, commands);
            }
        }
        return commands;
    }

    /** The ports with the unit's mark that it is not to have any more, as where a peer was taken out of the settings. */
    private List<String> stray(SwitchView view, long tag) {
        List<String> wanted = pieces(tag).stream().map(Piece::name).toList();
        return view.ports().values().stream().filter(this::ours).map(SwitchView.Port::name)
                .filter(name -> !wanted.contains(name)).sorted().toList();
    }

    private String marked() {
        return "external_ids:" + SwitchView.MARK + "=\"" + mark.words() + "\"";
    }

    private void put(Piece piece, List<List<String>> commands) {
        commands.add(List.of("add-port", piece.on(), piece.name()));
        List<String> port = new ArrayList<>(List.of("set", "Port", piece.name(), marked()));
        if (piece.tag() >= 0) {
            port.add("tag=" + piece.tag());
            port.add("vlan_mode=access");
        }
        if (piece.tunnel()) {
            port.add("protected=true");
        }
        commands.add(port);
        List<String> device = new ArrayList<>(List.of("set", "Interface", piece.name(), "type=" + piece.type()));
        piece.options().forEach((name, value) -> device.add("options:" + name + "=" + value));
        commands.add(device);
    }

    /** Leaves nothing of the unit. */
    void take(CallContext context) throws ServiceException, InterruptedException {
        SwitchView view = ovs.look();
        List<List<String>> commands = new ArrayList<>();
        view.ports().values().stream().filter(this::ours).map(SwitchView.Port::name).sorted()
                .forEach(port -> commands.add(List.of("--if-exists", "del-port", port)));
        for (SwitchView.Bridge each : view.bridges().values().stream().filter(this::ours).toList()) {
            List<String> plugged = view.on(each.name()).stream().filter(port -> !ours(view.ports().get(port))).toList();
            if (!plugged.isEmpty()) {
                context.say("networks: " + String.join(", ", plugged) + " was still on " + each.name() + " and is cut off");
            }
            commands.add(List.of("--if-exists", "del-br", each.name()));
        }
        if (commands.isEmpty()) {
            ovs.settled();
        } else {
            ovs.change(commands);
        }
    }

    /** As long as the bridge is there, machines may be on it; whatever else is amiss is put back by the next change. */
    ServiceHandler.Seen look() throws ServiceException, InterruptedException {
        SwitchView view = ovs.look();
        if (view.bridge(bridge).isEmpty()) {
            return new ServiceHandler.Seen(false, List.of("there is no bridge of the unit"));
        }
        ours(view);
        ovs.settled();
        return new ServiceHandler.Seen(true, amiss(view));
    }

    /** What is not as it is to be, in words; nothing: all is. */
    private List<String> amiss(SwitchView view) {
        Optional<SwitchView.Bridge> there = view.bridge(bridge).filter(this::ours);
        if (there.isEmpty()) {
            return List.of("there is no bridge of the unit");
        }
        List<String> amiss = new ArrayList<>();
        boolean tagged = settings.kind() != NetworksSettings.Kind.BRIDGE;
        if (tagged && there.get().tag() < 0) {
            return List.of("the bridge " + bridge + " does not say which tag it has");
        }
        view.port(bridge).filter(port -> !port.error().isEmpty())
                .ifPresent(port -> amiss.add("the bridge " + bridge + " does not work: " + port.error()));
        stray(view, there.get().tag()).forEach(port -> amiss.add("the unit is to have no port " + port + " any more"));
        for (Piece piece : pieces(there.get().tag())) {
            Optional<SwitchView.Port> port = view.port(piece.name()).filter(this::ours);
            if (port.isEmpty()) {
                amiss.add("there is no port " + piece.name() + " of the unit on " + piece.on());
            } else if (!piece.is(port.get())) {
                amiss.add("the port " + piece.name() + " is not as it was made");
            } else if (!port.get().error().isEmpty()) {
                amiss.add("the port " + piece.name() + " does not work: " + port.get().error());
            }
        }
        return amiss;
    }
}
