package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One seed's life of a federation: a time of faults, then a time of repair in which everything must settle, then a long
 * quiet time after which nothing may be left.
 */
public final class Storm {
    /** How long people act and faults happen. */
    public static final Duration FAULTS = Duration.ofMinutes(8);
    /** How long everything may take to settle once the faults have stopped. */
    public static final Duration REPAIR = Duration.ofMinutes(9);
    /** How long after that an instant is awaited at which nothing is on its way. */
    public static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration STEP = Duration.ofSeconds(5);
    /** When every lease of the storm is over and forgotten. */
    public static final Duration QUIET = Duration.ofHours(5);

    /** Why a receiver's server refuses a letter for good, when it does. */
    public static final String FOR_GOOD = "nobody is called that here";

    private final long seed;
    private final Federation federation;
    private final Crowd crowd;
    private final Judge judge;

    /** Who says what must hold at the two ends of a storm; whatever must hold always, it checks as a watcher. */
    public interface Judge extends Watcher {
        /** The federation that is watched, before anything happens. */
        void meet(Scene federation);

        /** The faults have stopped for long enough: what is not agreed on, or empty. */
        Optional<String> disagreement();

        /** Every term is over for long enough: nothing may be left. */
        void atTheEnd();
    }

    /**
     * What a storm was like.
     *
     * @param forged how many letters were forged; none where nobody has a key
     */
    public record Report(long seed, long events, long leases, long crashes, long accepted, long declined, long forged,
            List<String> digests) {}

    /** The storm of a seed; of one seed in eight among actors with keys. */
    public Storm(long seed, Cast cast, Judge judge) {
        this(seed, cast, judge, keyed(seed));
    }

    /**
     * The storm of a seed.
     *
     * @param keys whether actors have keys, so that all that they say crosses as signed bytes, and there are forgers
     */
    public Storm(long seed, Cast cast, Judge judge, boolean keys) {
        Dice dice = new Dice(seed);
        this.seed = seed;
        this.judge = judge;
        Dice own = dice.split();
        Faults faults = Faults.thrown(dice, Federation.SKEW);
        this.federation = new Federation(own, ofGrowth(seed) || forgetful(seed) ? faults.milder() : faults, cast, judge,
                keys ? Optional.of(new Dice(~seed)) : Optional.empty(), ofMarkets(seed),
                mortal(seed) ? Optional.of(new Dice(~seed - 1)) : Optional.empty());
        this.crowd = new Crowd(federation, dice.split(), new Crowd.Extras(ofGrowth(seed), forgetful(seed),
                own(ofService(seed), ~seed - 2), own(ofNotices(seed), ~seed - 3), own(keys && ofOtherKeys(seed), ~seed - 4)));
        judge.meet(federation);
    }

    /** Dice of its own for what is in some storms only, so that it changes nothing in the others. */
    private static Optional<Dice> own(boolean is, long seed) {
        return is ? Optional.of(new Dice(seed)) : Optional.empty();
    }

    /** Whether the storm of {@code seed} is one with keys, when nobody says otherwise: signatures take most of its time. */
    public static boolean keyed(long seed) {
        return Math.floorMod(seed, 8) == 4;
    }

    /** Whether units die in the storm of {@code seed}. */
    public static boolean mortal(long seed) {
        return Math.floorMod(seed, 4) == 2;
    }

    /** Whether hosts are serviced in the storm of {@code seed}. */
    public static boolean ofService(long seed) {
        return Math.floorMod(seed, 4) == 3 && !forgetful(seed);
    }

    /** Whether every broker of the storm of {@code seed} begins as a market that takes claims; in the others few do. */
    public static boolean ofMarkets(long seed) {
        return Math.floorMod(seed, 8) == 6;
    }

    /**
     * Whether the storm of {@code seed} has guests who want larger machines than there is room for where these are. Its faults
     * are milder, for such a guest must have got small ones first.
     */
    public static boolean ofGrowth(long seed) {
        return Math.floorMod(seed, 8) == 1;
    }

    /**
     * Whether actors are put back to backups in the storm of {@code seed}. Its faults are milder, and what is delegated to whom
     * stays as it was: what a site or a broker gave, took back or took and has forgotten is for their operators to give again.
     */
    public static boolean forgetful(long seed) {
        return Math.floorMod(seed, 16) == 3 || Math.floorMod(seed, 32) == 12;
    }

    /** Whether people are told of leases in the storm of {@code seed}, and letters are brought to them. */
    public static boolean ofNotices(long seed) {
        return Math.floorMod(seed, 8) == 6 || Math.floorMod(seed, 32) == 12 || Math.floorMod(seed, 128) == 35;
    }

    /** Whether actors take other keys in the storm of {@code seed}, if they have any. */
    public static boolean ofOtherKeys(long seed) {
        return Math.floorMod(seed, 16) == 12;
    }

    /** Leases still end in the ordinary way, so all need not agree at any instant; but at some instant soon they must. */
    private void agree(Instant repaired) {
        Optional<String> disagreement = disagreement();
        for (Instant at = repaired; disagreement.isPresent() && at.isBefore(repaired.plus(PATIENCE)); at = at.plus(STEP)) {
            federation.run(at.plus(STEP));
            disagreement = disagreement();
        }
        if (disagreement.isPresent()) {
            throw new IllegalStateException("nobody agrees " + REPAIR.plus(PATIENCE) + " after the last fault: " + disagreement
                    .get());
        }
    }

    private Optional<String> disagreement() {
        return judge.disagreement().or(() -> crowd.unanswered().stream().findFirst());
    }

    /** Lets it all happen. Throws what the judge or a node throws. */
    public Report run() {
        Instant beginning = federation.timeline().now();
        federation.start();
        crowd.start();
        Instant faultsEnd = beginning.plus(FAULTS);
        federation.run(faultsEnd);

        crowd.stop();
        federation.become(Faults.none(Federation.SKEW));
        federation.heal();
        for (Instant at = faultsEnd; at.isBefore(faultsEnd.plus(REPAIR)); at = at.plus(Duration.ofSeconds(20))) {
            federation.run(at);
            crowd.repair();
        }
        federation.run(faultsEnd.plus(REPAIR));
        agree(faultsEnd.plus(REPAIR));

        federation.slow(Duration.ofMinutes(1));
        federation.run(faultsEnd.plus(QUIET));
        judge.atTheEnd();
        long crashes = federation.nodes().mapToLong(Node::crashes).sum();
        long leases = federation.leases();
        return new Report(seed, federation.timeline().happened(), leases, crashes, crowd.accepted(), crowd.declined(),
                crowd.forged(), federation.digests());
    }
}
