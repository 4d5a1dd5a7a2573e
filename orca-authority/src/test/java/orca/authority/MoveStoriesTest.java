package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.Limits;
import orca.authority.state.UnitImage;
import orca.core.calendar.Calendar;
import orca.core.contract.Answer;
import orca.core.contract.Refusal;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentView;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.Mobility;
import orca.core.resource.PropertyList;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import org.junit.jupiter.api.Test;

/** Units go from one host to another, by the word of the site or of their holder. */
class MoveStoriesTest {
    private static final Outcome BROKEN = new Outcome.Trouble("broken", true);

    private final World world = new World().mobile(Mobility.BY_SITE);

    private UnitImage unit() {
        return world.units("web").get(0);
    }

    private Reply move(String host) {
        return world.stage.order(new Command.Move(unit().id(), host, "h1 is to be mended"));
    }

    private Refusal declined(String host) {
        return ((Reply.Declined) move(host)).refusal();
    }

    /** How many units are booked on a host at this moment, and throughout the hour that follows. */
    private long booked(String host) {
        Calendar calendar = world.authority().site().host(host).calendar();
        return calendar.peak(orca.core.time.Term.of(world.stage.now(), HOUR)).get(0);
    }

    private UnitCall called() {
        return world.runs(Action.MODIFY).get(0).call();
    }

    private void closed(String host) {
        world.stage.order(new Command.SetHost(host, VM, Amounts.of(4, 8, 16), PropertyList.NONE, false));
    }

    @Test
    void aUnitThatIsMovedHasBothPlacesUntilItHasArrived() {
        world.leased("web", 2);
        assertThat(move("h2")).isEqualTo(Reply.accepted(unit().id().value()));

        assertThat(unit().state()).isEqualTo(UnitState.MIGRATING);
        assertThat(booked("h1")).isEqualTo(2);
        assertThat(booked("h2")).isEqualTo(1);
        assertThat(world.state("web")).as("its holder has it all the time").isEqualTo(LeaseState.ACTIVE);
        assertThat(called().host()).isEqualTo("h1");
        assertThat(called().properties().text(Handler.PLACE)).contains("h2");

        world.end(Action.MODIFY, new Outcome.Done(PropertyList.of("console", "h2:5900")));
        assertThat(unit().state()).isEqualTo(UnitState.READY);
        assertThat(unit().host()).isEqualTo("h2");
        assertThat(unit().inherited()).isEqualTo(PropertyList.of("rack", "h2-rack"));
        assertThat(booked("h1")).isEqualTo(1);
        assertThat(booked("h2")).isEqualTo(1);
        assertThat(world.view("web").lease().orElseThrow().units().get(0).host()).isEqualTo("h2");
        assertThat(world.view("web").lease().orElseThrow().units().get(0).properties().text("console")).contains("h2:5900");
        assertThat(world.view("web").notices()).last().asString()
                .contains("was moved from h1 to h2", "the site's operator", "h1 is to be mended");
        assertThat(world.view("web").urgent()).as("its holder may have seen it on its way, and does not ask").isTrue();
        assertThat(world.authority().broken()).isEmpty();
    }

    @Test
    void aMoveThatIsRefusedByItsHandlerLeavesTheUnitWhereItWas() {
        world.leased("web", 1);
        move("h2");
        world.end(Action.MODIFY, new Outcome.Trouble("the disk is not shared", false));

        assertThat(unit().state()).isEqualTo(UnitState.READY);
        assertThat(unit().host()).isEqualTo("h1");
        assertThat(booked("h2")).isZero();
        assertThat(world.view("web").notices()).last().asString().contains("stays on h1", "the disk is not shared");
        assertThat(world.view("web").urgent()).as("nor does it stay on its way for ever").isTrue();
    }

    @Test
    void aMoveOfWhichNobodyKnowsHowFarItCameIsTakenBack() {
        world.leased("web", 1);
        move("h2");
        for (int i = 0; i < SETTINGS.retries().attempts(); i++) {
            assertThat(called().properties().text(Handler.PLACE)).contains("h2");
            world.end(Action.MODIFY, BROKEN);
        }
        assertThat(unit().state()).isEqualTo(UnitState.MIGRATING);
        assertThat(called().properties().text(Handler.PLACE)).as("it is to be back").contains("h1");
        assertThat(booked("h2")).as("nobody knows yet").isEqualTo(1);
        world.end(Action.MODIFY, Outcome.done());

        assertThat(unit().state()).isEqualTo(UnitState.READY);
        assertThat(unit().host()).isEqualTo("h1");
        assertThat(booked("h2")).isZero();
        assertThat(world.view("web").notices()).last().asString().contains("stays on h1", "broken");
    }

    @Test
    void aUnitThatIsLostOnItsWayIsPutAsideOnBothHostsUntilSomeoneHasLooked() {
        world.leased("web", 2);
        move("h2");
        world.failAll(Action.MODIFY);

        assertThat(unit().state()).isEqualTo(UnitState.QUARANTINED);
        assertThat(booked("h1")).isEqualTo(2);
        assertThat(booked("h2")).isEqualTo(1);
        assertThat(world.view("web").urgent()).as("its holder loses something").isTrue();
        assertThat(world.view("web").notices()).last().asString().contains("nobody knows whether it is on h1 or on h2");
        assertThat(((Answer.Granted) world.view("web").answer()).granted()).isEqualTo(1);
        assertThat(world.authority().broken()).isEmpty();

        world.stage.order(new Command.RetryTeardown(unit().id()));
        UnitCall teardown = world.runs(Action.TEARDOWN).get(0).call();
        assertThat(teardown.host()).isEqualTo("h1");
        assertThat(teardown.properties().text(Handler.PLACE_TOO)).contains("h2");
        world.stage.endAll();
        assertThat(booked("h1")).isEqualTo(1);
        assertThat(booked("h2")).isZero();
    }

    @Test
    void aUnitThatIsClosedOnItsWayKeepsBothPlacesUntilItIsGone() {
        world.leased("web", 1);
        move("h2");
        world.close("web");
        assertThat(unit().state()).isEqualTo(UnitState.STOPPING);
        world.endStops();
        assertThat(unit().state()).isEqualTo(UnitState.TEARDOWN);
        assertThat(booked("h1") + booked("h2")).isEqualTo(2);
        assertThat(world.runs(Action.TEARDOWN).get(0).call().properties().text(Handler.PLACE_TOO)).contains("h2");
        world.stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
        assertThat(booked("h1") + booked("h2")).isZero();
    }

    @Test
    void anExtensionBindsWhileAUnitIsOnItsWayAndItsHandlerHearsOfItAfterwards() {
        world.leased("web", 1);
        move("h2");
        world.redeem(world.ticket("web", 2, 1, 1, Amounts.of(2, 4), hours(3)));

        assertThat(world.state("web")).isEqualTo(LeaseState.MODIFYING);
        assertThat(world.lease("web").binding().term()).isEqualTo(hours(3));
        assertThat(called().sliver()).as("the move changes nothing else").isEqualTo(SMALL);
        for (String host : List.of("h1", "h2")) {
            assertThat(world.authority().site().host(host).calendar().peak(hours(3))).isEqualTo(Amounts.of(1, 2, 4));
        }
        world.end(Action.MODIFY, Outcome.done());
        assertThat(unit().state()).isEqualTo(UnitState.MODIFYING);
        assertThat(called().sliver()).isEqualTo(Amounts.of(2, 4));
        assertThat(called().host()).isEqualTo("h2");
        world.end(Action.MODIFY, Outcome.done());
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Granted(1, 1, ""));
        assertThat(booked("h1")).isZero();
    }

    @Test
    void anExtensionForWhichTheOtherPlaceHasNoRoomIsRefused() {
        world.leased("web", 1);
        closed("h1");
        world.redeem(world.ticket("late", 1, 4, 4, SMALL, orca.core.time.Term.of(NOON.plus(HOUR.multipliedBy(3)), HOUR)));
        move("h2");
        world.redeem(world.ticket("web", 2, 1, 1, SMALL, hours(4)));

        assertThat(((Answer.Refused) world.view("web").answer()).refusal().reason()).contains("no room on h2");
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void whatCannotBeMovedStaysForAReason() {
        world.leased("web", 2);
        assertThat(declined("h1").reason()).contains("on h1 already");
        assertThat(declined("h9").kind()).isEqualTo(Refusal.Kind.UNKNOWN);
        closed("h2");
        assertThat(declined("h2").reason()).contains("closed");
        world.host("h2", 4);
        world.redeem(world.ticket("full", 1, 6, 6, SMALL, hours(1)));
        assertThat(declined("h2").reason()).contains("no room");
        assertThat(((Reply.Declined) world.stage.order(new Command.Move(new UnitId("nobody"), "h2", ""))).refusal().kind())
                .isEqualTo(Refusal.Kind.UNKNOWN);
        UnitId young = world.units("full").get(0).id();
        assertThat(((Reply.Declined) world.stage.order(new Command.Move(young, "h2", ""))).refusal().reason())
                .contains("its lease is PRIMING");

        World fixed = new World().furnished().leased("web", 1);
        Reply no = fixed.stage.order(new Command.Move(fixed.units("web").get(0).id(), "h2", ""));
        assertThat(((Reply.Declined) no).refusal()).satisfies(refusal -> {
            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NEVER);
            assertThat(refusal.reason()).contains("their handler, fake, does not move any");
        });
    }

    @Test
    void noMoreUnitsAreOnTheirWayThanTheSiteLets() {
        Limits usual = Limits.USUAL;
        Limits one = new Limits(usual.types(), usual.hosts(), usual.delegations(), usual.leases(), usual.leasesOfHolder(),
                usual.tombstones(), usual.proof(), 1);
        AuthoritySettings careful = new AuthoritySettings(SITE, "site", one, SETTINGS.retries(),
                SETTINGS.answerWithin(), SETTINGS.askAgain(), SETTINGS.tombstone());
        World narrow = new World(careful).mobile(Mobility.BY_SITE).leased("web", 2);
        List<UnitImage> both = narrow.units("web");
        assertThat(narrow.stage.order(new Command.Move(both.get(0).id(), "h2", ""))).isInstanceOf(Reply.Accepted.class);
        Reply second = narrow.stage.order(new Command.Move(both.get(1).id(), "h2", ""));
        assertThat(((Reply.Declined) second).refusal().reason()).contains("at most 1");
        Reply again = narrow.stage.order(new Command.Move(both.get(0).id(), "h2", ""));
        assertThat(((Reply.Declined) again).refusal().reason()).contains("is MIGRATING");
        narrow.end(Action.MODIFY, Outcome.done());
        assertThat(narrow.stage.order(new Command.Move(both.get(1).id(), "h2", ""))).isInstanceOf(Reply.Accepted.class);
    }

    @Test
    void aSiteThatDiesInTheMiddleOfAMoveGoesOnWithIt() {
        world.stage.crashing();
        world.leased("web", 1);
        move("h2");
        world.end(Action.MODIFY, BROKEN);
        assertThat(called().attempt()).isEqualTo(2);
        world.end(Action.MODIFY, Outcome.done());
        assertThat(unit().host()).isEqualTo("h2");
        assertThat(world.authority().broken()).isEmpty();
    }

    // ---- the policy

    private AssignmentView question() {
        return (AssignmentView) world.stage.question().orElseThrow(() -> new AssertionError("nothing is asked"));
    }

    private void propose(AssignmentPlan.Move... moves) {
        world.stage.propose(new AssignmentPlan(List.of(), List.of(moves), Optional.empty()));
    }

    @Test
    void aPolicyIsAskedAboutMovesWhenAHostIsClosedAndItsMovesAreMade() {
        world.leased("web", 2).leased("other", 3).stage.answeredByHand();
        assertThat(world.stage.question()).isEmpty();
        closed("h1");

        AssignmentView view = question();
        assertThat(view.needs()).isEmpty();
        assertThat(view.moves()).isEqualTo(4);
        assertThat(view.movable()).extracting(AssignmentView.Movable::host).containsExactly("h1", "h1", "h1", "h1", "h2");
        assertThat(view.movable().get(0)).satisfies(movable -> {
            assertThat(movable.unit()).isEqualTo(unit().id());
            assertThat(movable.key()).isEqualTo(key("web"));
            assertThat(movable.sliver()).isEqualTo(SMALL);
            assertThat(movable.occupied()).isEqualTo(unit().booked());
            assertThat(movable.since()).isEqualTo(unit().cause().at());
            assertThat(movable.properties().text("image")).contains("debian");
        });
        assertThat(view.hosts()).extracting(AssignmentView.Host::name).containsExactly("h2");
        propose(new AssignmentPlan.Move(unit().id(), "h2", "h1 is closed"),
                new AssignmentPlan.Move(view.movable().get(1).unit(), "h2", "h1 is closed"));
        assertThat(world.runs(Action.MODIFY)).hasSize(2);
        assertThat(world.stage.question()).as("asked again when one has arrived").isEmpty();
        world.end(Action.MODIFY, Outcome.done());
        assertThat(question().moves()).isEqualTo(3);
        assertThat(question().movable()).as("not what is on its way").hasSize(4);
        assertThat(world.view("web").notices()).last().asString().contains("the site's policy: h1 is closed");
    }

    @Test
    void whatAPolicyWouldMoveAndCannotBeIsOnRecordAndNothingElseIsLost() {
        world.leased("web", 1).stage.answeredByHand();
        world.redeem(world.ticket("new", 1));
        world.stage.propose(new AssignmentPlan(List.of(new AssignmentPlan.Assign(key("new"), List.of("h1"))),
                List.of(new AssignmentPlan.Move(unit().id(), "h9", "why not")), Optional.empty()));

        assertThat(world.state("new")).isEqualTo(LeaseState.PRIMING);
        assertThat(unit().state()).isEqualTo(UnitState.READY);
        assertThat(world.authority().site().policy().orElseThrow().cause().why()).contains("a move that cannot be", "h9");
    }

    @Test
    void whoIsAskedAboutMovesAloneKeepsNobodyWaiting() {
        world.leased("web", 1).stage.answeredByHand();
        closed("h1");
        assertThat(question().needs()).isEmpty();
        world.redeem(world.ticket("new", 1));
        propose();
        assertThat(question().needs()).as("it came after the question").hasSize(1);
    }

    // ---- the holder

    private TicketChain placed(World at, long revision, String place) {
        Ticket t = at.ticket("web", revision, 1, 1, SMALL, hours(1)).ticket();
        return new TicketChain(at.ticket("web", 1).rights(), new Ticket(t.reservation(), revision, t.issuer(), t.holder(),
                t.delegation(), t.type(), 1, 1, t.sliver(), t.assurance(), t.term(), t.properties().with("place", place)));
    }

    @Test
    void aHolderThatMayAskIsMovedAndTheLeaseSaysSo() {
        World free = new World().mobile(Mobility.BY_HOLDER).leased("web", 1);
        free.redeem(placed(free, 2, "h2"));

        assertThat(free.state("web")).isEqualTo(LeaseState.MODIFYING);
        assertThat(free.units("web").get(0).places()).containsExactly("h1", "h2");
        UnitCall call = free.runs(Action.MODIFY).get(0).call();
        assertThat(call.properties().text(Handler.PLACE)).contains("h2");
        assertThat(call.properties().get("place")).as("a wish is for the site, not for its handler").isEmpty();
        free.end(Action.MODIFY, Outcome.done());
        assertThat(free.view("web").answer()).isEqualTo(new Answer.Granted(1, 1, ""));
        assertThat(free.view("web").lease().orElseThrow().units().get(0).host()).isEqualTo("h2");

        free.stage.order(new Command.Move(free.units("web").get(0).id(), "h1", "the site knows better"));
        free.end(Action.MODIFY, Outcome.done());
        free.redeem(placed(free, 3, "h2"));
        assertThat(free.units("web").get(0).host()).as("what was granted before is no new wish").isEqualTo("h1");
        assertThat(free.state("web")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void aHolderThatMayNotAskOrAsksForWhatIsNotThereIsRefused() {
        world.leased("web", 1).redeem(placed(world, 2, "h2"));
        assertThat(((Answer.Refused) world.view("web").answer()).refusal().reason()).contains("by its own word alone");
        assertThat(unit().places()).containsExactly("h1");

        World free = new World().mobile(Mobility.BY_HOLDER).leased("web", 1);
        free.redeem(placed(free, 2, "h9"));
        assertThat(((Answer.Refused) free.view("web").answer()).refusal().reason()).contains("host h9 is unknown");
        free.redeem(free.ticket("full", 1, 7, 7, SMALL, hours(1)));
        free.stage.endAll();
        free.redeem(placed(free, 3, "h2"));
        assertThat(((Answer.Refused) free.view("web").answer()).refusal().reason()).contains("host h2 has no room");
    }

    @Test
    void aWishThatCannotBeFulfilledLeavesTheUnitAndSaysSo() {
        World free = new World().mobile(Mobility.BY_HOLDER).leased("web", 1);
        free.redeem(placed(free, 2, "h2")).end(Action.MODIFY, new Outcome.Trouble("the disk is not shared", false));

        assertThat(free.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(((Answer.Granted) free.view("web").answer()).why()).contains("1 of 1 units stay as they were", "not shared");
        assertThat(free.units("web").get(0).places()).containsExactly("h1");
        free.stage.advance(Duration.ofMinutes(1));
        assertThat(free.runs(Action.MODIFY)).isEmpty();
    }
}
