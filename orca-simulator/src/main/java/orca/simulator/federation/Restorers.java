package orca.simulator.federation;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import orca.core.lease.UnitId;
import orca.core.protocol.Command;

/**
 * Operators whose actors lose their journals: each goes on from a backup, which is a while old. They wait until nothing is open
 * any more, look at what is on the hosts, and settle it; what only peers know they settle all the same in the end.
 */
final class Restorers {
    private static final Duration LOOK = Duration.ofSeconds(15);
    /** How long they wait for peers that may be cut off. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Federation federation;
    private final Dice dice;
    private final Desk desk;
    private final BooleanSupplier founded;
    private final Consumer<Node> after;
    private boolean busy = true;

    /**
     * @param founded whether all is delegated that ever will be: what is given after a backup its operators would give again
     * @param after what else they do with one that was put back
     */
    Restorers(Federation federation, Dice dice, Desk desk, BooleanSupplier founded, Consumer<Node> after) {
        this.founded = founded;
        this.after = after;
        this.federation = federation;
        this.dice = dice;
        this.desk = desk;
    }

    void start() {
        federation.timeline().after(dice.span(Duration.ofSeconds(40), Duration.ofMinutes(3)), this::backUp);
    }

    void stop() {
        busy = false;
    }

    private void backUp() {
        if (!busy) {
            return;
        }
        if (!founded.getAsBoolean()) {
            federation.timeline().after(LOOK, this::backUp);
            return;
        }
        Node node = dice.pick(List.of(federation.sites(), federation.brokers(), federation.guests()).get(dice.index(3)));
        Store.Backup backup = node.backup();
        federation.timeline().after(Duration.ofMillis(dice.between(1_000, 90_000)), () -> restore(node, backup));
    }

    private void restore(Node node, Store.Backup backup) {
        if (!busy) {
            return;
        }
        node.restore(backup);
        after.accept(node);
        look(node, Duration.ZERO);
        federation.timeline().after(Duration.ofSeconds(dice.between(20, 240)), this::backUp);
    }

    /** Settles it when it is time. */
    private void look(Node node, Duration waited) {
        federation.timeline().after(LOOK, () -> {
            if (node.isUp() && node.actor().loss().isPresent()) {
                List<String> open = node.actor().unsettled();
                boolean patient = waited.compareTo(PATIENCE) < 0;
                if (open.isEmpty() ? waited.compareTo(PATIENCE.dividedBy(2)) > 0 : !patient) {
                    clear(node);
                    desk.insist(node, new Command.Settle(!open.isEmpty(), "looked at: " + open.size()));
                }
            }
            if (!node.isUp() || node.actor().loss().isPresent()) {
                look(node, waited.plus(LOOK));
            }
        });
    }

    /** Whoever goes round pulls the plug of what nobody knows of. */
    private void clear(Node node) {
        if (federation.sites().contains(node)) {
            List<UnitId> known = Actors.authority(node).units().stream().map(unit -> unit.id()).toList();
            List.copyOf(federation.substrate().units().keySet()).stream()
                    .filter(unit -> unit.value().startsWith(node.name() + "-") && !known.contains(unit))
                    .forEach(federation.substrate()::pull);
        }
    }
}
