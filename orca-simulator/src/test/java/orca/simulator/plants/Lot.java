package orca.simulator.plants;

import java.util.SplittableRandom;
import orca.core.contract.Subject;

/**
 * Decides on whom a planted bug falls. The same subject always draws the same lot, so that a live actor, its replica and its next
 * life agree about it.
 */
record Lot(long seed, int perMille) {
    boolean fallsOn(Subject subject) {
        return fallsOn(subject.toString());
    }

    boolean fallsOn(String name) {
        return new SplittableRandom(seed * 31 + name.hashCode()).nextInt(1000) < perMille;
    }
}
