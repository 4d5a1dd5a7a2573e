package orca.wire.management;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.protocol.Command;
import orca.core.resource.PropertyList;
import orca.wire.text.Default;
import orca.wire.text.When;

/**
 * Ask for reservations; to be posted to {@code request}, or to {@code plan} to hear what would come of it.
 *
 * @param requestId names the call for repeats
 * @param dryRun whether to answer as if, and do nothing
 * @param actor the service manager; may be left out when the container has one
 * @param slice the guest's group
 * @param wishes one for each reservation
 * @param together whether all must be ticketed before any is redeemed
 * @param holdUntil for {@code together}: when to give up waiting
 */
public record RequestCommand(
        Optional<String> requestId,
        @Default("false") boolean dryRun,
        Optional<String> actor,
        @Default("default") String slice,
        List<Wish> wishes,
        @Default("false") boolean together,
        Optional<When> holdUntil) {
    public RequestCommand {
        wishes = List.copyOf(wishes);
        if (wishes.isEmpty() || wishes.size() > Command.MOST_WISHES) {
            throw new IllegalArgumentException("wishes: must be 1 to " + Command.MOST_WISHES + ", got " + wishes.size());
        }
    }

    /**
     * One reservation to ask for.
     *
     * @param id its name; chosen when absent
     * @param broker whom to ask; may be left out when the service manager knows one
     * @param type what
     * @param units how many
     * @param minUnits how few would do; all when absent
     * @param sliver the size of each unit: every dimension of the type
     * @param start when it starts
     * @param end when it ends; either this or {@code length}
     * @param length how long it lasts
     * @param latestStart how late it may start instead
     * @param deadline when it must be over, wherever it starts
     * @param site the authority it must come from
     * @param renewUntil renew it by its own length until then
     * @param redeemAfter reservations that must be in use before it is redeemed
     * @param joinAfter the same for joining
     */
    public record Wish(
            Optional<String> id,
            Optional<String> broker,
            String type,
            @Default("1") long units,
            Optional<Long> minUnits,
            Map<String, Long> sliver,
            @Default("now") When start,
            Optional<When> end,
            Optional<Duration> length,
            Optional<When> latestStart,
            Optional<When> deadline,
            @Default("reserved") Assurance assurance,
            Optional<String> site,
            @Default("") PropertyList properties,
            Optional<When> renewUntil,
            List<String> redeemAfter,
            List<String> joinAfter) {
        public Wish {
            redeemAfter = List.copyOf(redeemAfter);
            joinAfter = List.copyOf(joinAfter);
            if (end.isPresent() == length.isPresent()) {
                throw new IllegalArgumentException("end: give either end or length, not "
                        + (end.isPresent() ? "both" : "neither"));
            }
        }
    }
}
