package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import orca.authority.state.Host;
import orca.authority.state.UnitImage;
import orca.core.actor.Event;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.handler.Action;
import orca.core.handler.Attached;
import orca.core.handler.Outcome;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

/** Handlers that fail, for a while or for good, and what is left of a lease then. */
class HandlerStoriesTest {
    private static final Outcome BROKEN = new Outcome.Trouble("no disk", true);
    private static final Outcome HOPELESS = new Outcome.Trouble("no such image", false);

    private final World world = new World().furnished();

    @Test
    void whatIsTheSitesOwnReachesItsHandlersAndNobodyElse() {
        world.redeem(world.ticket("web", 1)).end(Action.SETUP,
                new Outcome.Done(PropertyList.of("address", "10.0.0.7").with("site.port", 22)));
        assertThat(world.view("web").lease().orElseThrow().units()).singleElement().satisfies(unit ->
                assertThat(unit.properties().asMap()).containsKeys("address", "rack").doesNotContainKey("site.port"));
        world.close("web");
        assertThat(world.runs(Action.TEARDOWN)).singleElement().satisfies(run ->
                assertThat(run.call().properties().asMap()).containsKeys("address", "site.port"));
    }

    @Test
    void whatALeaseIsAttachedToItsHandlersHearByTheSitesOwnBooks() {
        world.redeem(world.ticket("data", 1)).end(Action.SETUP,
                new Outcome.Done(PropertyList.of("volume", "big").with("site.volume.file", "/srv/u1")));
        PropertyList asked = PropertyList.of("attach", "data, gone, web");
        world.redeem(GUEST, world.ticket("web", 1), asked);
        PropertyList told = world.runs(Action.SETUP).get(0).call().properties();
        assertThat(Attached.of(told)).containsExactly(
                new Attached("data", world.units("data").getFirst().id().value(), PropertyList.of("volume.file", "/srv/u1")));
        assertThat(Attached.missing(told)).as("its own lease is no other").containsExactly("gone", "web");
        world.stage.endAll();
        assertThat(world.units("web").getFirst().made().asMap()).as("it is told, not kept").isEmpty();

        world.close("data");
        world.redeem(GUEST, world.ticket("web", 1), asked.with("colour", "blue"));
        assertThat(Attached.of(world.runs(Action.MODIFY).get(0).call().properties())).as("what ends is not in use").isEmpty();
    }

    /** Notes what is asked of it. */
    private record Noting(AssignmentPolicy other, List<PropertyList> asked) implements AssignmentPolicy {
        @Override
        public String name() {
            return other.name();
        }

        @Override
        public AssignmentPlan propose(AssignmentView view, Budget budget) {
            view.needs().forEach(need -> asked.add(need.properties()));
            view.movable().forEach(unit -> asked.add(unit.properties()));
            return other.propose(view, budget);
        }
    }

    @Test
    void policiesAreAskedForHostsFromWhichWhatIsAttachedCanBeReached() {
        world.stage.order(new Command.SetHost("h1", World.VM, Amounts.of(4, 8, 16),
                PropertyList.of("site.near", "store:s1,host:h2").with("rack", "r1"), true));
        world.leased("data", 1);
        Noting policy = new Noting(new World.FirstHost(), new ArrayList<>());
        world.stage.answeredBy(policy);
        PropertyList asked = PropertyList.of("attach", "data");
        world.redeem(GUEST, world.ticket("web", 1), asked);
        world.redeem(GUEST, world.ticket("db", 1), asked.with("place.near", "rack:r1"));
        world.redeem(GUEST, world.ticket("else", 1), PropertyList.of("attach", "web"));
        assertThat(policy.asked()).extracting(each -> each.text("site.near").orElse("")).containsExactly("store:s1,host:h2",
                "store:s1,host:h2", "");
        assertThat(policy.asked().get(1).text("place.near")).as("and what its holder asked").contains("rack:r1");
        assertThat(world.units("db").getFirst().asked().asMap()).as("it is asked, not kept").doesNotContainKey("site.near");
        Reply reply = world.stage.order(new Command.SetHost("h2", World.VM, Amounts.of(4, 8, 16),
                PropertyList.of("site.near", "rack"), true));
        assertThat(((Reply.Declined) reply).refusal().reason()).startsWith("host.site.near: must be PROPERTY:VALUE or host:NAME");
    }

    @Test
    void nobodyIsAttachedToWhatIsSomebodyElses() {
        world.leased("data", 1);
        TicketChain theirs = world.ticket("web", 1);
        Ticket ticket = theirs.ticket();
        world.redeem(STRANGER, new TicketChain(theirs.rights(), new Ticket(ticket.reservation(), 1, BROKER, STRANGER, POOL, VM,
                1, 1, SMALL, Assurance.RESERVED, hours(1), PropertyList.NONE)), PropertyList.of("attach", "data"));
        PropertyList told = world.runs(Action.SETUP).get(0).call().properties();
        assertThat(told.text("attach")).contains("data");
        assertThat(Attached.of(told)).isEmpty();
        assertThat(Attached.missing(told)).containsExactly("data");
    }

    @Test
    void aSetupThatFailsIsTriedAgainLaterUnderANewNumber() {
        world.redeem(world.ticket("web", 1)).end(Action.SETUP, BROKEN);

        assertThat(world.runs(Action.SETUP)).singleElement().satisfies(run -> {
            assertThat(run.call().attempt()).isEqualTo(2);
            assertThat(run.notBefore()).isEqualTo(NOON.plus(SETTINGS.retries().first()));
        });
        world.end(Action.SETUP, BROKEN);
        assertThat(world.runs(Action.SETUP).get(0).notBefore()).isEqualTo(NOON.plus(SETTINGS.retries().first().multipliedBy(2)));
        world.stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void aLeaseWhoseUnitsAllFailEndsWithTheReason() {
        world.redeem(world.ticket("web", 1)).failAll(Action.SETUP);

        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
        assertThat(world.view("web").urgent()).isTrue();
        assertThat(world.cause("web").why()).contains("0 of 1 units", "needs 1", "broken");
        assertThat(world.view("web").notices()).extracting(n -> n.text())
                .anyMatch(t -> t.contains("could not be set up: broken"));
        world.stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
    }

    @Test
    void whatAHandlerSaysIsHopelessIsNotTriedAgain() {
        world.redeem(world.ticket("web", 1)).end(Action.SETUP, HOPELESS);
        assertThat(world.runs(Action.SETUP)).isEmpty();
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
    }

    @Test
    void aLeaseIsActiveWithFewerUnitsWhenItsHolderCanUseThem() {
        world.redeem(world.ticket("web", 1, 3, 2, SMALL, hours(1))).end(Action.SETUP, HOPELESS);
        assertThat(world.state("web")).isEqualTo(LeaseState.PRIMING);

        world.stage.endAll();

        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        Answer.Granted granted = (Answer.Granted) world.view("web").answer();
        assertThat(granted.asked()).isEqualTo(3);
        assertThat(granted.granted()).isEqualTo(2);
        assertThat(granted.why()).contains("1 of 3", "no such image");
        world.stage.endAll();
        assertThat(world.units("web")).hasSize(2);
    }

    @Test
    void aLeaseFallsAsSoonAsTooFewUnitsAreLeftToHopeFor() {
        world.redeem(world.ticket("web", 1, 3, 2, SMALL, hours(1))).end(Action.SETUP, HOPELESS).end(Action.SETUP, HOPELESS);

        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
        assertThat(world.unitStates("web")).containsExactly(UnitState.TEARDOWN, UnitState.TEARDOWN, UnitState.STOPPING);
        world.end(Action.SETUP, Outcome.done()).stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
    }

    @Test
    void aTeardownThatKeepsFailingLeavesTheUnitQuarantinedAndItsPlaceTaken() {
        world.leased("web", 1).close("web").failAll(Action.TEARDOWN);

        assertThat(world.state("web")).isEqualTo(LeaseState.FAILED);
        assertThat(world.unitStates("web")).containsExactly(UnitState.QUARANTINED);
        assertThat(world.view("web").urgent()).isTrue();
        assertThat(world.view("web").answer()).isInstanceOf(Answer.Ended.class);
        Host host = world.authority().site().host("h1");
        assertThat(host.calendar().peak(Term.of(YEAR.end(), HOUR)).get(0)).isEqualTo(1);
    }

    @Test
    void aHopelessTeardownIsNotTriedAgainByItselfWhateverComesLate() {
        world.leased("web", 1).close("web").end(Action.TEARDOWN, HOPELESS);
        UnitId unit = world.units("web").get(0).id();
        world.stage.offer(new Event.Ended(unit, Action.TEARDOWN, 1, BROKEN));
        assertThat(world.unitStates("web")).containsExactly(UnitState.QUARANTINED);
        assertThat(world.stage.runs()).isEmpty();
    }

    @Test
    void anOperatorTriesTheTeardownAgainUntilItIsDone() {
        world.leased("web", 1).close("web").failAll(Action.TEARDOWN);
        UnitId unit = world.units("web").get(0).id();

        assertThat(world.stage.order(new Command.RetryTeardown(unit))).isEqualTo(Reply.accepted(unit.value()));
        assertThat(world.runs(Action.TEARDOWN).get(0).call().attempt()).isEqualTo(SETTINGS.retries().teardownAttempts() + 1);
        world.failAll(Action.TEARDOWN);
        assertThat(world.state("web")).isEqualTo(LeaseState.FAILED);
        world.stage.order(new Command.RetryTeardown(unit));
        world.stage.endAll();

        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
        assertThat(world.stage.order(new Command.RetryTeardown(unit))).isInstanceOf(Reply.Declined.class);
    }

    @Test
    void anOperatorSaysThatAUnitIsGone() {
        world.leased("web", 2).close("web").failAll(Action.TEARDOWN);
        UnitId first = world.units("web").get(0).id();
        UnitId second = world.units("web").get(1).id();

        world.stage.order(new Command.FreeUnit(first, "host is off"));
        assertThat(world.state("web")).isEqualTo(LeaseState.FAILED);
        world.stage.order(new Command.FreeUnit(second, "host is off"));

        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
        assertThat(world.authority().site().host("h1").calendar().size()).isZero();
    }

    @Test
    void onlyAQuarantinedUnitCanBeRetriedOrFreedByHand() {
        world.leased("web", 1);
        UnitId unit = world.units("web").get(0).id();
        assertThat(world.stage.order(new Command.FreeUnit(unit, "x"))).isInstanceOf(Reply.Declined.class);
        assertThat(world.stage.order(new Command.RetryTeardown(unit))).isInstanceOf(Reply.Declined.class);
        assertThat(world.stage.order(new Command.FreeUnit(new UnitId("nobody"), "x"))).isInstanceOf(Reply.Declined.class);
        assertThat(world.unitStates("web")).containsExactly(UnitState.READY);
    }

    @Test
    void aFailedLeaseStillAnswersItsHolderAndTheSite() {
        world.leased("web", 1).close("web").failAll(Action.TEARDOWN);
        world.close("web");
        assertThat(world.view("web").answer()).isInstanceOf(Answer.Ended.class);
        world.redeem(world.ticket("web", 2, 1, 1, SMALL, hours(2)));
        assertThat(world.view("web").answer()).isInstanceOf(Answer.Refused.class);
        assertThat(world.stage.order(new Command.Revoke(key("web"), "x"))).isInstanceOf(Reply.Accepted.class);
        assertThat(world.state("web")).isEqualTo(LeaseState.FAILED);
    }

    @Test
    void callsThatEndTwiceOrLateChangeNothing() {
        world.redeem(world.ticket("web", 1));
        UnitImage unit = world.units("web").get(0);
        world.stage.endAll();
        for (Outcome outcome : new Outcome[] {Outcome.done(), BROKEN, HOPELESS}) {
            world.stage.offer(new Event.Ended(unit.id(), Action.SETUP, 1, outcome));
        }
        assertThat(world.unitStates("web")).containsExactly(UnitState.READY);

        world.close("web");
        world.stage.offer(new Event.Ended(unit.id(), Action.SETUP, 1, HOPELESS));
        assertThat(world.unitStates("web")).containsExactly(UnitState.TEARDOWN);

        world.failAll(Action.TEARDOWN);
        for (Outcome outcome : new Outcome[] {Outcome.done(), BROKEN, HOPELESS}) {
            world.stage.offer(new Event.Ended(unit.id(), Action.TEARDOWN, 1, outcome));
        }
        assertThat(world.unitStates("web")).containsExactly(UnitState.QUARANTINED);

        world.stage.order(new Command.FreeUnit(unit.id(), "gone"));
        for (Outcome outcome : new Outcome[] {Outcome.done(), BROKEN, HOPELESS}) {
            world.stage.offer(new Event.Ended(unit.id(), Action.TEARDOWN, 1, outcome));
        }
        assertThat(world.authority().units()).isEmpty();
    }

    @Test
    void aHandlerThatSaysMoreThanFitsHasFailed() {
        world.redeem(world.ticket("web", 1));
        TreeMap<String, PropertyValue> many = new TreeMap<>();
        for (int i = 0; i < PropertyList.MAX_ENTRIES; i++) {
            many.put("p" + i, new PropertyValue.Whole(i));
        }
        world.end(Action.SETUP, new Outcome.Done(PropertyList.of(many)));
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
        assertThat(world.cause("web").why()).contains("said too much");
    }

    @Test
    void nobodyIsGivenAPlaceWhoseFormerUnitOverstays() {
        World tight = new World();
        tight.stage.order(new Command.DefineType(VM_TYPE, "fake"));
        tight.host("h1", 1).stage.order(delegate(orca.core.resource.Amounts.of(1, 8, 16), YEAR, 100));
        tight.accept();
        Duration turnaround = TEARDOWN.plus(GRACE).plus(SKEW);
        tight.leased("old", 1).redeem(tight.ticket("new", 1, 1, 1, SMALL, Term.of(NOON.plus(HOUR).plus(turnaround), HOUR)));
        assertThat(tight.state("new")).isEqualTo(LeaseState.PRIMING);

        tight.stage.until(NOON.plus(HOUR).plus(turnaround));

        assertThat(tight.units("old").get(0).overstays()).isTrue();
        assertThat(tight.runs(Action.SETUP)).isEmpty();
        assertThat(tight.units("new").get(0).cause().why()).contains("still taken");
        tight.end(Action.TEARDOWN, Outcome.done());
        assertThat(tight.runs(Action.SETUP)).hasSize(1);
        tight.stage.endAll();
        assertThat(tight.state("new")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void aLeaseThatCannotHaveItsPlaceInTimeFallsAndLeavesNothing() {
        World tight = new World();
        tight.stage.order(new Command.DefineType(VM_TYPE, "fake"));
        tight.host("h1", 1).stage.order(delegate(orca.core.resource.Amounts.of(1, 8, 16), YEAR, 100));
        tight.accept();
        Duration turnaround = TEARDOWN.plus(GRACE).plus(SKEW);
        tight.leased("old", 1).redeem(tight.ticket("new", 1, 1, 1, SMALL, Term.of(NOON.plus(HOUR).plus(turnaround), HOUR)));

        tight.stage.until(NOON.plus(HOUR).plus(turnaround).plus(Duration.ofMinutes(5)));

        assertThat(tight.state("new")).isEqualTo(LeaseState.CLOSED);
        assertThat(tight.lease("new").cause().why()).contains("still taken by a unit whose time is over");
        assertThat(tight.state("old")).isEqualTo(LeaseState.CLOSING);
    }
}
