package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;

/** Carries messages between nodes, badly. */
final class Network {
    private final Timeline timeline;
    private final Dice dice;
    private final Map<Principal, Node> nodes = new LinkedHashMap<>();
    private final Map<Pair, Instant> cuts = new LinkedHashMap<>();
    private Faults faults;

    Network(Timeline timeline, Dice dice, Faults faults) {
        this.timeline = timeline;
        this.dice = dice;
        this.faults = faults;
    }

    private record Pair(Principal from, Principal to) {}

    void connect(Node node) {
        nodes.put(node.self(), node);
    }

    void become(Faults other) {
        faults = other;
    }

    void heal() {
        cuts.clear();
    }

    /** Cuts some pairs for a while; to be called once a second. */
    void disturb() {
        for (Principal from : nodes.keySet()) {
            for (Principal to : nodes.keySet()) {
                if (!from.equals(to) && dice.chance(faults.cut())) {
                    cuts.put(new Pair(from, to), timeline.now().plus(dice.span(Duration.ofSeconds(1), Duration.ofMinutes(2))));
                }
            }
        }
        cuts.values().removeIf(until -> !until.isAfter(timeline.now()));
    }

    void send(Principal from, Outgoing outgoing) {
        Node target = nodes.get(outgoing.to());
        if (target == null) {
            return;
        }
        int copies = dice.chance(faults.lost()) ? 0 : dice.chance(faults.doubled()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            Duration delay = dice.span(Duration.ofMillis(1), faults.slowest());
            timeline.after(delay, () -> {
                if (!cuts.containsKey(new Pair(from, outgoing.to()))) {
                    target.receive(from, outgoing.message());
                }
            });
        }
    }
}
