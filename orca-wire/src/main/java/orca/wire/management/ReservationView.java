package orca.wire.management;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.resource.PropertyList;

/**
 * A guest's reservation at its service manager.
 *
 * @param id the guest's name for it
 * @param actor the service manager
 * @param slice the guest's group
 * @param state {@code nascent}, {@code ticketing}, ... {@code active}, ... {@code closed}, {@code failed}
 * @param waitsFor who has to act next
 * @param broker whom it asks
 * @param authority where it is redeemed, once a ticket says so
 * @param type of its units
 * @param asked units wanted
 * @param minUnits how few would do
 * @param granted units ticketed, once they are
 * @param sliver the size of each unit, by dimension
 * @param wanted the term wanted
 * @param term the term ticketed or leased, once one is
 * @param renewUntil renewed until then, if at all
 * @param estimate when a waiting request may start; it may move
 * @param reason why it is as it is; may be empty
 * @param refusal why its last demand was refused, if it was
 * @param cause the last thing that happened to it
 * @param units what is in it
 */
public record ReservationView(
        String id,
        String actor,
        String slice,
        String state,
        String waitsFor,
        String broker,
        Optional<String> authority,
        String type,
        long asked,
        long minUnits,
        Optional<Long> granted,
        Map<String, Long> sliver,
        TermView wanted,
        Optional<TermView> term,
        Optional<Instant> renewUntil,
        Optional<Instant> estimate,
        String reason,
        Optional<Problem> refusal,
        Optional<CauseView> cause,
        List<MemberView> units) {
    /**
     * One unit of it as its holder sees it.
     *
     * @param id the site's name for it
     * @param host where it lives
     * @param state where it stands at the site
     * @param member where it stands in the guest
     * @param sliver its size, by dimension
     * @param properties addresses, labels and the like
     */
    public record MemberView(
            String id, String host, String state, String member, Map<String, Long> sliver, PropertyList properties) {}
}
