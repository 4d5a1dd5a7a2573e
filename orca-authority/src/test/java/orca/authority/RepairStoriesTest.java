package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import orca.authority.state.UnitImage;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.contract.Answer;
import orca.core.handler.Action;
import orca.core.handler.HandOver;
import orca.core.handler.Outcome;
import orca.core.lease.LeaseState;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentView;
import orca.core.protocol.Message;
import orca.core.resource.PropertyList;
import orca.core.ticket.TicketChain;
import org.junit.jupiter.api.Test;

/** Units die, and what follows is what their holder chose. */
class RepairStoriesTest {
    private static final String WHY = "no process of it is left";

    private final World world = new World().furnished();

    private void leased(long units, long minUnits, String repair) {
        TicketChain ticket = world.ticket("web", 1, units, minUnits, SMALL, hours(1));
        world.redeem(GUEST, ticket, repair.isEmpty() ? PropertyList.NONE : PropertyList.of("repair", repair));
        world.stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
    }

    private UnitId first() {
        return world.units("web").get(0).id();
    }

    private List<UnitState> states() {
        return world.units("web").stream().map(UnitImage::state).toList();
    }

    private Answer.Granted granted() {
        return (Answer.Granted) world.view("web").answer();
    }

    private void sound() {
        assertThat(world.authority().broken()).isEmpty();
    }

    @Test
    void unitsThatAreUsedAreWatchedAndNoOthers() {
        leased(2, 1, "");
        assertThat(world.stage.watched().keySet())
                .containsExactlyElementsOf(world.units("web").stream().map(UnitImage::id).toList());
        Duties.Watch watch = world.stage.watched().get(first());
        assertThat(watch.probe().action()).isEqualTo(Action.PROBE);
        assertThat(watch.handler()).isEqualTo("fake");
        world.stage.restart();
        assertThat(world.stage.watched()).as("after a restart, too").hasSize(2);
        world.close("web");
        assertThat(world.stage.watched()).isEmpty();
    }

    @Test
    void aDeadUnitIsReplacedAndGoesWhenTheOtherOneIsThere() {
        leased(2, 2, "");
        UnitId dead = first();
        world.stage.die(dead, WHY);

        assertThat(states()).as("one dead, one alive, one on its way").containsExactly(UnitState.REPLACING, UnitState.READY,
                UnitState.SETUP);
        assertThat(world.stage.watched()).hasSize(1);
        assertThat(world.runs(Action.TEARDOWN)).as("it keeps its place until then").isEmpty();
        assertThat(world.view("web").notices()).last().asString().contains(dead.value(), "was found dead", WHY);
        assertThat(world.view("web").urgent()).isTrue();

        world.end(Action.SETUP, Outcome.done());
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(states()).containsExactly(UnitState.TEARDOWN, UnitState.READY, UnitState.READY);
        assertThat(granted()).isEqualTo(new Answer.Granted(2, 2, ""));
        assertThat(world.view("web").lease().orElseThrow().units().stream().filter(unit -> unit.state() == UnitState.READY)
                .map(LeasedUnit::id)).doesNotContain(dead).hasSize(2);
        assertThat(world.view("web").urgent()).as("its holder asked for nothing").isTrue();

        world.end(Action.TEARDOWN, Outcome.done());
        assertThat(states()).containsExactly(UnitState.READY, UnitState.READY);
        assertThat(world.view("web").lease().orElseThrow().units()).as("what its holder has now").hasSize(2);
        sound();
    }

    @Test
    void whatIsToldTwiceOrLateChangesNothing() {
        leased(1, 1, "");
        Duties.Watch watch = world.stage.watched().get(first());
        world.stage.die(first(), WHY);
        int units = world.units("web").size();
        world.stage.offer(new Event.Died(watch.unit(), watch.mark(), WHY));
        world.stage.offer(new Event.Died(new UnitId("nobody"), 1, WHY));
        assertThat(world.units("web")).hasSize(units);
        sound();
    }

    @Test
    void twoThatDieTogetherAreBothReplaced() {
        leased(3, 1, "replace");
        world.stage.answeredByHand();
        UnitId one = world.units("web").get(0).id();
        UnitId other = world.units("web").get(1).id();
        world.stage.die(one, WHY);
        world.stage.die(other, WHY);
        world.stage.answeredBy(new World.FirstHost());
        world.stage.endAll();
        world.stage.endAll();
        assertThat(states()).containsExactly(UnitState.READY, UnitState.READY, UnitState.READY);
        assertThat(world.units("web")).extracting(UnitImage::id).doesNotContain(one, other);
        sound();
    }

    @Test
    void aPlaceWhoseUnitsDieOneAfterTheOtherIsFilledOnlySoOften() {
        leased(2, 1, "replace");
        for (int i = 0; i < 5; i++) {
            world.stage.die(world.units("web").getLast().id(), WHY);
            world.stage.endAll();
            world.stage.endAll();
            assertThat(states()).containsExactly(UnitState.READY, UnitState.READY);
        }
        assertThat(world.units("web").getLast().shown().properties().asMap()).as("what is the site's own")
                .doesNotContainKey("site.repair");
        world.stage.die(world.units("web").getLast().id(), WHY);
        assertThat(granted().granted()).isEqualTo(1);
        assertThat(granted().why()).contains("was filled 5 times in a row");
        sound();
    }

    @Test
    void whereThereIsNoRoomTheLeaseGoesOnWithout() {
        leased(8, 1, "");
        UnitId dead = first();
        world.stage.die(dead, WHY);
        assertThat(world.state("web")).as("room may come").isEqualTo(LeaseState.EXTENDING);
        world.stage.advance(SETTINGS.answerWithin().plusSeconds(1));

        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(granted().granted()).isEqualTo(7);
        assertThat(granted().why()).contains("no unit comes in the place of " + dead, "no hosts were found in time");
        world.end(Action.TEARDOWN, Outcome.done());
        assertThat(world.units("web")).hasSize(7);
        sound();
    }

    @Test
    void roomThatComesInTimeIsTaken() {
        leased(8, 8, "");
        world.stage.die(first(), WHY);
        world.host("h3", 4);
        world.stage.endAll();
        world.stage.endAll();
        assertThat(states()).hasSize(8).containsOnly(UnitState.READY);
        assertThat(world.units("web")).last().extracting(UnitImage::host).isEqualTo("h3");
        sound();
    }

    @Test
    void aReplacementThatCannotBeSetUpLeavesTheLeaseSmaller() {
        leased(2, 1, "replace");
        world.stage.die(first(), WHY);
        world.failAll(Action.SETUP);
        world.stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(states()).containsExactly(UnitState.READY);
        assertThat(granted().granted()).isEqualTo(1);
        sound();
    }

    @Test
    void whereItsHolderWantsItSoTheLeaseEndsInstead() {
        leased(2, 1, "replace-or-end");
        world.stage.die(first(), WHY);
        world.failAll(Action.SETUP);
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
        assertThat(world.cause("web").why()).contains("was found dead", "wants it to end");
        world.stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
        sound();
    }

    @Test
    void aLeaseThatWouldBeSmallerThanItsHolderNeedsEnds() {
        leased(2, 2, "shrink");
        world.stage.die(first(), WHY);
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
        assertThat(world.view("web").answer()).isInstanceOf(Answer.Ended.class);
        assertThat(world.cause("web").why()).contains("1 of 2 units are left, the holder needs 2");
    }

    @Test
    void aHolderThatWantsFewerGetsFewer() {
        leased(3, 1, "shrink");
        world.stage.die(first(), WHY);
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(granted().granted()).isEqualTo(2);
        assertThat(states()).containsExactly(UnitState.TEARDOWN, UnitState.READY, UnitState.READY);
        sound();
    }

    @Test
    void aHolderThatWantsItToEndIsToldWhy() {
        leased(2, 1, "end");
        world.stage.die(first(), WHY);
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
        assertThat(world.view("web").urgent()).isTrue();
        assertThat(world.view("web").answer().toString()).contains("was found dead", WHY);
    }

    @Test
    void aHolderThatWantsNothingDoneIsToldOnce() {
        leased(2, 1, "none");
        world.stage.die(first(), WHY);
        assertThat(states()).containsExactly(UnitState.READY, UnitState.READY);
        assertThat(world.view("web").notices()).last().asString().contains("was found dead");
        assertThat(world.stage.watched()).as("of the dead one all is known").hasSize(1);
        sound();
    }

    @Test
    void aWordThatIsNoneOfTheseIsRefused() {
        world.redeem(GUEST, world.ticket("web", 1), PropertyList.of("repair", "resurrect"));
        assertThat(world.view("web").answer().toString())
                .contains("repair: must be one of replace, replace-or-end, shrink, end, none, got 'resurrect'");
    }

    @Test
    void handlersAreNotTold() {
        leased(1, 1, "shrink");
        assertThat(world.stage.watched().get(first()).probe().properties().text("repair")).isEmpty();
    }

    @Test
    void anExtensionThatComesMeanwhileTakesTheReplacementWithIt() {
        leased(2, 1, "");
        world.stage.answeredByHand();
        UnitId dead = first();
        world.stage.die(dead, WHY);
        world.redeem(world.ticket("web", 2, 2, 1, SMALL, hours(2)));
        AssignmentView view = (AssignmentView) world.stage.question().orElseThrow();
        assertThat(view.needs()).singleElement().extracting(AssignmentView.Need::units).isEqualTo(1L);
        world.stage.propose(new AssignmentPlan(List.of(new AssignmentPlan.Assign(key("web"), List.of("h2"))), Optional.empty()));
        world.stage.endAll();
        world.stage.endAll();
        assertThat(states()).containsExactly(UnitState.READY, UnitState.READY);
        assertThat(world.lease("web").binding().term()).isEqualTo(hours(2));
        assertThat(world.units("web")).extracting(UnitImage::id).doesNotContain(dead);
        sound();
    }

    @Test
    void whatWasGivenUpGoesBackToTheBrokerAsWhatCouldNotBeSetUp() {
        leased(2, 1, "shrink");
        world.stage.die(first(), WHY);
        world.end(Action.TEARDOWN, Outcome.done());
        world.standing("web", world.nextStamp(),
                Optional.of(world.ticket("web", 2, 1, 1, SMALL, hours(1))), false);
        assertThat(world.stage.last(Message.StandingView.class).freed()).isTrue();
        assertThat(world.lease("web").binding().units()).isEqualTo(1);
        assertThat(world.lease("web").binding().revision()).isEqualTo(2);
        sound();
    }

    /** One of two could not be replaced; its holder was told that it has one, and gives the other back. */
    private void oneOfTwoIsLost() {
        leased(2, 1, "");
        world.stage.die(first(), WHY);
        world.failAll(Action.SETUP);
        world.stage.endAll();
        assertThat(granted().granted()).isEqualTo(1);
    }

    @Test
    void noneComesInThePlaceOfOneThatItsHolderWasToldItDoesNotHave() {
        oneOfTwoIsLost();
        world.stage.answeredByHand();
        world.stage.die(first(), WHY);
        AssignmentView view = (AssignmentView) world.stage.question().orElseThrow();
        assertThat(view.needs()).singleElement().extracting(AssignmentView.Need::units).isEqualTo(1L);
        world.stage.propose(new AssignmentPlan(List.of(new AssignmentPlan.Assign(key("web"), List.of("h1", "h2"))),
                Optional.empty()));
        assertThat(states()).as("two in the place of one are too many").containsExactly(UnitState.REPLACING);
        sound();
    }

    @Test
    void whatIsGivenBackWhileAnotherUnitDiesIsFreeWhenThatIsReplaced() {
        oneOfTwoIsLost();
        world.stage.die(first(), WHY);
        world.standing("web", world.nextStamp(),
                Optional.of(world.ticket("web", 2, 1, 1, SMALL, hours(1))), false);
        assertThat(world.stage.last(Message.StandingView.class).freed()).isFalse();
        world.stage.endAll();
        world.stage.endAll();

        assertThat(states()).containsExactly(UnitState.READY);
        assertThat(world.lease("web").binding().revision()).isEqualTo(2);
        assertThat(world.lease("web").binding().units()).isEqualTo(1);
        assertThat(world.stage.last(Message.StandingView.class).freed()).isTrue();
        sound();
    }

    @Test
    void aLeaseThatExpiresMeanwhileTakesAllWithIt() {
        leased(2, 1, "");
        world.stage.die(first(), WHY);
        world.close("web");
        world.stage.endAll();
        world.stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
        sound();
    }

    private static String told(Duties.Run run, String name) {
        return run.call().properties().text(name).orElse("");
    }

    @Test
    void handlersHearOfOneThatCameBeforeAndCouldNotBeRemoved() {
        leased(3, 1, "");
        UnitId one = world.units("web").get(0).id();
        UnitId other = world.units("web").get(1).id();
        world.stage.die(one, WHY);
        UnitId failed = world.runs(Action.SETUP).getFirst().call().unit();
        world.end(Action.SETUP, new Outcome.Trouble("broken", false));
        world.failAll(Action.TEARDOWN);
        assertThat(states()).filteredOn(UnitState.QUARANTINED::equals).as("that and the dead one").hasSize(2);
        world.stage.die(other, WHY);
        assertThat(world.runs(Action.SETUP)).singleElement()
                .satisfies(run -> assertThat(told(run, HandOver.FROM)).isEqualTo(one + " " + other + " " + failed));
        sound();
    }

    @Test
    void handlersOfTheNewOneHearWhosePlaceItTakes() {
        leased(3, 1, "");
        assertThat(world.stage.runs()).isEmpty();
        world.stage.answeredByHand();
        UnitId one = world.units("web").get(0).id();
        UnitId other = world.units("web").get(1).id();
        world.stage.die(one, WHY);
        world.stage.die(other, WHY);
        world.stage.answeredBy(new World.FirstHost());
        assertThat(world.runs(Action.SETUP)).hasSize(2)
                .allSatisfy(run -> assertThat(told(run, HandOver.FROM)).isEqualTo(one + " " + other));
        world.stage.restart();
        assertThat(world.runs(Action.SETUP)).as("after a restart, too").hasSize(2)
                .allSatisfy(run -> assertThat(told(run, HandOver.FROM)).isEqualTo(one + " " + other));

        UnitId second = world.runs(Action.SETUP).getLast().call().unit();
        world.stage.end(world.runs(Action.SETUP).getLast().name(), new Outcome.Trouble("broken", false));
        assertThat(world.runs(Action.TEARDOWN)).singleElement().satisfies(run -> {
            assertThat(run.call().unit()).isEqualTo(second);
            assertThat(told(run, HandOver.BACK)).as("as long as they may be replaced").isEqualTo(one + " " + other);
        });
        UnitId third = world.runs(Action.SETUP).getFirst().call().unit();
        world.end(Action.SETUP, Outcome.done());
        assertThat(world.units("web")).filteredOn(unit -> unit.id().equals(third)).singleElement()
                .satisfies(unit -> assertThat(unit.shown().properties().asMap()).as("what is the site's own")
                        .doesNotContainKeys(HandOver.FROM, HandOver.BACK));
        assertThat(world.runs(Action.TEARDOWN)).hasSize(3);
        world.stage.endAll();
        world.close("web");
        assertThat(world.runs(Action.TEARDOWN)).hasSize(2)
                .allSatisfy(run -> assertThat(told(run, HandOver.BACK)).as("the others are gone").isEmpty());
        sound();
    }

    @Test
    void handlersOfAnyOtherUnitHearOfNobody() {
        TicketChain ticket = world.ticket("web", 1, 1, 1, SMALL, hours(1));
        world.redeem(GUEST, ticket, PropertyList.NONE);
        world.redeem(world.ticket("mail", 1));
        assertThat(world.runs(Action.SETUP)).hasSize(2).allSatisfy(run -> assertThat(told(run, HandOver.FROM)).isEmpty());
        world.stage.endAll();
        UnitId dead = first();
        world.stage.die(dead, WHY);
        world.redeem(world.ticket("late", 1));
        assertThat(world.runs(Action.SETUP)).hasSize(2).allSatisfy(run -> assertThat(told(run, HandOver.FROM))
                .isEqualTo(world.authority().site().unit(run.call().unit()).orElseThrow().lease().equals(key("web"))
                        ? dead.value() : ""));
        world.close("web");
        world.close("mail");
        world.endStops();
        assertThat(world.runs(Action.TEARDOWN)).hasSize(3)
                .allSatisfy(run -> assertThat(told(run, HandOver.BACK)).as("all of it goes").isEmpty());
        sound();
    }
}
