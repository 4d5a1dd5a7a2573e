package orca.broker.ledger;

import java.time.Instant;
import java.util.List;
import orca.core.calendar.Calendar;
import orca.core.calendar.Holders;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.time.Term;

/** One holding in the ledger: its image, its calendar, and how many tickets and grants refer to it. */
final class Account {
    private HoldingImage image;
    private Calendar calendar;
    private Holders holders = Holders.NONE;
    private int live;
    private int given;
    private int refers;

    Account(HoldingImage image) {
        this.image = image;
        this.calendar = Calendar.of(image.delegation().promisable(), window(image));
        take(image);
    }

    private static Term window(HoldingImage image) {
        return image.delegation().type().turnaround().occupied(image.delegation().term());
    }

    void take(HoldingImage next) {
        image = next;
        calendar = calendar.withCapacity(next.delegation().promisable(), window(next)).forgetBefore(next.horizon());
    }

    /** Tells the account what a ticket was and is to it; null for what was not, or is not any more. */
    void replace(TicketImage before, TicketImage after) {
        List<Booking> old = before == null ? List.of() : before.bookings();
        List<Booking> now = after == null ? List.of() : after.bookings();
        rebook(old, now);
        if (!old.equals(now)) {
            Principal holder = (after == null ? before : after).key().holder();
            Instant horizon = calendar.horizon();
            // What an older revision had beyond a newer one may be in single bins alone, and nothing of it in all together.
            old.stream().filter(booking -> !whole(booking).isZero())
                    .forEach(booking -> holders = holders.release(holder, whole(booking), booking.term(), horizon));
            now.stream().filter(booking -> !whole(booking).isZero())
                    .forEach(booking -> holders = holders.commit(holder, whole(booking), booking.term(), horizon));
        }
        live += count(after != null && after.live()) - count(before != null && before.live());
        refers += count(after != null) - count(before != null);
        if (after != null) {
            calendar = calendar.forgetBefore(after.cause().at());
        }
    }

    private Amounts whole(Booking booking) {
        return Bins.whole(booking.load(), image.delegation().largest().size());
    }

    /** The same of a part that was given. */
    void replace(GrantImage before, GrantImage after) {
        rebook(before == null ? List.of() : before.bookings(), after == null ? List.of() : after.bookings());
        given += count(after != null && after.open()) - count(before != null && before.open());
        refers += count(after != null) - count(before != null);
        if (after != null) {
            calendar = calendar.forgetBefore(after.cause().at());
        }
    }

    private void rebook(List<Booking> old, List<Booking> now) {
        if (!old.equals(now)) {
            for (Booking booking : old) {
                calendar = calendar.release(booking.load(), booking.term());
            }
            for (Booking booking : now) {
                // What the calendar has forgotten needs not be booked, and could not be.
                if (booking.term().end().isAfter(calendar.horizon())) {
                    calendar = calendar.commit(booking.load(), booking.term());
                }
            }
        }
    }

    private static int count(boolean one) {
        return one ? 1 : 0;
    }

    /** Whether something that was booked in the future is not any more, or a ticket is over. */
    static boolean frees(TicketImage before, TicketImage after) {
        if (before != null && before.live() && (after == null || !after.live())) {
            return true;
        }
        if (before == null || before.bookings().equals(after == null ? List.of() : after.bookings())) {
            return false;
        }
        Instant at = after == null ? Instant.MAX : after.cause().at();
        boolean hadFuture = before.bookings().stream().anyMatch(b -> b.term().end().isAfter(at));
        return hadFuture && (after.bookings().isEmpty() || after.bookings().size() < before.bookings().size());
    }

    HoldingImage image() {
        return image;
    }

    Calendar calendar() {
        return calendar;
    }

    Holders holders() {
        return holders;
    }

    int live() {
        return live;
    }

    int given() {
        return given;
    }

    int refers() {
        return refers;
    }

    Holding show() {
        return new Holding(image.forgettingBefore(calendar.horizon()), calendar, live, given);
    }
}
