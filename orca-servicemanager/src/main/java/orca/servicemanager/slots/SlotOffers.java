package orca.servicemanager.slots;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import orca.core.contract.Principal;
import orca.core.slot.Slot;
import orca.core.slot.SlotAnswer;
import orca.core.slot.SlotQuestion;
import orca.core.time.Term;
import orca.servicemanager.slots.SlotOffer.Kind;
import orca.servicemanager.slots.SlotOffer.Part;

/**
 * Chooses among the slots of many brokers.
 *
 * <p>First, for each site of each broker, the earliest slot with all units. Then, when that is sooner than the first of those or
 * when there are none, the earliest instant at which all units are free here and there together, in as few parts as possible.
 * Then slots with fewer units that begin before all units can be had: the earliest, and each later one with more units than the
 * ones before it; they take half the places at most. Sorted by start, more units first, fewer parts first.
 *
 * <p>It knows what brokers told, not what they have: a split can only be made of slots that were told of.
 */
public final class SlotOffers {
    /** The most parts of a split. */
    static final int MOST_PARTS = 8;
    private static final Comparator<SlotOffer> ORDER = Comparator.comparing((SlotOffer o) -> o.term().start())
            .thenComparing(Comparator.comparing(SlotOffer::units).reversed()).thenComparing(o -> o.parts().size());

    private final SlotQuestion question;
    private final List<Told> told;

    private SlotOffers(SlotQuestion question, List<Told> told) {
        this.question = question;
        this.told = told;
    }

    /** A slot and whose it is. */
    private record Told(Principal broker, Slot slot) {
        Instant start() {
            return slot.term().start();
        }

        String stock() {
            return broker + " " + slot.stock();
        }
    }

    /**
     * The best offers, at most {@code most}.
     *
     * @param answers of each broker; slots of another size or shorter than asked for are passed over
     */
    public static List<SlotOffer> of(SlotQuestion question, Map<Principal, SlotAnswer> answers, int most) {
        List<Told> told = new ArrayList<>();
        new TreeMap<>(answers).forEach((broker, answer) -> answer.slots().stream()
                .filter(slot -> slot.sliver().equals(question.sliver()) && slot.term().length().compareTo(question.length()) >= 0
                        && !slot.term().start().isBefore(question.from())
                        && question.site().filter(site -> !site.equals(slot.site())).isEmpty())
                .forEach(slot -> told.add(new Told(broker, slot))));
        told.sort(Comparator.comparing(Told::start).thenComparing(t -> -t.slot.units()).thenComparing(Told::stock));
        return new SlotOffers(question, told).best(most);
    }

    private List<SlotOffer> best(int most) {
        List<SlotOffer> all = new ArrayList<>(whole());
        Optional<Instant> first = all.stream().map(o -> o.term().start()).min(Comparator.naturalOrder());
        Optional<SlotOffer> split = split().filter(o -> first.isEmpty() || o.term().start().isBefore(first.get()));
        Optional<Instant> full = split.map(o -> o.term().start()).or(() -> first);
        List<SlotOffer> fewer = fewer(full);
        all.sort(ORDER);
        split.ifPresent(o -> all.add(0, o));
        // Half the places at most are for fewer units, unless nothing else is there.
        List<SlotOffer> few = all.isEmpty() ? thinned(fewer, most) : thinned(fewer, most / 2);
        List<SlotOffer> best = new ArrayList<>(all.subList(0, Math.min(all.size(), most - few.size())));
        best.addAll(few);
        best.sort(ORDER);
        return List.copyOf(best);
    }

    /** At most so many of them: the earliest, and the one with most units. */
    private static List<SlotOffer> thinned(List<SlotOffer> offers, int most) {
        if (offers.size() <= most) {
            return offers;
        }
        List<SlotOffer> few = new ArrayList<>(offers.subList(0, Math.max(0, most - 1)));
        if (most > 0) {
            few.add(offers.get(offers.size() - 1));
        }
        return few;
    }

    private SlotOffer offer(Kind kind, Instant start, List<Part> parts) {
        return new SlotOffer(kind, Term.of(start, question.length()), parts);
    }

    private static Part part(Told told, long units) {
        return new Part(told.broker, told.slot.site(), units);
    }

    /** The earliest with all units, of each site of each broker. */
    private List<SlotOffer> whole() {
        Map<String, SlotOffer> bySite = new TreeMap<>();
        for (Told one : told) {
            if (one.slot.units() >= question.units()) {
                bySite.putIfAbsent(one.broker + " " + one.slot.site(),
                        offer(Kind.WHOLE, one.start(), List.of(part(one, question.units()))));
            }
        }
        return new ArrayList<>(bySite.values());
    }

    /** The earliest at which several have all units together. */
    private Optional<SlotOffer> split() {
        TreeSet<Instant> starts = new TreeSet<>();
        told.forEach(one -> starts.add(one.start()));
        for (Instant start : starts) {
            Map<String, Told> byStock = new TreeMap<>();
            for (Told one : told) {
                if (one.slot.holds(start, question.length())) {
                    byStock.merge(one.stock(), one, (a, b) -> a.slot.units() >= b.slot.units() ? a : b);
                }
            }
            List<Part> parts = parts(byStock);
            if (!parts.isEmpty()) {
                return Optional.of(offer(Kind.SPLIT, start, parts));
            }
        }
        return Optional.empty();
    }

    /** The largest first until all units are there; empty when they are not, or one alone has them. */
    private List<Part> parts(Map<String, Told> byStock) {
        List<Told> largest = new ArrayList<>(byStock.values());
        largest.sort(Comparator.comparing((Told one) -> -one.slot.units()).thenComparing(Told::stock));
        List<Part> parts = new ArrayList<>();
        long left = question.units();
        for (Told one : largest) {
            if (left > 0 && parts.size() < MOST_PARTS) {
                parts.add(part(one, Math.min(left, one.slot.units())));
                left -= parts.get(parts.size() - 1).units();
            }
        }
        return left > 0 || parts.size() < 2 ? List.of() : parts;
    }

    /** Each earlier than all units are to be had, and with more units than the ones before it. */
    private List<SlotOffer> fewer(Optional<Instant> full) {
        List<SlotOffer> better = new ArrayList<>();
        long most = 0;
        for (Told one : told) {
            long units = one.slot.units();
            boolean early = full.isEmpty() || one.start().isBefore(full.get());
            if (early && units < question.units() && units >= question.least() && units > most) {
                better.add(offer(Kind.FEWER, one.start(), List.of(part(one, units))));
                most = units;
            }
        }
        return better;
    }
}
