package orca.simulator.federation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Every random choice of a simulation, from one seed. */
public final class Dice {
    private final SplittableRandom random;

    public Dice(long seed) {
        this(new SplittableRandom(seed));
    }

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    /** Other dice whose throws do not depend on how often these are thrown from now on. */
    public Dice split() {
        return new Dice(random.split());
    }

    /** True {@code perMille} times in a thousand. */
    public boolean chance(int perMille) {
        return perMille > 0 && random.nextInt(1000) < perMille;
    }

    /** A whole number from {@code least} to {@code most}, both included. */
    public long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    public int index(int size) {
        return random.nextInt(size);
    }

    public <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** Whole milliseconds from {@code least} to {@code most}; short ones are more likely than long ones. */
    public Duration span(Duration least, Duration most) {
        double share = random.nextDouble();
        long range = most.toMillis() - least.toMillis();
        return least.plusMillis((long) (range * share * share * share));
    }
}
