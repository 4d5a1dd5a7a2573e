package orca.authority.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import orca.core.calendar.Calendar;
import orca.core.lease.UnitId;
import orca.core.policy.AssignmentView;
import orca.core.resource.Amounts;
import orca.core.time.Term;

/** A host as it stands: its image, and what is booked on it. Changed by {@link Site#apply} alone. */
public final class Host {
    /** All time: a host has no end. */
    public static final Term ALWAYS = new Term(Term.EARLIEST, Term.LATEST);

    private HostImage image;
    /** Against a capacity without bounds, for what is there is booked even where it is too much. */
    private Calendar bookings;
    private AssignmentView.Host view;
    /** What the units take whose time has come. */
    private long[] begun;
    private int overstaying;
    private List<MaintenanceImage> maintenances = List.of();
    private final TreeSet<End> ends = new TreeSet<>();
    private final TreeMap<Long, UnitId> unbegun = new TreeMap<>();

    private record End(Instant at, long number, UnitId unit) implements Comparable<End> {
        @Override
        public int compareTo(End other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    Host(HostImage image) {
        this.image = image;
        this.bookings = unbounded(image.whole().size());
        this.begun = new long[image.whole().size()];
    }

    /** An empty calendar that everything fits in. */
    public static Calendar unbounded(int dimensions) {
        long[] most = new long[dimensions];
        Arrays.fill(most, Amounts.MOST);
        return Calendar.of(Amounts.of(most), ALWAYS);
    }

    void become(HostImage next) {
        if (next.whole().size() != image.whole().size()) {
            bookings = unbounded(next.whole().size());
            begun = new long[next.whole().size()];
        }
        image = next;
        view = null;
    }

    void book(UnitImage unit) {
        bookings = bookings.commit(unit.loadOn(image.name()), unit.booked());
        ends.add(new End(unit.booked().end(), unit.number(), unit.id()));
        overstaying += unit.overstays() ? 1 : 0;
        if (unit.unbegun()) {
            unbegun.put(unit.number(), unit.id());
        } else {
            begin(unit.loadOn(image.name()), 1);
        }
        view = null;
    }

    void unbook(UnitImage unit) {
        bookings = bookings.release(unit.loadOn(image.name()), unit.booked());
        ends.remove(new End(unit.booked().end(), unit.number(), unit.id()));
        overstaying -= unit.overstays() ? 1 : 0;
        unbegun.remove(unit.number());
        if (!unit.unbegun()) {
            begin(unit.loadOn(image.name()), -1);
        }
        view = null;
    }

    private void begin(Amounts load, int sign) {
        for (int d = 0; d < begun.length; d++) {
            begun[d] += sign * load.get(d);
        }
    }

    /** It is to be empty then, and not when it was said before. */
    void serviced(List<MaintenanceImage> all) {
        maintenances = List.copyOf(all);
        view = null;
    }

    /** When it is to be empty, as far as that is not over. */
    public List<MaintenanceImage> maintenances() {
        return maintenances;
    }

    /** For which maintenance {@code unit}, which lives here, has to leave now; empty where it need not. */
    public Optional<MaintenanceImage> leaves(UnitImage unit) {
        return maintenances.stream().filter(m -> m.empties() && m.meets(unit)).findFirst();
    }

    public HostImage image() {
        return image;
    }

    public String name() {
        return image.name();
    }

    /** What is booked against the capacity, all of it while the host is to be empty. Not everything that is booked need fit. */
    public Calendar calendar() {
        return view().calendar();
    }

    /** How many units live on it. */
    public int units() {
        return ends.size();
    }

    /** How many units are there after their time. */
    public int overstaying() {
        return overstaying;
    }

    /** The units whose time was over at {@code now}, and which still are there. */
    public List<UnitId> overdue(Instant now) {
        List<UnitId> late = new ArrayList<>();
        for (End end : ends) {
            if (end.at.isAfter(now)) {
                break;
            }
            late.add(end.unit);
        }
        return late;
    }

    /** The units whose setup was not begun, oldest first. */
    public List<UnitId> unbegun() {
        return List.copyOf(unbegun.values());
    }

    /** As a policy sees it. */
    public AssignmentView.Host view() {
        if (view == null) {
            long[] room = image.whole().toArray();
            for (int d = 0; d < room.length; d++) {
                room[d] = Math.max(0, room[d] - begun[d]);
            }
            view = new AssignmentView.Host(image.name(), image.type(), taken().withCapacity(image.whole(), ALWAYS),
                    image.properties(), Amounts.of(room));
        }
        return view;
    }

    /** What is booked, against a capacity without bounds. */
    public Calendar bookings() {
        return bookings;
    }

    /** Likewise, and all of it while it is to be empty. */
    public Calendar taken() {
        Calendar all = bookings;
        for (MaintenanceImage maintenance : maintenances) {
            all = all.commit(image.whole(), maintenance.window());
        }
        return all;
    }
}
