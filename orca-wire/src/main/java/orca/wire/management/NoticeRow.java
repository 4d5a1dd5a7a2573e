package orca.wire.management;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What people are told of a slice.
 *
 * @param slice its name; absent: of all that are not named
 * @param to the receivers
 * @param about what is told: {@code ending}, {@code revoked} and so on
 * @param ordered whether an operator said so; else the configuration does
 * @param feed whether somebody has the address of its calendar
 */
public record NoticeRow(
        String actor, Optional<String> slice, List<String> to, List<Duration> before, List<String> about, Duration gather,
        boolean ordered, boolean feed) {
    /** All of them. Throws as the methods of {@link ManagementClient} do. */
    public static Rows<NoticeRow> of(ManagementClient client, Filter filter) {
        return client.rows("notices", filter, NoticeRow.class);
    }

    /**
     * A letter to a receiver, or what waits for the next.
     *
     * @param id its name; empty for what waits
     * @param state {@code waiting}, {@code open}, {@code sent} or {@code given-up}
     * @param notices how many it has
     * @param next when it goes, or is tried again; absent when it is done
     * @param at when it came to that state
     * @param trouble why the last try failed, or empty
     * @param text its notices, a line each
     */
    public record Letter(String actor, String id, String to, String state, long notices, int tries, Optional<Instant> next,
            Instant at, String trouble, List<String> text) {
        /** All of them, oldest first. Throws as the methods of {@link ManagementClient} do. */
        public static Rows<Letter> of(ManagementClient client, Filter filter) {
            return client.rows("letters", filter, Letter.class);
        }
    }
}
