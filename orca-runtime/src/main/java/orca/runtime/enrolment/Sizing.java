package orca.runtime.enrolment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.protocol.HostOffer;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.runtime.watching.AgentReport;
import orca.runtime.watching.Measure;

/**
 * How much of a host a site takes into its inventory: what its operator said, else what the agent measured less what the host
 * keeps for itself. What is not there is not promised, and a measure that nobody can believe is none.
 *
 * @param load units first; empty when it cannot be said
 * @param trouble why it cannot; else empty
 */
record Sizing(Optional<Amounts> load, String trouble) {
    /** The part of memory and disk that a host keeps where nothing is said: one of so many. */
    static final int KEPT = 10;
    /** More than any host has: milli-cores, and MiB. */
    private static final long MOST_CPU = 65_536L * Measure.MILLI;
    private static final long MOST_MIB = 1L << 34;

    /** Which dimensions of {@code type} no agent measures, and nobody has said. */
    static List<String> unsaid(ResourceType type, PropertyList said) {
        return type.dimensions().stream().filter(dimension -> Measure.of(dimension).isEmpty()).map(Dimension::name)
                .filter(name -> said.whole(name).isEmpty()).toList();
    }

    /**
     * Of a host as its agent says that it is.
     *
     * @param reserve what the host keeps, by dimension
     * @param usual the usual size of a unit, if there is one
     */
    static Sizing of(ResourceType type, HostOffer offer, AgentReport report, Map<String, Long> reserve, Optional<Amounts> usual) {
        long[] load = new long[type.dimensions().size() + 1];
        for (int i = 0; i < type.dimensions().size(); i++) {
            Dimension dimension = type.dimensions().get(i);
            Optional<Long> said = offer.capacity().whole(dimension.name());
            Optional<Measure> measure = Measure.of(dimension);
            if (measure.isEmpty()) {
                if (said.isEmpty()) {
                    return no(dimension.name() + ": no agent measures it; the invitation must say it (--capacity)");
                }
                load[i + 1] = said.get();
                continue;
            }
            long there = there(measure.get(), report);
            if (there <= 0 || there > (measure.get().kind().equals("cpu") ? MOST_CPU : MOST_MIB)) {
                return no(dimension.name() + ": the agent says that the host has " + there
                        + (measure.get().kind().equals("cpu") ? " milli-cores" : " MiB") + ", which cannot be");
            }
            long steps = there / measure.get().scale();
            long kept = reserve.getOrDefault(dimension.name(), measure.get().kind().equals("cpu") ? 0 : steps / KEPT);
            long most = said.orElse(steps - kept);
            if (most > steps) {
                return no(dimension.name() + ": the invitation promises " + most + ", and the host has " + steps);
            }
            if (most <= 0) {
                return no(dimension.name() + ": the host has " + steps + " and keeps " + kept + ", so nothing is left to lease");
            }
            load[i + 1] = most;
        }
        load[0] = offer.units().orElseGet(() -> usual.map(size -> fitting(load, size)).orElse(1L));
        return load[0] > 0 ? new Sizing(Optional.of(Amounts.of(load)), "")
                : no("units: not one of the usual size fits into what the host has");
    }

    private static Sizing no(String trouble) {
        return new Sizing(Optional.empty(), trouble);
    }

    private static long there(Measure measure, AgentReport report) {
        return switch (measure.kind()) {
            case "cpu" -> report.cpus() * Measure.MILLI;
            case "memory" -> report.memoryMiB();
            default -> report.diskFreeMiB();
        };
    }

    private static long fitting(long[] load, Amounts size) {
        long units = Long.MAX_VALUE;
        for (int i = 0; i < size.size(); i++) {
            units = size.get(i) > 0 ? Math.min(units, load[i + 1] / size.get(i)) : units;
        }
        return units == Long.MAX_VALUE ? 1 : units;
    }
}
