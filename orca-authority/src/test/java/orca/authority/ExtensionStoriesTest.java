package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.Refusal;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentView;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

/** A newer ticket for a lease that is in use: later, more, fewer, larger, smaller. */
class ExtensionStoriesTest {
    private final World world = new World().furnished();

    private TicketChain second(long units, long minUnits, Amounts sliver, int hours) {
        return world.ticket("web", 2, units, minUnits, sliver, hours(hours));
    }

    @Test
    void anExtensionBindsWhenItIsAssignedAndIsShownWhenEveryUnitKnowsIt() {
        world.leased("web", 2).redeem(second(2, 2, SMALL, 2));

        assertThat(world.state("web")).isEqualTo(LeaseState.MODIFYING);
        assertThat(world.lease("web").binding().term()).isEqualTo(hours(2));
        assertThat(world.view("web").lease().orElseThrow().term()).isEqualTo(hours(1));
        assertThat(world.runs(Action.MODIFY)).hasSize(2).allMatch(run -> run.call().term().equals(hours(2)));
        world.stage.endAll();

        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(world.view("web").lease().orElseThrow().term()).isEqualTo(hours(2));
        assertThat(world.view("web").lease().orElseThrow().ticketRevision()).isEqualTo(2);
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Granted(2, 2, ""));
    }

    @Test
    void anExtensionArmsTheExpiryAnewEvenWhileItsUnitsAreBeingChanged() {
        world.leased("web", 1).redeem(second(1, 1, SMALL, 2));
        world.stage.until(NOON.plus(HOUR).plus(Duration.ofMinutes(30)));
        assertThat(world.state("web")).isEqualTo(LeaseState.MODIFYING);
        world.stage.endAll().until(NOON.plus(HOUR.multipliedBy(2)).minusMillis(1));
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        world.stage.until(NOON.plus(HOUR.multipliedBy(2)));
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
    }

    @Test
    void anExtensionForWhichAUnitHasNoRoomIsRefusedAndTheTermIsKept() {
        world.leased("web", 4);
        world.redeem(world.ticket("next", 1, 4, 4, SMALL, Term.of(NOON.plus(HOUR.multipliedBy(3)), HOUR)));
        assertThat(world.state("next")).isEqualTo(LeaseState.PRIMING);

        world.redeem(second(4, 4, SMALL, 4));

        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        Refusal refusal = ((Answer.Refused) world.view("web").answer()).refusal();
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INSUFFICIENT);
        assertThat(refusal.reason()).contains("no room on h1");
        assertThat(refusal.alternative().orElseThrow().earliestStart()).isPresent();
        assertThat(world.lease("web").binding().term()).isEqualTo(hours(1));
        world.stage.until(NOON.plus(HOUR));
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
    }

    @Test
    void aLeaseThatGrowsAsksThePolicyForTheNewUnitsOnly() {
        world.leased("web", 1).stage.answeredByHand();
        world.redeem(second(3, 3, SMALL, 1));
        assertThat(world.state("web")).isEqualTo(LeaseState.EXTENDING);
        var need = ((orca.core.policy.AssignmentView) world.stage.question().orElseThrow()).needs().get(0);
        assertThat(need.units()).isEqualTo(2);
        assertThat(need.housed()).containsExactly("h1");

        world.stage.answeredBy(new World.FirstHost());

        assertThat(world.state("web")).isEqualTo(LeaseState.MODIFYING);
        assertThat(world.runs(Action.SETUP)).hasSize(2);
        assertThat(world.runs(Action.MODIFY)).isEmpty(); // nothing about the first unit changed
        world.stage.endAll();
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Granted(3, 3, ""));
    }

    @Test
    void aLeaseThatCannotGrowKeepsWhatItHas() {
        world.leased("web", 1).redeem(second(3, 3, SMALL, 2)).failAll(Action.SETUP);
        world.stage.endAll();

        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        Answer.Granted granted = (Answer.Granted) world.view("web").answer();
        assertThat(granted.asked()).isEqualTo(3);
        assertThat(granted.granted()).isEqualTo(1);
        assertThat(world.lease("web").binding().term()).isEqualTo(hours(2));
    }

    @Test
    void aLeaseThatShrinksGivesUpTheUnitsItsHolderNamedAndThenTheNewest() {
        world.leased("web", 4);
        UnitId first = world.units("web").get(0).id();
        UnitId second = world.units("web").get(1).id();
        UnitId third = world.units("web").get(2).id();

        world.redeem(second(2, 2, SMALL, 1), first, new UnitId("nobody"));

        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE); // who stays has nothing to learn
        assertThat(world.units("web").stream().filter(u -> u.serves()).map(u -> u.id())).containsExactly(second, third);
        assertThat(world.runs(Action.TEARDOWN)).hasSize(2);
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Granted(2, 2, ""));
        world.stage.endAll();
        assertThat(world.units("web")).hasSize(2);
    }

    @Test
    void aLeaseIsClosedWhileTheUnitsItGaveUpAreStillBeingTornDown() {
        world.leased("web", 2).redeem(second(1, 1, SMALL, 1)).close("web");
        assertThat(world.unitStates("web")).containsExactly(UnitState.TEARDOWN, UnitState.TEARDOWN);
        world.stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
    }

    @Test
    void aUnitThatIsGivenUpAndCannotBeRemovedFailsTheLeaseAtItsEndOnly() {
        world.leased("web", 2).redeem(second(1, 1, SMALL, 1)).failAll(Action.TEARDOWN);
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        world.close("web").end(Action.TEARDOWN, Outcome.done());
        assertThat(world.state("web")).isEqualTo(LeaseState.FAILED);
    }

    @Test
    void unitsGrowInPlaceAndTheirHostsAreBookedForIt() {
        world.leased("web", 2).redeem(second(2, 2, Amounts.of(3, 6), 1));
        assertThat(world.runs(Action.MODIFY)).allMatch(run -> run.call().sliver().equals(Amounts.of(3, 6)));
        assertThat(world.authority().site().host("h1").calendar().peak(hours(1))).isEqualTo(Amounts.of(2, 6, 12));
        world.stage.endAll();
        assertThat(world.units("web")).allMatch(u -> u.sliver().equals(Amounts.of(3, 6)));
    }

    @Test
    void aModifyThatFailsUndoesTheSizeButNotTheTerm() {
        world.leased("web", 1).redeem(second(1, 1, Amounts.of(3, 6), 2));
        world.end(Action.MODIFY, new Outcome.Trouble("busy", true));
        assertThat(world.unitStates("web")).containsExactly(UnitState.MODIFYING);
        world.failAll(Action.MODIFY);

        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(world.units("web").get(0).sliver()).isEqualTo(SMALL);
        assertThat(world.units("web").get(0).term()).isEqualTo(hours(2));
        assertThat(world.view("web").lease().orElseThrow().term()).isEqualTo(hours(2));
        assertThat(world.view("web").notices()).extracting(n -> n.text()).anyMatch(t -> t.contains("stays as it was: broken"));
        assertThat(world.authority().site().host("h1").calendar().peak(hours(2))).isEqualTo(Amounts.of(1, 1, 2));
    }

    @Test
    void aUnitThatShrinksAndGrowsAtOnceKeepsTheLargerOfBothUntilItIsChanged() {
        world.leased("web", 1).redeem(second(1, 1, Amounts.of(3, 1), 1));
        assertThat(world.authority().site().host("h1").calendar().peak(hours(1))).isEqualTo(Amounts.of(1, 3, 2));
        world.stage.endAll();
        assertThat(world.authority().site().host("h1").calendar().peak(hours(1))).isEqualTo(Amounts.of(1, 3, 1));
    }

    @Test
    void everyModifyHasANumberOfItsOwn() {
        world.leased("web", 1).redeem(second(1, 1, SMALL, 2));
        world.stage.endAll();
        world.redeem(world.ticket("web", 3, 1, 1, SMALL, hours(3)));
        assertThat(world.runs(Action.MODIFY).get(0).call().attempt()).isEqualTo(2);
    }

    @Test
    void aLeaseEndsInTheMidstOfAnExtension() {
        world.leased("web", 1).redeem(second(1, 1, SMALL, 2)).close("web");
        assertThat(world.unitStates("web")).containsExactly(UnitState.STOPPING);
        world.stage.end(world.stage.stops().get(0), new Outcome.Trouble("cancelled", false)).endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);

        world.leased("db", 1).stage.answeredByHand();
        world.redeem(world.ticket("db", 2, 2, 2, SMALL, hours(1)));
        assertThat(world.state("db")).isEqualTo(LeaseState.EXTENDING);
        world.close("db").stage.endAll();
        assertThat(world.state("db")).isEqualTo(LeaseState.CLOSED);
    }

    @Test
    void aLeaseRunsOutInTheMidstOfAnExtension() {
        world.leased("web", 1).leased("db", 1).stage.until(NOON.plus(HOUR).minusSeconds(10)).answeredByHand();
        world.redeem(second(2, 2, SMALL, 2)).redeem(world.ticket("db", 2, 1, 1, Amounts.of(2, 2), hours(1)));
        assertThat(world.state("web")).isEqualTo(LeaseState.EXTENDING);
        assertThat(world.state("db")).isEqualTo(LeaseState.MODIFYING);

        world.stage.until(NOON.plus(HOUR));

        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
        assertThat(world.state("db")).isEqualTo(LeaseState.CLOSING);
        assertThat(world.unitStates("db")).containsExactly(UnitState.STOPPING);
    }

    @Test
    void aNewerTicketTakesThePlaceOfOneThatIsStillUndecided() {
        world.leased("web", 1).stage.answeredByHand();
        world.redeem(second(8, 8, SMALL, 1)).redeem(world.ticket("web", 3, 1, 1, SMALL, hours(2)));
        assertThat(world.state("web")).isEqualTo(LeaseState.MODIFYING);
        assertThat(world.lease("web").binding().revision()).isEqualTo(3);
    }

    @Test
    void aTicketThatComesWhileUnitsAreBeingChangedIsTakenWhenItIsRepeatedLater() {
        world.leased("web", 1).redeem(second(1, 1, SMALL, 2));
        TicketChain third = world.ticket("web", 3, 1, 1, SMALL, hours(3));
        Message.LeaseDemand demand = new Message.LeaseDemand(key("web").id(), world.nextStamp(), true,
                java.util.Optional.of(third),
                PropertyList.NONE, java.util.List.of(), world.view("web").stamp());
        world.stage.arrive(GUEST, demand);
        assertThat(world.lease("web").binding().revision()).isEqualTo(2);
        assertThat(world.view("web").answers()).isNotEqualTo(demand.stamp());

        world.stage.endAll().arrive(GUEST, demand).endAll();

        assertThat(world.lease("web").binding().revision()).isEqualTo(3);
        assertThat(world.view("web").answers()).isEqualTo(demand.stamp());
        assertThat(world.view("web").lease().orElseThrow().term()).isEqualTo(hours(3));
    }

    @Test
    void otherPropertiesUnderTheSameTicketReachTheHandlers() {
        TicketChain chain = world.ticket("web", 1);
        world.redeem(chain).stage.endAll();
        world.redeem(GUEST, chain, PropertyList.of("colour", "blue"));
        assertThat(world.runs(Action.MODIFY)).singleElement()
                .satisfies(run -> assertThat(run.call().properties().text("colour")).contains("blue"));
        world.stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void whatAGuestSaysNeverHidesWhatItsHostIs() {
        world.redeem(GUEST, world.ticket("web", 1), PropertyList.of("rack", "mine"));
        assertThat(world.runs(Action.SETUP).get(0).call().properties().text("rack")).contains("h1-rack");
    }

    @Test
    void aTicketThatStartsLaterThanTheLeaseIsNoExtension() {
        world.leased("web", 1).redeem(world.ticket("web", 2, 1, 1, SMALL, Term.of(NOON.plus(HOUR), HOUR)));
        assertThat(((Answer.Refused) world.view("web").answer()).refusal().kind()).isEqualTo(Refusal.Kind.CONFLICT);
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void unitsThatGrowAndUnitsThatComeNeedRoomTogether() {
        world.leased("web", 1).stage.answeredByHand();
        world.redeem(second(2, 2, Amounts.of(5, 4), 1));
        AssignmentView view = (AssignmentView) world.stage.question().orElseThrow();
        assertThat(view.hosts().get(0).calendar().peak(hours(1))).as("what grows there is shown").isEqualTo(Amounts.of(1, 5, 4));
        assertThat(view.hosts().get(0).room()).isEqualTo(Amounts.of(3, 3, 12));
        world.stage.propose(new AssignmentPlan(List.of(new AssignmentPlan.Assign(key("web"), List.of("h1"))), Optional.empty()));
        assertThat(world.cause("web").why()).contains("host h1 has no room for [5, 4]");

        world.stage.answeredBy(new World.FirstHost()).endAll();
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Granted(2, 2, ""));
        assertThat(world.units("web")).extracting(u -> u.host()).containsExactly("h1", "h2");
        assertThat(world.authority().broken()).isEmpty();
    }

    private TicketChain saying(long revision, PropertyList properties) {
        TicketChain chain = world.ticket("web", revision, 2, 2, SMALL, hours(1));
        Ticket t = chain.ticket();
        return new TicketChain(chain.rights(), new Ticket(t.reservation(), t.revision(), t.issuer(), t.holder(), t.delegation(),
                t.type(), t.units(), t.minUnits(), t.sliver(), t.assurance(), t.term(), properties));
    }

    @Test
    void otherPropertiesReachTheHandlerOfEachUnitAndNothingElseChanges() {
        world.leased("web", 2).redeem(saying(2, PropertyList.of("power", "paused")));

        assertThat(world.state("web")).isEqualTo(LeaseState.MODIFYING);
        assertThat(world.runs(Action.MODIFY)).hasSize(2).allSatisfy(run -> {
            assertThat(run.call().properties().text("power")).contains("paused");
            assertThat(run.call().properties().get("image")).as("what was dropped is gone").isEmpty();
            assertThat(run.call().term()).isEqualTo(hours(1));
        });
        world.runs(Action.MODIFY).forEach(run ->
                world.stage.end(run.name(), new Outcome.Done(PropertyList.of("is", "paused"))));
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Granted(2, 2, ""));
        assertThat(world.view("web").lease().orElseThrow().ticketRevision()).isEqualTo(2);
        assertThat(world.view("web").lease().orElseThrow().units())
                .allMatch(unit -> unit.properties().text("is").equals(java.util.Optional.of("paused")));
    }

    @Test
    void aUnitWhosePropertiesCannotBeChangedStaysAsItWasAndTheAnswerSaysSo() {
        world.leased("web", 2).redeem(saying(2, PropertyList.of("power", "paused")));
        world.end(Action.MODIFY, new Outcome.Trouble("no such power", false));
        world.stage.endAll();

        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        Answer.Granted granted = (Answer.Granted) world.view("web").answer();
        assertThat(granted.granted()).isEqualTo(2);
        assertThat(granted.why()).contains("1 of 2 units stay as they were").contains("no such power");
    }
}
