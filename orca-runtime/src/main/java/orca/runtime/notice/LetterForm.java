package orca.runtime.notice;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.servicemanager.record.LetterImage;
import orca.servicemanager.record.NoticeImage;
import orca.wire.text.Notation;

/**
 * A letter as programs read it.
 *
 * @param id names it; whoever has seen it has seen this letter
 * @param guest the service manager's name
 * @param principal who that is
 * @param leftOut how many notices there were besides
 */
public record LetterForm(String id, String guest, String principal, Instant made, long leftOut, List<Item> notices) {
    /**
     * A notice.
     *
     * @param kind {@code ending}, {@code revoked} and so on
     * @param at when it happened
     * @param units how many the reservation has, or asks for
     * @param end when the reservation ends, or ended
     * @param why what there is to say, or empty
     */
    public record Item(String kind, Instant at, String slice, Optional<String> reservation, Optional<String> type,
            Optional<Long> units, Optional<Instant> end, String why) {
        static Item of(NoticeImage notice) {
            return new Item(Notation.word(notice.kind()), notice.at(), notice.slice().value(),
                    notice.about().map(about -> about.reservation().value()), notice.about().map(about -> about.type().value()),
                    notice.about().map(NoticeImage.About::units), notice.about().flatMap(NoticeImage.About::end), notice.why());
        }
    }

    static LetterForm of(String guest, Principal principal, LetterImage letter) {
        return new LetterForm(letter.name(), guest, principal.value(), letter.made(), letter.leftOut(),
                letter.notices().stream().map(Item::of).toList());
    }
}
