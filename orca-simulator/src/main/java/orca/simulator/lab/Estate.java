package orca.simulator.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;

/**
 * What a workload runs on.
 *
 * @param type what is leased
 * @param machines the hosts, at least one
 */
public record Estate(ResourceType type, List<Machine> machines) {
    public Estate {
        Objects.requireNonNull(type, "estate.type");
        machines = List.copyOf(machines);
        if (machines.isEmpty()) {
            throw new IllegalArgumentException("estate.machines: must be at least one");
        }
    }

    /**
     * A host.
     *
     * @param name its name
     * @param capacity how many units it takes, and how much of each dimension it has
     * @param properties as an operator would tell the site, such as the pieces of a dimension
     */
    public record Machine(String name, Amounts capacity, PropertyList properties) {}

    /** So many units of nothing but themselves, divided among hosts as evenly as may be. */
    static Estate of(int units, int hosts) {
        List<Machine> machines = new ArrayList<>();
        for (int i = 0; i < hosts; i++) {
            int own = units / hosts + (i < units % hosts ? 1 : 0);
            machines.add(new Machine("host-" + (i + 1), Amounts.of(own), PropertyList.NONE));
        }
        return new Estate(MarketReplay.TYPE, machines);
    }

    /** The same with so many of its machines, chosen evenly. */
    Estate few(int hosts) {
        if (hosts < 1 || hosts > machines.size()) {
            throw new IllegalArgumentException("hosts: must be from 1 to as many as there are nodes (" + machines.size()
                    + "), got " + hosts);
        }
        List<Machine> chosen = new ArrayList<>();
        for (long i = 0; i < hosts; i++) {
            chosen.add(machines.get((int) (i * machines.size() / hosts)));
        }
        return new Estate(type, chosen);
    }

    /** All machines together. */
    Amounts total() {
        return machines.stream().map(Machine::capacity).reduce(Amounts.zero(type.dimensions().size() + 1), Amounts::plus);
    }

    /** The largest that one machine has of each dimension: no unit may be larger. */
    Amounts largest() {
        long[] largest = new long[type.dimensions().size()];
        for (Machine machine : machines) {
            for (int d = 0; d < largest.length; d++) {
                largest[d] = Math.max(largest[d], machine.capacity().get(d + 1));
            }
        }
        return Amounts.of(largest);
    }
}
