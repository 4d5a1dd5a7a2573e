package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import orca.authority.state.Host;
import orca.authority.state.MaintenanceImage;
import orca.core.protocol.Servicing;
import orca.core.time.Term;

/** Operators of sites who have hosts serviced: they plan it, think again, and call it off. */
final class Janitors {
    private final Federation federation;
    private final Dice dice;
    private final Desk desk;
    private int planned;
    private boolean busy = true;

    Janitors(Federation federation, Dice dice, Desk desk) {
        this.federation = federation;
        this.dice = dice;
        this.desk = desk;
    }

    void start() {
        federation.timeline().after(Duration.ofSeconds(30), this::act);
    }

    void stop() {
        busy = false;
    }

    private void act() {
        if (!busy) {
            return;
        }
        Node site = dice.pick(federation.sites());
        if (site.isUp()) {
            List<MaintenanceImage> known = List.copyOf(Actors.authority(site).site().maintenances());
            if (!known.isEmpty() && dice.chance(400)) {
                MaintenanceImage one = dice.pick(known);
                desk.insist(site, dice.chance(500) ? new Servicing.EndMaintenance(one.id(), "it is done") : plan(site, one.id()));
            } else {
                desk.insist(site, plan(site, "m" + ++planned));
            }
        }
        federation.timeline().after(dice.span(Duration.ofSeconds(5), Duration.ofSeconds(60)), this::act);
    }

    private Servicing plan(Node site, String id) {
        List<String> hosts = new ArrayList<>(Actors.authority(site).hosts().stream().map(Host::name).toList());
        int most = (int) dice.between(1, Math.max(1, Math.min(2, hosts.size())));
        while (hosts.size() > most) {
            hosts.remove(dice.index(hosts.size()));
        }
        Collections.sort(hosts);
        Instant start = Term.grain(federation.timeline().now()).plusSeconds(dice.between(-20, 90));
        Term window = Term.of(start, Duration.ofSeconds(dice.between(30, 150)));
        return new Servicing.Maintain(id, hosts.isEmpty() ? List.of("none") : hosts, window,
                start.minusSeconds(dice.between(0, 60)), dice.chance(200), "it is to be serviced");
    }
}
