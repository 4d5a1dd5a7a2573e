package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.core.actor.Duties;
import orca.core.contract.Answer;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.lease.LeaseState;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.protocol.Command;
import orca.core.reservation.MemberState;
import orca.core.reservation.ReservationState;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.Test;

/** Units in the guest, and handlers that fail, come late, or have to be stopped. */
class MembersTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String U1 = "guest-1-u1";
    private static final Outcome AGAIN = new Outcome.Trouble("no route", true);
    private static final Outcome NEVER = new Outcome.Trouble("no such image", false);

    private static World joining(long units) {
        return World.attended().ordered(request(wish(demand(units, HOUR)))).grant(R1).bind(R1);
    }

    private static Duties.CallName call(String unit, Action action, int attempt) {
        return new Duties.CallName(new UnitId(unit), action, attempt);
    }

    private static List<Duties.CallName> calls(World world) {
        return world.stage.runs().stream().map(Duties.Run::name).toList();
    }

    @Test
    void aFailedJoinIsTriedAgainAfterAWhile() {
        World world = joining(1);
        world.stage.end(call(U1, Action.JOIN, 1), AGAIN);

        assertThat(calls(world)).containsExactly(call(U1, Action.JOIN, 2));
        assertThat(world.stage.runs().get(0).notBefore()).isEqualTo(NOON.plusSeconds(1));
        world.stage.end(call(U1, Action.JOIN, 2), AGAIN);
        assertThat(world.stage.runs().get(0).notBefore()).isEqualTo(NOON.plusSeconds(2));
        world.endAll();
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
    }

    @Test
    void aJoinThatFailsThreeTimesIsUndoneAndTheOthersAreUsed() {
        World world = joining(2);
        world.stage.end(call("guest-1-u2", Action.JOIN, 1), Outcome.done());
        for (int attempt = 1; attempt <= 3; attempt++) {
            world.stage.end(call(U1, Action.JOIN, attempt), AGAIN);
        }
        assertThat(calls(world)).as("half a join is still undone").containsExactly(call(U1, Action.LEAVE, 1));
        world.endAll();

        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        assertThat(world.member(U1).state()).isEqualTo(MemberState.OUT);
        assertThat(world.member(U1).fallen()).isTrue();
        assertThat(world.notices(R1)).containsExactly("JOIN of guest-1-u1 failed: no route");
        world.ordered(extend(R1, HOUR)).grant(R1).bind(R1);
        world.endAll();
        assertThat(world.member(U1).state()).as("it is not tried again by an extension").isEqualTo(MemberState.OUT);
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        world.ordered(new Command.Close(R1)).settled(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
        assertThat(world.guest().members()).isEmpty();
    }

    @Test
    void whenNoUnitCanJoinTheReservationFailsAndIsClosedAtBoth() {
        World world = joining(2);
        world.stage.end(call(U1, Action.JOIN, 1), NEVER).end(call("guest-1-u2", Action.JOIN, 1), NEVER);
        world.endAll();

        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.redeemed(R1).open()).isFalse();
        world.ended(R1).relinquished(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.FAILED);
        assertThat(world.reservation(R1).failure()).contains("no unit could be taken into service");
    }

    @Test
    void whatAHandlerAnswersIsGivenToItsLaterCalls() {
        World world = joining(1);
        world.stage.end(call(U1, Action.JOIN, 1), new Outcome.Done(PropertyList.of("rank", "7")));
        world.ordered(new Command.Close(R1));

        assertThat(world.stage.runs().get(0).call().properties().text("rank")).contains("7");
        assertThat(world.stage.runs().get(0).call().properties().text("image")).contains("debian");
    }

    @Test
    void aMemberThatIsClosedWhileItJoinsIsStoppedFirst() {
        for (Outcome outcome : List.of(Outcome.done(), AGAIN, NEVER)) {
            World world = joining(1).ordered(new Command.Close(R1));
            assertThat(world.member(U1).state()).isEqualTo(MemberState.STOPPING);
            assertThat(world.stage.stops()).containsExactly(call(U1, Action.JOIN, 1));
            world.stage.end(call(U1, Action.JOIN, 1), outcome);
            assertThat(world.member(U1).state()).isEqualTo(MemberState.LEAVING);
            world.settled(R1);
            assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
        }
    }

    @Test
    void aJoinThatCannotBeStoppedHoldsNobodyUpBeyondTheLease() {
        World world = joining(1).ordered(new Command.Close(R1));
        world.stage.until(NOON.plus(HOUR));
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.member(U1).state()).isEqualTo(MemberState.STOPPING);
        world.ended(R1).relinquished(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);

        world.stage.end(call(U1, Action.JOIN, 1), Outcome.done());
        assertThat(calls(world)).as("what it did is undone all the same").containsExactly(call(U1, Action.LEAVE, 1));
        world.endAll();
        assertThat(world.guest().members()).isEmpty();
    }

    @Test
    void aMemberThatIsClosedWhileItChangesIsStoppedFirst() {
        World world = World.attended().active(1, HOUR).ordered(extend(R1, HOUR)).grant(R1).bind(R1);
        world.ordered(new Command.Close(R1));

        assertThat(world.stage.stops()).containsExactly(call(U1, Action.MODIFY, 1));
        world.stage.restart();
        assertThat(world.stage.stops()).containsExactly(call(U1, Action.MODIFY, 1));
        world.stage.end(call(U1, Action.MODIFY, 1), Outcome.done());
        assertThat(calls(world)).containsExactly(call(U1, Action.LEAVE, 1));
    }

    @Test
    void aChangeThatFailsLeavesTheUnitInService() {
        World world = World.attended().active(1, HOUR).ordered(extend(R1, HOUR)).grant(R1).bind(R1);
        world.stage.end(call(U1, Action.MODIFY, 1), AGAIN).end(call(U1, Action.MODIFY, 2), NEVER);

        assertThat(world.member(U1).state()).isEqualTo(MemberState.IN);
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        assertThat(world.stage.runs()).as("it was told once; that it did not listen is no reason to tell it for ever").isEmpty();
    }

    @Test
    void aLeaveThatFailsGivesTheUnitBackAllTheSame() {
        World world = World.attended().active(1, HOUR).ordered(new Command.Close(R1));
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(world.state(R1)).isEqualTo(ReservationState.LEAVING);
            world.stage.end(call(U1, Action.LEAVE, attempt), AGAIN);
        }

        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.notices(R1)).containsExactly("LEAVE of guest-1-u1 failed: no route");
        world.ended(R1).relinquished(R1);
        assertThat(world.state(R1)).as("the guest got what it wanted").isEqualTo(ReservationState.CLOSED);
    }

    @Test
    void callsThatEndTwiceOrTooLateChangeNothing() {
        World world = joining(2);
        world.stage.end(call(U1, Action.JOIN, 1), AGAIN);
        world.stage.end(call(U1, Action.JOIN, 1), Outcome.done());
        assertThat(world.member(U1).state()).as("the first attempt says nothing of the second").isEqualTo(MemberState.JOINING);
        world.stage.end(call(U1, Action.JOIN, 2), Outcome.done());
        for (Outcome outcome : List.of(Outcome.done(), AGAIN, NEVER)) {
            world.stage.end(call(U1, Action.JOIN, 2), outcome);
            assertThat(world.member(U1).state()).isEqualTo(MemberState.IN);
        }
        world.stage.end(call("guest-1-u2", Action.JOIN, 1), NEVER).end(call("guest-1-u2", Action.LEAVE, 1), Outcome.done());
        for (Outcome outcome : List.of(Outcome.done(), AGAIN, NEVER)) {
            world.stage.end(call("guest-1-u2", Action.LEAVE, 1), outcome);
            assertThat(world.member("guest-1-u2").state()).isEqualTo(MemberState.OUT);
        }
        world.stage.end(call("nobody-u1", Action.JOIN, 1), Outcome.done());
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
    }

    @Test
    void aUnitThatIsLostLeavesAndTheOthersStay() {
        World world = World.attended().active(2, HOUR);
        LeasedUnit left = world.unit("guest-1-u2", UnitState.READY);
        world.fromSite(world.leaseView(R1, LeaseState.ACTIVE, new Answer.Granted(2, 1, "a host died"),
                Optional.of(world.lease(R1, List.of(left))), true, "host-a is off"));

        assertThat(calls(world)).containsExactly(call(U1, Action.LEAVE, 1));
        world.endAll();
        assertThat(world.guest().members()).hasSize(1);
        assertThat(world.state(R1)).as("the other is given back to the broker").isEqualTo(ReservationState.RETURNING);
        assertThat(world.asked(R1).demand().units()).isEqualTo(1);
        assertThat(world.notices(R1)).contains("authority: host-a is off");
        world.grant(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
    }

    @Test
    void aUnitThatComesLaterJoinsThen() {
        World world = World.attended().ordered(request(wish(demand(2, 1, NOON, HOUR)))).grant(R1);
        world.bind(R1, List.of(world.unit(U1, UnitState.READY), world.unit("guest-1-u2", UnitState.SETUP)), "");
        world.endAll();
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        world.bind(R1, List.of(world.unit(U1, UnitState.READY), world.unit("guest-1-u2", UnitState.READY)), "");

        assertThat(calls(world)).containsExactly(call("guest-1-u2", Action.JOIN, 1));
    }

    @Test
    void aReservationWaitsInJoiningForItsFirstUnit() {
        World world = World.attended().ordered(request(wish(demand(1, HOUR)))).grant(R1);
        world.bind(R1, List.of(world.unit(U1, UnitState.SETUP)), "");
        assertThat(world.state(R1)).isEqualTo(ReservationState.JOINING);
        world.bind(R1, List.of(world.unit(U1, UnitState.READY)), "");
        world.endAll();

        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
    }

    @Test
    void twoUnitsOfOneNameAreNotMixedUp() {
        World world = World.attended().active(1, HOUR).ordered(request(wish(demand(1, HOUR)))).grant(R2);
        world.bind(R2, List.of(world.unit(U1, UnitState.READY), world.unit("guest-2-u1", UnitState.READY)), "");
        world.endAll();
        world.ordered(new Command.Close(R2));

        assertThat(world.member(U1).state()).isEqualTo(MemberState.IN);
        assertThat(world.member(U1).reservation()).isEqualTo(R1);
    }

    @Test
    void aHandlerThatWasTakenOutOfTheSettingsKeepsNobodyWaiting() {
        World world = joining(1);
        List<orca.core.journal.JournalRecord> image = world.guest().image();
        ServiceManager without = new ServiceManager(GuestSettings.usual(GUEST));
        image.forEach(without::apply);
        Duties duties = without.duties(new UnitId(U1));

        assertThat(duties.run()).isEmpty();
        var decision = without.decide(
                new orca.core.actor.Event.Rang(new UnitId(U1), duties.alarm().orElseThrow().mark()), NOON);
        decision.records().forEach(without::apply);
        assertThat(new ArrayList<>(without.reservations()).get(0).state()).isEqualTo(ReservationState.ACTIVE);
    }
}
