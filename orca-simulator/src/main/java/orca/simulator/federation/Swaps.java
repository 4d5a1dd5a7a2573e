package orca.simulator.federation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.core.protocol.Command;
import orca.core.protocol.PolicyChoice;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;

/** Operators who have actors follow other policies, or the same with other settings, while everything goes on. */
final class Swaps {
    private final Federation federation;
    private final Dice dice;
    private final Desk desk;
    private boolean busy = true;

    Swaps(Federation federation, Dice dice, Desk desk) {
        this.federation = federation;
        this.dice = dice;
        this.desk = desk;
    }

    void start() {
        federation.timeline().after(dice.span(Duration.ofSeconds(20), Duration.ofMinutes(2)), this::swap);
    }

    void stop() {
        busy = false;
    }

    private void swap() {
        if (!busy) {
            return;
        }
        int what = dice.index(10);
        if (what < 5) {
            tell(dice.pick(federation.brokers()), Optional.empty(), provisioning());
        } else if (what < 8) {
            tell(dice.pick(federation.sites()), Optional.empty(), assignment());
        } else {
            Node guest = dice.pick(federation.guests());
            tell(guest, Optional.of(dice.chance(900) ? Scenery.KEPT : "nobodys"), controller());
        }
        federation.timeline().after(dice.span(Duration.ofSeconds(5), Duration.ofSeconds(70)), this::swap);
    }

    private void tell(Node node, Optional<String> slice, PolicyChoice choice) {
        boolean back = dice.chance(200);
        PolicyChoice said = back ? new PolicyChoice(node.policy(), PropertyList.NONE) : choice;
        desk.insist(node, new Command.SetPolicy(slice, said, !back));
    }

    private PolicyChoice provisioning() {
        String name = dice.pick(List.of("first-come", "fcfs", "easy", "sjbf", "conservative", "edf", "priority", "winks",
                "shares", "ask-first"));
        return new PolicyChoice(name, switch (name) {
            case "ask-first" -> Scenery.asking(dice);
            case "shares" -> Scenery.SHARES;
            case "winks" -> dice.chance(500) ? PropertyList.NONE : PropertyList.of("weights", "guest1=3,guest2=2");
            default -> PropertyList.NONE;
        });
    }

    private PolicyChoice assignment() {
        String name = dice.pick(List.of("first-fit", "best-fit", "worst-fit", "dot-product", "least-fragments", "consolidate",
                "consolidate"));
        return new PolicyChoice(name, name.equals("consolidate") ? Scenery.consolidating(dice) : PropertyList.NONE);
    }

    private PolicyChoice controller() {
        return new PolicyChoice("keep-count", Scenery.keeping(dice.pick(federation.dealers()).self())
                .with("count", new PropertyValue.Whole(dice.between(0, 2))));
    }
}
