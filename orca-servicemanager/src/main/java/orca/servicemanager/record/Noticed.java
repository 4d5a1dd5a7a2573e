package orca.servicemanager.record;

import java.time.Instant;
import java.util.List;
import orca.core.contract.Notice;

/** How a guest's own notices grow: numbered on from the last, the oldest dropped. */
final class Noticed {
    private Noticed() {}

    static List<Notice> add(List<Notice> kept, Instant now, String text) {
        long last = kept.isEmpty() ? 0 : kept.get(kept.size() - 1).number();
        return Notice.add(kept, 0, last + 1, now, text);
    }
}
