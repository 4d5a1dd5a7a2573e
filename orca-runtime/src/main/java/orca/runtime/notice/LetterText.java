package orca.runtime.notice;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import orca.core.notice.NoticeKind;
import orca.servicemanager.record.LetterImage;
import orca.servicemanager.record.NoticeImage;
import orca.wire.text.Notation;

/** A letter as people read it. What peers and guests wrote is in it as text in one line, whatever it was. */
final class LetterText {
    private static final int LONGEST_SUBJECT = 120;

    private final String guest;
    private final DateTimeFormatter format;

    /** @param guest who writes */
    LetterText(String guest, ZoneId zone) {
        this.guest = guest;
        this.format = DateTimeFormatter.ofPattern("EEE d MMM yyyy HH:mm zzz", Locale.ENGLISH).withZone(zone);
    }

    /** What it is about, in one line. */
    String subject(LetterImage letter) {
        long all = letter.notices().size() + letter.leftOut();
        NoticeImage first = letter.notices().get(0);
        String about = all == 1 ? headline(first, letter.made()) : all + " notices: " + headline(first, letter.made()) + ", ...";
        String line = plain("[orca " + guest + "] " + about);
        return line.length() > LONGEST_SUBJECT ? line.substring(0, LONGEST_SUBJECT - 3) + "..." : line;
    }

    /** The letter without its subject. */
    String body(LetterImage letter) {
        StringBuilder text = new StringBuilder();
        Map<String, List<NoticeImage>> slices = new LinkedHashMap<>();
        letter.notices().forEach(notice ->
                slices.computeIfAbsent(notice.slice().value(), slice -> new ArrayList<>()).add(notice));
        slices.forEach((slice, notices) -> {
            text.append("Slice ").append(slice).append("\n\n");
            notices.forEach(notice -> text.append(item(notice, letter.made())));
            text.append('\n');
        });
        if (letter.leftOut() > 0) {
            text.append("And ").append(letter.leftOut())
                    .append(" more, which are not told one by one. 'orca get reservations --all' shows how things stand.\n\n");
        }
        return text.append("-- \nTold by ").append(guest).append(" in letter ").append(letter.subject())
                .append(". What is told: 'orca notices show'.\n").toString();
    }

    private String item(NoticeImage notice, Instant now) {
        StringBuilder text = new StringBuilder("* ").append(headline(notice, now)).append('\n');
        notice.about().ifPresent(about -> text.append("  ").append(about.units()).append(about.units() == 1 ? " unit" : " units")
                .append(" of ").append(about.type().value())
                .append(about.end().map(end -> ", until " + format.format(end)).orElse("")).append('\n'));
        if (!notice.why().isBlank()) {
            text.append("  ").append(plain(notice.why())).append('\n');
        }
        text.append("  told ").append(format.format(notice.at())).append('\n');
        if (notice.kind() == NoticeKind.ENDING) {
            notice.about().ifPresent(about -> text.append("  longer: orca extend ").append(about.reservation()).append(" 1d\n"));
        }
        return text.toString();
    }

    private static String headline(NoticeImage notice, Instant now) {
        String what = notice.about().map(about -> about.reservation().value()).orElse(notice.slice().value());
        return notice.kind() == NoticeKind.TEST ? "a test of slice " + notice.slice() : what + " " + switch (notice.kind()) {
            case ENDING -> notice.about().flatMap(NoticeImage.About::end).map(end -> ends(now, end)).orElse("ends soon");
            case ENDED -> "has ended";
            case GRANTED -> "is granted";
            case STARTED -> "is in use";
            case EXTENDED -> "has another end";
            case REFUSED -> "is refused";
            case REVOKED -> "was taken back";
            case FAILED -> "has failed";
            case REPAIRED -> "has other units";
            case SAID -> "has news";
            case TEST -> "is tested";
        };
    }

    private static String ends(Instant now, Instant end) {
        Duration left = Duration.ofMinutes(Math.max(0, Duration.between(now, end).plusSeconds(30).toMinutes()));
        return !end.isAfter(now) ? "has ended" : left.isZero() ? "ends now" : "ends in " + Notation.show(left);
    }

    /** Without anything that could begin a line or a header, or turn the direction of what follows. */
    static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
    }
}
