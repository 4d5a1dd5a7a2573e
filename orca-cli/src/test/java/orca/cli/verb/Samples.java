package orca.cli.verb;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.resource.PropertyList;
import orca.wire.management.CauseView;
import orca.wire.management.Problem;
import orca.wire.management.ReservationView;
import orca.wire.management.Rows;
import orca.wire.management.TermView;

/** Rows as a container would answer them. */
final class Samples {
    private Samples() {}

    static TermView term(String start, String length) {
        Instant from = Typing.NOON.plus(Duration.parse(start));
        return new TermView(from, from.plus(Duration.parse(length)));
    }

    static Map<String, Long> size(long cpu, long memory) {
        Map<String, Long> size = new LinkedHashMap<>();
        size.put("cpu", cpu);
        size.put("memory", memory);
        return size;
    }

    static ReservationView active() {
        TermView term = term("PT-2M", "PT2H");
        return new ReservationView("web-1", "guest", "default", "active", "the guest", "market", Optional.of("west"), "vm", 3, 2,
                Optional.of(2L), size(1000, 512), term, Optional.of(term), Optional.empty(), Optional.empty(), "",
                Optional.empty(), Optional.of(new CauseView(Typing.NOON, "JOINED", "")), List.of(
                        new ReservationView.MemberView("west-u1", "node-1", "ready", "in", size(1000, 512),
                                PropertyList.of("address", "10.0.0.1")),
                        new ReservationView.MemberView("west-u2", "node-2", "ready", "in", size(1000, 512),
                                PropertyList.NONE)));
    }

    static ReservationView waiting() {
        return new ReservationView("batch-7", "guest", "default", "ticketing", "the broker", "market", Optional.empty(), "vm",
                1, 1,
                Optional.empty(), size(4000, 4096), term("PT1H", "PT168H"), Optional.empty(), Optional.empty(),
                Optional.empty(), "", Optional.empty(), Optional.empty(), List.of());
    }

    static ReservationView failed(Problem problem) {
        return new ReservationView("big-1", "guest", "default", "failed", "nobody", "market", Optional.empty(), "vm", 9, 9,
                Optional.empty(), size(1000, 512), term("PT0S", "PT1H"), Optional.empty(), Optional.empty(),
                Optional.empty(), "refused: " + problem.message(), Optional.of(problem), Optional.empty(), List.of());
    }

    static <T> Rows<T> rows(long changes, List<T> items) {
        return new Rows<>(changes, items);
    }

    static <T> Rows<T> rows(long changes, T item) {
        return new Rows<>(changes, List.of(item));
    }
}
