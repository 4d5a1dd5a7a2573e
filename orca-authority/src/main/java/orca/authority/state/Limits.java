package orca.authority.state;

/**
 * How much a site takes on. Each is at least 1 and at most {@link #MOST}.
 *
 * @param types resource types
 * @param hosts hosts
 * @param delegations delegations that are remembered
 * @param leases leases that are not over
 * @param leasesOfHolder of those, how many of one holder
 * @param tombstones leases that are over and remembered; beyond that the oldest is forgotten early
 * @param proof tickets kept as the proof of one overselling
 */
public record Limits(int types, int hosts, int delegations, int leases, int leasesOfHolder, int tombstones, int proof) {
    /** The largest value of each. */
    public static final int MOST = 10_000_000;
    /** For a site of usual size. */
    public static final Limits USUAL = new Limits(256, 10_000, 1_000, 250_000, 250_000, 250_000, 64);

    public Limits {
        check(types, "types");
        check(hosts, "hosts");
        check(delegations, "delegations");
        check(leases, "leases");
        check(leasesOfHolder, "leasesOfHolder");
        check(tombstones, "tombstones");
        check(proof, "proof");
    }

    private static void check(int value, String name) {
        if (value < 1 || value > MOST) {
            throw new IllegalArgumentException("limits." + name + ": must be from 1 to " + MOST + ", got " + value);
        }
    }
}
