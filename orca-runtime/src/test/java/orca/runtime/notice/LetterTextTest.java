package orca.runtime.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import orca.core.notice.NoticeKind;
import orca.servicemanager.record.LetterImage;
import org.junit.jupiter.api.Test;

class LetterTextTest {
    private static final String ANN = "mail:ann@example.org";
    private final LetterText text = new LetterText("lab", ZoneId.of("Europe/Berlin"));

    @Test
    void oneNoticeIsItsSubject() {
        LetterImage letter = Letters.letter(ANN);

        assertThat(text.subject(letter)).isEqualTo("[orca lab] lab-1 ends in 1h");
        assertThat(text.body(letter)).isEqualTo("""
                Slice web

                * lab-1 ends in 1h
                  2 units of vm, until Tue 1 Jan 2030 14:00 CET
                  told Tue 1 Jan 2030 13:00 CET
                  longer: orca extend lab-1 1d

                --\s
                Told by lab in letter lab-l7. What is told: 'orca notices show'.
                """);
    }

    @Test
    void severalAreCounted() {
        LetterImage one = Letters.letter(ANN, Letters.notice(ANN, NoticeKind.REVOKED, "the owner needs it"),
                Letters.notice(ANN, NoticeKind.REFUSED, "full"));
        LetterImage letter = LetterImage.made(one.subject(), one.to(), one.notices(), 9_950, Letters.NOON);

        assertThat(text.subject(letter)).isEqualTo("[orca lab] 9952 notices: lab-1 was taken back, ...");
        assertThat(text.body(letter)).contains("  the owner needs it\n", "lab-1 is refused", "And 9950 more");
    }

    @Test
    void whatSomebodyElseWroteBeginsNoLineAndNoHeader() {
        for (String evil : List.of("x\r\nBcc: all@example.org\r\n\r\nbuy", "x\nBcc: a", "x\u2028y", "x\u0000y\u0085z",
                "\u202eevil")) {
            LetterImage letter = Letters.letter(ANN, Letters.notice(ANN, NoticeKind.SAID, evil));
            assertThat(text.subject(letter)).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}]");
            assertThat(text.body(letter).lines()).noneMatch(line -> line.startsWith("Bcc"))
                    .noneMatch(line -> line.chars().anyMatch(c -> c < ' ' || c == 0x202e || c == 0x2028));
        }
    }

    @Test
    void everyKindHasItsWords() {
        for (NoticeKind kind : NoticeKind.values()) {
            assertThat(text.subject(Letters.letter(ANN, Letters.notice(ANN, kind, ""))))
                    .startsWith(kind == NoticeKind.TEST ? "[orca lab] a test of slice web" : "[orca lab] lab-1 ");
        }
    }
}
