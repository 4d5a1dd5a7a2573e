package orca.simulator.federation;

import java.util.Objects;
import orca.core.contract.Principal;

/**
 * Who begins a life, knowing nothing yet.
 *
 * @param epoch of that life, 1 at first; greater than that of any whose last words may be lost
 */
public record Birth(Principal self, long epoch) {
    public Birth {
        Objects.requireNonNull(self, "self");
    }
}
