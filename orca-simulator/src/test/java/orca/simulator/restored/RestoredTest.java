package orca.simulator.restored;

import static orca.simulator.restored.Hamlet.ALICE;
import static orca.simulator.restored.Hamlet.BOB;
import static orca.simulator.restored.Hamlet.BROKER;
import static orca.simulator.restored.Hamlet.NOON;
import static orca.simulator.restored.Hamlet.SITE;
import static orca.simulator.restored.Hamlet.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitId;
import orca.core.protocol.Reply;
import orca.core.reservation.ReservationState;
import orca.core.ticket.TicketState;
import org.junit.jupiter.api.Test;

/** Yesterday's backup: a site, a broker or a guest that was put back, before peers who know what became of it since. */
class RestoredTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static Hamlet leased() {
        Hamlet hamlet = new Hamlet(2).request(ALICE, "a", HOUR).advance(MINUTE);
        assertThat(hamlet.reservation(ALICE, "a").state()).isEqualTo(ReservationState.ACTIVE);
        return hamlet;
    }

    private static LeaseState lease(Hamlet hamlet, String id) {
        return hamlet.site().site().lease(key(ALICE, id)).orElseThrow().image().state();
    }

    private static void assertNoUnitTwice(Hamlet hamlet) {
        List<UnitId> made = hamlet.made();
        assertThat(new LinkedHashSet<>(made)).hasSameSizeAs(made);
    }

    // ---- a site

    @Test
    void aSiteLearnsOfAnExtensionFromItsHolderAndKeepsTheUnitsUntilThen() {
        Hamlet hamlet = leased();
        Hamlet.Backup backup = hamlet.backup(SITE);
        hamlet.extend(ALICE, "a", HOUR).advance(MINUTE).restore(backup).advance(MINUTE);
        assertThat(hamlet.site().unsettled()).isEmpty();
        assertThat(hamlet.site().site().lease(key(ALICE, "a")).orElseThrow().image().binding().term().end())
                .isEqualTo(hamlet.reservation(ALICE, "a").term().orElseThrow().end()).isEqualTo(NOON.plus(HOUR).plus(HOUR));
        hamlet.advance(HOUR.plus(MINUTE));
        assertThat(lease(hamlet, "a")).isEqualTo(LeaseState.ACTIVE);
        assertThat(hamlet.there()).hasSize(1);
        assertThat(hamlet.settle(SITE, false)).isInstanceOf(Reply.Accepted.class);
        hamlet.advance(HOUR.plus(MINUTE));
        assertThat(hamlet.there()).isEmpty();
        assertThat(hamlet.reservation(ALICE, "a").state()).isEqualTo(ReservationState.CLOSED);
    }

    @Test
    void aSiteEndsNothingWhoseHolderItCannotReach() {
        Hamlet hamlet = leased();
        Hamlet.Backup backup = hamlet.backup(SITE);
        hamlet.extend(ALICE, "a", HOUR).advance(MINUTE).cut(ALICE).restore(backup).advance(HOUR.plus(MINUTE.multipliedBy(5)));
        assertThat(hamlet.reservation(ALICE, "a").state()).as("by its own clock").isEqualTo(ReservationState.ACTIVE);
        assertThat(hamlet.there()).hasSize(1);
        assertThat(hamlet.site().unsettled()).singleElement().asString().contains("lease a of alice", "has not said");
        assertThat(hamlet.settle(SITE, false)).isInstanceOfSatisfying(Reply.Declined.class, no ->
                assertThat(no.refusal().reason()).contains("1 open: lease a of alice"));
        hamlet.heal().advance(MINUTE.multipliedBy(2));
        assertThat(hamlet.site().unsettled()).isEmpty();
        assertThat(lease(hamlet, "a")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void aLeaseThatWasClosedDoesNotComeToLifeAgain() {
        Hamlet hamlet = new Hamlet(2).request(ALICE, "a", HOUR);
        Hamlet.Backup backup = hamlet.backup(SITE);
        hamlet.advance(MINUTE).close(ALICE, "a").advance(MINUTE.multipliedBy(2));
        assertThat(hamlet.there()).isEmpty();
        hamlet.cut(ALICE).restore(backup).advance(MINUTE.multipliedBy(5));
        assertThat(hamlet.there()).as("its setup is not begun again").isEmpty();
        hamlet.heal().advance(MINUTE.multipliedBy(5));
        assertThat(hamlet.there()).isEmpty();
        assertThat(lease(hamlet, "a")).isEqualTo(LeaseState.CLOSED);
        assertNoUnitTwice(hamlet);
    }

    @Test
    void aLeaseThatTheSiteForgotIsNotedAndItsUnitIsNobodyElses() {
        Hamlet hamlet = new Hamlet(1);
        Hamlet.Backup backup = hamlet.backup(SITE);
        hamlet.request(ALICE, "a", HOUR).advance(MINUTE).restore(backup).advance(MINUTE);
        hamlet.extend(ALICE, "a", HOUR).request(BOB, "b", HOUR).advance(MINUTE.multipliedBy(3));
        assertThat(hamlet.reservation(ALICE, "a").inUse()).as("nobody took it from her").isTrue();
        assertThat(hamlet.there()).hasSize(1);
        assertThat(hamlet.site().unsettled()).anyMatch(line -> line.contains("lease a of alice") && line.contains("not known"));
        assertThat(hamlet.made()).hasSize(1);
        assertThat(hamlet.settle(SITE, true)).isInstanceOf(Reply.Accepted.class);
        hamlet.advance(MINUTE.multipliedBy(3));
        assertNoUnitTwice(hamlet);
    }

    @Test
    void aSiteThatWasNotToldOfItsLossIsCaught() {
        Hamlet hamlet = leased();
        Hamlet.Backup backup = hamlet.backup(SITE);
        hamlet.extend(ALICE, "a", HOUR).advance(MINUTE).cut(ALICE).restoreUntold(backup);
        assertThatThrownBy(() -> hamlet.advance(HOUR.plus(MINUTE.multipliedBy(5)))).isInstanceOf(AssertionError.class)
                .hasMessageContaining("serves alice/a and is gone");
    }

    @Test
    void aSiteThatIsRestoredTwiceFromTheSameBackupUsesNoNameAgain() {
        Hamlet hamlet = new Hamlet(2);
        Hamlet.Backup backup = hamlet.backup(SITE);
        for (String id : List.of("a", "b", "c")) {
            hamlet.request(ALICE, id, MINUTE.multipliedBy(3)).advance(MINUTE);
            assertThat(hamlet.reservation(ALICE, id).state()).isEqualTo(ReservationState.ACTIVE);
            hamlet.advance(MINUTE.multipliedBy(5)).restore(backup).settle(SITE, true);
        }
        assertThat(hamlet.made()).hasSize(3);
        assertNoUnitTwice(hamlet);
    }

    @Test
    void aHolderRemindsASiteOfALeaseThatThatForgot() {
        Hamlet hamlet = new Hamlet(2);
        Hamlet.Backup backup = hamlet.backup(SITE);
        hamlet.request(ALICE, "a", HOUR.multipliedBy(3)).advance(MINUTE).restore(backup).advance(HOUR);
        assertThat(hamlet.site().unsettled()).singleElement().asString().contains("lease a of alice", "not known here");
        assertThat(hamlet.settle(SITE, false)).isInstanceOf(Reply.Declined.class);
    }

    @Test
    void aUnitThatWasBegunInWhatTheSiteForgotIsRemovedWhenItsLeaseEnds() {
        Hamlet hamlet = new Hamlet(1).request(ALICE, "a", HOUR, HOUR).advance(MINUTE);
        assertThat(lease(hamlet, "a")).as("its time has not come").isEqualTo(LeaseState.PRIMING);
        Hamlet.Backup backup = hamlet.backup(SITE);
        hamlet.advance(HOUR);
        assertThat(hamlet.there()).hasSize(1);
        hamlet.close(ALICE, "a").restore(backup).advance(MINUTE.multipliedBy(3));
        assertThat(lease(hamlet, "a")).isEqualTo(LeaseState.CLOSED);
        assertThat(hamlet.there()).isEmpty();
    }

    // ---- a broker

    @Test
    void aBrokerLearnsOfAnExtensionFromItsHolder() {
        Hamlet hamlet = leased();
        Hamlet.Backup backup = hamlet.backup(BROKER);
        hamlet.extend(ALICE, "a", HOUR).advance(MINUTE).restore(backup).advance(MINUTE);
        assertThat(hamlet.broker().unsettled()).isEmpty();
        assertThat(hamlet.broker().ticket(key(ALICE, "a")).orElseThrow().ticket().orElseThrow().term().end())
                .isEqualTo(NOON.plus(HOUR).plus(HOUR));
        hamlet.settle(BROKER, false);
        hamlet.advance(HOUR.plus(MINUTE));
        assertThat(hamlet.reservation(ALICE, "a").state()).isEqualTo(ReservationState.ACTIVE);
    }

    @Test
    void aBrokerPromisesNothingBeforeItIsSettledAndNeverTheSameRevision() {
        Hamlet hamlet = new Hamlet(1);
        Hamlet.Backup backup = hamlet.backup(BROKER);
        hamlet.request(ALICE, "a", HOUR).advance(MINUTE).restore(backup);
        hamlet.request(BOB, "b", HOUR).advance(MINUTE.multipliedBy(3));
        assertThat(hamlet.reservation(BOB, "b").state()).isEqualTo(ReservationState.TICKETING);
        assertThat(hamlet.reservation(ALICE, "a").state()).isEqualTo(ReservationState.ACTIVE);
        assertThat(hamlet.broker().unsettled()).as("who asks for the first time waits, and is nothing to be settled")
                .noneMatch(line -> line.contains("ticket b of bob"));
        hamlet.close(ALICE, "a").advance(MINUTE.multipliedBy(3));
        assertThat(hamlet.broker().unsettled()).as("what she has she shows when she gives it up").isEmpty();
        assertThat(hamlet.broker().ticket(key(ALICE, "a")).orElseThrow().state()).isEqualTo(TicketState.CLOSED);
        assertThat(hamlet.settle(BROKER, false)).isInstanceOf(Reply.Accepted.class);
        hamlet.advance(MINUTE.multipliedBy(5));
        assertThat(hamlet.reservation(BOB, "b").state()).isEqualTo(ReservationState.ACTIVE);
        assertThat(hamlet.broker().ticket(key(BOB, "b")).orElseThrow().ticket().orElseThrow().revision())
                .isGreaterThan(1_000_000_000L);
    }

    @Test
    void aHolderRemindsABrokerOfWhatThatForgotAndHasItBeforeAnybodyElse() {
        Hamlet hamlet = new Hamlet(1);
        Hamlet.Backup backup = hamlet.backup(BROKER);
        hamlet.request(ALICE, "a", HOUR.multipliedBy(3)).advance(MINUTE).restore(backup).advance(HOUR);
        assertThat(hamlet.broker().unsettled()).as("it knows it again, without its operator").isEmpty();
        assertThat(hamlet.broker().ticket(key(ALICE, "a")).orElseThrow().ticket()).as("as she has it")
                .contains(hamlet.reservation(ALICE, "a").chain().orElseThrow().ticket());
        hamlet.request(BOB, "b", HOUR).advance(MINUTE);
        assertThat(hamlet.settle(BROKER, false)).isInstanceOf(Reply.Accepted.class);
        hamlet.advance(MINUTE.multipliedBy(3));
        assertThat(hamlet.reservation(ALICE, "a").state()).isEqualTo(ReservationState.ACTIVE);
        assertThat(hamlet.broker().ticket(key(BOB, "b")).flatMap(t -> t.ticket())).as("it is hers").isEmpty();
        assertThat(hamlet.made()).hasSize(1);
    }

    @Test
    void anExtensionOfWhatTheBrokerForgotIsGrantedOnTheTicketThatItsHolderShows() {
        Hamlet hamlet = new Hamlet(1);
        Hamlet.Backup backup = hamlet.backup(BROKER);
        hamlet.request(ALICE, "a", HOUR).advance(MINUTE).restore(backup).extend(ALICE, "a", HOUR)
                .advance(MINUTE.dividedBy(3));
        assertThat(hamlet.broker().ticket(key(ALICE, "a")).orElseThrow().state()).isEqualTo(TicketState.RENEWING);
        hamlet.settle(BROKER, false);
        hamlet.advance(MINUTE);
        assertThat(hamlet.reservation(ALICE, "a").term().orElseThrow().end()).isEqualTo(NOON.plus(HOUR).plus(HOUR));
        assertThat(hamlet.reservation(ALICE, "a").state()).isEqualTo(ReservationState.ACTIVE);
        assertThat(hamlet.made()).hasSize(1);
    }

    /** Nothing is in use for hours, and nobody has a reason to speak but to remind. */
    @Test
    void aTicketForLaterIsShownToABrokerThatForgotIt() {
        Hamlet hamlet = new Hamlet(1);
        Hamlet.Backup backup = hamlet.backup(BROKER);
        hamlet.request(ALICE, "a", HOUR.multipliedBy(5), HOUR).advance(MINUTE);
        assertThat(hamlet.reservation(ALICE, "a").inUse()).isFalse();
        hamlet.restore(backup).advance(HOUR.plus(MINUTE.multipliedBy(10)));
        assertThat(hamlet.broker().ticket(key(ALICE, "a")).flatMap(t -> t.ticket()))
                .isEqualTo(hamlet.reservation(ALICE, "a").chain().map(chain -> chain.ticket())).isPresent();
        assertThat(hamlet.settle(BROKER, false)).isInstanceOf(Reply.Accepted.class);
    }

    /** Nobody could warn it: its holder was away until the broker had sold it again. */
    @Test
    void whatWasSoldAgainBeforeItsHolderCameBackIsShownToTheOperatorUntilItIsOver() {
        Hamlet hamlet = new Hamlet(1);
        Hamlet.Backup backup = hamlet.backup(BROKER);
        hamlet.request(ALICE, "a", HOUR.multipliedBy(3)).advance(MINUTE).cut(ALICE).restore(backup);
        assertThat(hamlet.settle(BROKER, false)).isInstanceOf(Reply.Accepted.class);
        hamlet.cut(SITE).request(BOB, "b", HOUR.multipliedBy(4)).advance(MINUTE);
        assertThat(hamlet.broker().ticket(key(BOB, "b")).orElseThrow().state()).isEqualTo(TicketState.TICKETED);
        hamlet.heal().cut(SITE).advance(HOUR);
        assertThat(hamlet.broker().contested()).isEqualTo(1);
        assertThat(hamlet.broker().unsettled()).singleElement().asString()
                .contains("ticket a of alice: its holder shows revision 1", "finds no room");
        assertThat(hamlet.reservation(ALICE, "a").state()).as("it is hers").isEqualTo(ReservationState.ACTIVE);
        hamlet.heal().advance(HOUR);
        assertThat(hamlet.reservation(BOB, "b").goingOrGone()).as("the site keeps to whoever came first").isTrue();
        assertThat(hamlet.made()).hasSize(1);
        assertThat(hamlet.broker().contested()).as("and so there is room for hers").isZero();
        assertThat(hamlet.broker().ticket(key(ALICE, "a")).orElseThrow().ticket())
                .contains(hamlet.reservation(ALICE, "a").chain().orElseThrow().ticket());
    }

    @Test
    void whatIsKnownIsNotNotedWhenItsHolderRemindsOfIt() {
        Hamlet hamlet = leased();
        Hamlet.Backup backup = hamlet.backup(BROKER);
        hamlet.restore(backup).advance(HOUR.minus(MINUTE.multipliedBy(2)));
        assertThat(hamlet.broker().unsettled()).as("a reminder of what is known is no news").isEmpty();
        assertThat(hamlet.settle(BROKER, false)).isInstanceOf(Reply.Accepted.class);
    }

    @Test
    void aTicketThatWasGivenBackIsGivenBackAgain() {
        Hamlet hamlet = leased();
        Hamlet.Backup backup = hamlet.backup(BROKER);
        hamlet.close(ALICE, "a").advance(MINUTE.multipliedBy(2)).restore(backup).advance(MINUTE);
        assertThat(hamlet.broker().unsettled()).isEmpty();
        assertThat(hamlet.broker().ticket(key(ALICE, "a")).orElseThrow().state()).isEqualTo(TicketState.CLOSED);
        assertThat(hamlet.settle(BROKER, false)).isInstanceOf(Reply.Accepted.class);
    }

    // ---- a guest

    @Test
    void aGuestTakesWhatItsPeersShowThatIsLater() {
        Hamlet hamlet = leased();
        Hamlet.Backup backup = hamlet.backup(ALICE);
        hamlet.extend(ALICE, "a", HOUR).advance(MINUTE).restore(backup).advance(MINUTE);
        assertThat(hamlet.reservation(ALICE, "a").term().orElseThrow().end()).isEqualTo(NOON.plus(HOUR).plus(HOUR));
        assertThat(hamlet.settle(ALICE, false)).isInstanceOf(Reply.Accepted.class);
        hamlet.advance(HOUR.plus(MINUTE));
        assertThat(hamlet.reservation(ALICE, "a").state()).isEqualTo(ReservationState.ACTIVE);
        hamlet.extend(ALICE, "a", HOUR).advance(MINUTE);
        assertThat(hamlet.reservation(ALICE, "a").term().orElseThrow().end()).isEqualTo(NOON.plus(HOUR.multipliedBy(3)));
        hamlet.advance(HOUR.multipliedBy(2));
        assertThat(hamlet.there()).isEmpty();
    }

    @Test
    void aGuestDoesNotReviveWhatItClosed() {
        Hamlet hamlet = leased();
        Hamlet.Backup backup = hamlet.backup(ALICE);
        hamlet.close(ALICE, "a").advance(MINUTE.multipliedBy(2)).restore(backup).advance(MINUTE.multipliedBy(2));
        assertThat(hamlet.reservation(ALICE, "a").goingOrGone()).isTrue();
        assertThat(hamlet.there()).isEmpty();
        assertNoUnitTwice(hamlet);
    }

    @Test
    void aGuestDoesNotGiveUpWhatItForgot() {
        Hamlet hamlet = new Hamlet(2);
        hamlet.request(BOB, "x", HOUR).advance(MINUTE);
        Hamlet.Backup backup = hamlet.backup(BOB);
        hamlet.request(BOB, "b", HOUR).advance(MINUTE).restore(backup).advance(MINUTE);
        hamlet.order(SITE, new orca.core.protocol.Command.Revoke(key(BOB, "b"), "needed elsewhere"));
        hamlet.advance(MINUTE);
        assertThat(hamlet.actor(BOB).unsettled()).singleElement().asString().contains("b, of which site speaks");
        assertThat(hamlet.settle(BOB, false)).isInstanceOf(Reply.Declined.class);
        assertThat(hamlet.settle(BOB, true)).isInstanceOf(Reply.Accepted.class);
        hamlet.advance(HOUR.multipliedBy(2));
        assertThat(hamlet.actor(BOB).loss()).isEmpty();
        assertThat(hamlet.there()).isEmpty();
    }
}
