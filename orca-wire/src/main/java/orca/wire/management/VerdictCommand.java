package orca.wire.management;

import java.util.Optional;
import orca.wire.text.Default;

/**
 * An operator's word about one contract; to be posted to {@code approve}, {@code deny} or {@code revoke}.
 *
 * @param actor the broker or authority; may be left out when only one has such a contract
 * @param holder whose it is; may be left out when only one holder uses the id
 * @param id the reservation's name
 * @param reason what its holder is told
 */
public record VerdictCommand(
        Optional<String> requestId,
        @Default("false") boolean dryRun,
        Optional<String> actor,
        Optional<String> holder,
        String id,
        @Default("") String reason) {}
