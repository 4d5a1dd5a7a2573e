package orca.core.ticket;

import java.util.List;
import java.util.Objects;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.time.Term;

/**
 * The right to issue tickets on somebody's inventory.
 *
 * @param id its name, the same for all revisions: a renewed delegation replaces its predecessor and is counted with it
 * @param revision 1 at first, growing with each renewal
 * @param issuer the authority, or the broker that gives a part of what it holds
 * @param holder the broker
 * @param type what may be promised, with its dimensions and turnaround
 * @param capacity how much at any instant, as a load: units first, then the type's dimensions
 * @param largest the largest sliver that one unit may have
 * @param term when; tickets must lie inside
 * @param oversubscription how many hundredths of the capacity may be promised at once: 100 means none too many
 * @param properties what the site says about these units
 * @param bins what each host has of the capacity, where the site promises host by host, see {@link Bins}; a part of a delegation
 *     has as many bins as that, in the same order. Else none
 */
public record Delegation(
        DelegationId id,
        long revision,
        Principal issuer,
        Principal holder,
        ResourceType type,
        Amounts capacity,
        Amounts largest,
        Term term,
        int oversubscription,
        PropertyList properties,
        List<Amounts> bins) {
    /** The largest oversubscription, in hundredths. */
    public static final int MOST_OVERSUBSCRIBED = 10_000;

    public Delegation {
        Objects.requireNonNull(id, "delegation.id");
        Objects.requireNonNull(issuer, "delegation.issuer");
        Objects.requireNonNull(holder, "delegation.holder");
        Objects.requireNonNull(type, "delegation.type");
        Objects.requireNonNull(term, "delegation.term");
        Objects.requireNonNull(properties, "delegation.properties");
        bins = List.copyOf(bins);
        if (revision < 1) {
            throw new IllegalArgumentException("delegation.revision: must be 1 or more, got " + revision);
        }
        if (!type.measures(largest)) {
            throw new IllegalArgumentException(
                    "delegation.largest: " + largest + " does not have the dimensions of " + type.name());
        }
        if (capacity.size() != largest.size() + 1 || capacity.get(0) < 1) {
            throw new IllegalArgumentException(
                    "delegation.capacity: must be units, at least 1, then the dimensions of " + type.name()
                            + ", got " + capacity);
        }
        if (oversubscription < 100 || oversubscription > MOST_OVERSUBSCRIBED) {
            throw new IllegalArgumentException("delegation.oversubscription: must be from 100 to " + MOST_OVERSUBSCRIBED
                    + " hundredths, got " + oversubscription);
        }
        if (!bins.isEmpty()) {
            check(capacity, bins, oversubscription);
        }
    }

    /** One that says how much there is altogether. */
    public Delegation(DelegationId id, long revision, Principal issuer, Principal holder, ResourceType type, Amounts capacity,
            Amounts largest, Term term, int oversubscription, PropertyList properties) {
        this(id, revision, issuer, holder, type, capacity, largest, term, oversubscription, properties, List.of());
    }

    private static void check(Amounts capacity, List<Amounts> bins, int oversubscription) {
        Amounts sum = Amounts.zero(capacity.size());
        for (Amounts bin : bins) {
            sum = sum.plus(bin);
        }
        if (bins.size() > Bins.MOST || !sum.equals(capacity)) {
            throw new IllegalArgumentException("delegation.bins: must be at most " + Bins.MOST + " and have the capacity, "
                    + capacity + ", together; got " + bins.size() + " with " + sum);
        }
        if (oversubscription != 100) {
            throw new IllegalArgumentException("delegation.oversubscription: no host has more than it has, so in bins it must be "
                    + "100, got " + oversubscription);
        }
    }

    /**
     * What may be promised at any instant: the capacity times the declared oversubscription, rounded down; and behind it what
     * may be promised in each bin.
     */
    public Amounts promisable() {
        return Bins.vector(promisable(capacity, oversubscription), bins);
    }

    /** The same, of a delegation that is only thought of. */
    public static Amounts promisable(Amounts capacity, int oversubscription) {
        if (oversubscription == 100) {
            return capacity;
        }
        long[] scaled = capacity.toArray();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = Math.min(Amounts.MOST, scaled[i] / 100 * oversubscription + scaled[i] % 100 * oversubscription / 100);
        }
        return Amounts.of(scaled);
    }
}
