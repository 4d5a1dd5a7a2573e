package orca.runtime.notice;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import orca.core.contract.Principal;
import orca.core.time.Term;
import orca.servicemanager.record.ReservationImage;
import orca.wire.text.Notation;

/**
 * A slice as a calendar (RFC 5545): an event for each reservation, the same one whatever its term becomes. What it says follows
 * from the reservations alone, so that it is the same until one of them changes.
 */
final class CalendarText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** The longest line, in bytes without its end. */
    private static final int LONGEST_LINE = 75;

    private final StringBuilder text = new StringBuilder();
    private final Principal guest;
    private final List<Duration> before;

    /** @param before how long before its end a calendar reminds of an event */
    private CalendarText(Principal guest, List<Duration> before) {
        this.guest = guest;
        this.before = before;
    }

    static String of(Principal guest, String name, String slice, List<Duration> before, List<ReservationImage> reservations) {
        CalendarText calendar = new CalendarText(guest, before);
        calendar.line("BEGIN", "VCALENDAR");
        calendar.line("VERSION", "2.0");
        calendar.line("PRODID", "-//orca//leases//EN");
        calendar.line("CALSCALE", "GREGORIAN");
        calendar.line("METHOD", "PUBLISH");
        calendar.line("X-WR-CALNAME", words(name + "/" + slice));
        calendar.line("REFRESH-INTERVAL;VALUE=DURATION", "PT15M");
        reservations.forEach(calendar::event);
        calendar.line("END", "VCALENDAR");
        return calendar.text.toString();
    }

    private void event(ReservationImage r) {
        Term term = r.term().orElseGet(() -> r.wish().term());
        boolean over = r.state().isEnd();
        // What ended before its time ended then; what never began is shown as it was meant to be.
        boolean used = r.served() && r.cause().at().isAfter(term.start());
        Instant end = over && used && r.cause().at().isBefore(term.end()) ? r.cause().at() : term.end();
        line("BEGIN", "VEVENT");
        line("UID", r.id() + "." + guest.value() + "@orca");
        line("SEQUENCE", Long.toString(r.broker().stamp().revision() + (over ? 1 : 0)));
        line("DTSTAMP", TIME.format(r.cause().at()));
        line("DTSTART", TIME.format(term.start()));
        line("DTEND", TIME.format(end.isAfter(term.start()) ? end : term.end()));
        line("SUMMARY", words(r.id() + ": " + r.wish().units() + " " + r.wish().type()
                + (over || r.inUse() ? "" : " (" + Notation.word(r.state()) + ")")));
        line("DESCRIPTION", words("slice " + r.purpose().slice() + ", " + Notation.word(r.state())
                + (r.cause().why().isEmpty() ? "" : ": " + r.cause().why())));
        line("STATUS", over && !used ? "CANCELLED" : r.lease().isPresent() || over ? "CONFIRMED" : "TENTATIVE");
        line("TRANSP", "TRANSPARENT");
        if (!r.goingOrGone()) {
            before.stream().filter(length -> term.end().minus(length).isAfter(term.start())).forEach(length -> remind(r, length));
        }
        line("END", "VEVENT");
    }

    private void remind(ReservationImage r, Duration length) {
        line("BEGIN", "VALARM");
        line("ACTION", "DISPLAY");
        line("TRIGGER;RELATED=END", "-PT" + length.toSeconds() + "S");
        line("DESCRIPTION", words(r.id() + " ends in " + Notation.show(length)));
        line("END", "VALARM");
    }

    /** Text as it stands in a value: nothing in it can end the line or the value. */
    private static String words(String words) {
        return LetterText.plain(words).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,");
    }

    /** A long line goes on in the next, which begins with a space; no character is cut in two. */
    private void line(String name, String value) {
        int bytes = 0;
        String line = name + ":" + value;
        for (int i = 0; i < line.length(); ) {
            int point = line.codePointAt(i);
            String character = Character.toString(point);
            int size = character.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + size > LONGEST_LINE) {
                text.append("\r\n ");
                bytes = 1;
            }
            text.append(character);
            bytes += size;
            i += Character.charCount(point);
        }
        text.append("\r\n");
    }
}
