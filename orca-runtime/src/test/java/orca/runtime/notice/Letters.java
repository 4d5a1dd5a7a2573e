package orca.runtime.notice;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.notice.NoticeKind;
import orca.core.notice.Receiver;
import orca.core.resource.TypeName;
import orca.servicemanager.record.LetterImage;
import orca.servicemanager.record.NoticeImage;
import orca.servicemanager.record.SliceName;

/** Letters for tests. */
final class Letters {
    static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    static final Principal GUEST = new Principal("abc");

    private Letters() {}

    static NoticeImage notice(String to, NoticeKind kind, String why) {
        return new NoticeImage(new NoticeImage.Number(1), Receiver.parse(to), kind, NOON, new SliceName("web"),
                Optional.of(new NoticeImage.About(new ReservationId("lab-1"), new TypeName("vm"), 2,
                        Optional.of(NOON.plus(Duration.ofHours(1))))), why);
    }

    static LetterImage letter(String to, NoticeImage... notices) {
        return LetterImage.made(new LetterImage.LetterId("lab-l7"), Receiver.parse(to), List.of(notices), 0, NOON);
    }

    static LetterImage letter(String to) {
        return letter(to, notice(to, NoticeKind.ENDING, ""));
    }
}
