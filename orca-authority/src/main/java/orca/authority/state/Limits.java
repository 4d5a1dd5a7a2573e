package orca.authority.state;

/**
 * How much a site takes on. Each is at least 1 and at most {@link #MOST}.
 *
 * @param types resource types
 * @param hosts hosts
 * @param delegations delegations that are remembered
 * @param leases leases that are not over
 * @param leasesOfHolder of those, how many of one holder; and of those that it had and that are over, how many are remembered
 * @param tombstones leases that are over and remembered; beyond that one is forgotten early, first of those that never were
 * @param proof tickets kept as the proof of one overselling
 * @param moves units that are on their way from one host to another
 */
public record Limits(
        int types, int hosts, int delegations, int leases, int leasesOfHolder, int tombstones, int proof, int moves) {
    /** The largest value of each. */
    public static final int MOST = 10_000_000;
    /** For a site of usual size. */
    public static final Limits USUAL = new Limits(256, 10_000, 1_000, 250_000, 250_000, 250_000, 64, 4);

    public Limits {
        check(types, "types");
        check(hosts, "hosts");
        check(delegations, "delegations");
        check(leases, "leases");
        check(leasesOfHolder, "leasesOfHolder");
        check(tombstones, "tombstones");
        check(proof, "proof");
        check(moves, "moves");
    }

    /** With the usual number of moves. */
    public Limits(int types, int hosts, int delegations, int leases, int leasesOfHolder, int tombstones, int proof) {
        this(types, hosts, delegations, leases, leasesOfHolder, tombstones, proof, 4);
    }

    private static void check(int value, String name) {
        if (value < 1 || value > MOST) {
            throw new IllegalArgumentException("limits." + name + ": must be from 1 to " + MOST + ", got " + value);
        }
    }
}
