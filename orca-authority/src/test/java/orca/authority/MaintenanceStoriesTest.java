package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.authority.state.MaintenanceImage.Stage;
import orca.authority.state.UnitImage;
import orca.core.contract.Answer;
import orca.core.contract.Notice;
import orca.core.contract.Refusal;
import orca.core.handler.Action;
import orca.core.handler.HandOver;
import orca.core.handler.Outcome;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitState;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentView;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.protocol.Servicing;
import orca.core.resource.Amounts;
import orca.core.resource.Mobility;
import orca.core.resource.PropertyList;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

/** The host h1 is serviced from 14:00 to 16:00, and empties from 13:00 on. */
class MaintenanceStoriesTest {
    private static final Instant ONE = NOON.plus(HOUR);
    private static final Instant TWO = ONE.plus(HOUR);
    private static final Instant FOUR = TWO.plus(HOUR).plus(HOUR);
    private static final Term WINDOW = new Term(TWO, FOUR);

    private World world = new World().furnished();

    private static Servicing.Maintain maintain(String... hosts) {
        return new Servicing.Maintain("m1", List.of(hosts), WINDOW, ONE, false, "a new disk");
    }

    private void plan() {
        assertThat(world.stage.order(maintain("h1"))).isEqualTo(Reply.accepted("m1"));
    }

    /** A lease for so many hours from noon on, with its units ready. */
    private void leased(String id, int units, int least, int hours, String repair) {
        world.redeem(GUEST, world.ticket(id, 1, units, least, SMALL, hours(hours)),
                repair.isEmpty() ? PropertyList.NONE : PropertyList.of("repair", repair));
        world.stage.endAll();
        assertThat(world.state(id)).isEqualTo(LeaseState.ACTIVE);
    }

    private List<String> hosts(String id) {
        return world.units(id).stream().map(UnitImage::host).toList();
    }

    private String lastNotice(String id) {
        return world.view(id).notices().stream().map(Notice::text).reduce((a, b) -> b).orElse("");
    }

    private Optional<Stage> stage() {
        return world.authority().site().maintenances().stream().map(m -> m.stage()).findFirst();
    }

    private void sound() {
        assertThat(world.authority().broken()).isEmpty();
    }

    @Test
    void nothingNewIsPlacedIntoItAndEverythingBesideIt() {
        plan();
        leased("before", 1, 1, 1, "");
        leased("into", 1, 1, 3, "");
        world.redeem(world.ticket("after", 1, 1, 1, SMALL, Term.of(FOUR, HOUR)));
        assertThat(hosts("before")).containsExactly("h1");
        assertThat(hosts("into")).containsExactly("h2");
        assertThat(hosts("after")).containsExactly("h1");
        assertThat(world.authority().site().host("h1").calendar().free(WINDOW)).isEqualTo(Amounts.of(0, 0, 0));
        sound();
    }

    @Test
    void whatWouldHaveToBeThereIsRefusedWithTheTimeWhenItCouldBe() {
        world.stage.order(new Command.Drain("h2", true, ""));
        plan();
        world.stage.answeredByHand();
        world.redeem(world.ticket("web", 1, 1, 1, SMALL, hours(3)));
        world.stage.propose(new AssignmentPlan(List.of(new AssignmentPlan.Assign(key("web"), List.of("h1"))), Optional.empty()));
        assertThat(world.cause("web").why()).contains("host h1 has no room");
        world.stage.advance(SETTINGS.answerWithin());
        Answer.Refused refused = (Answer.Refused) world.view("web").answer();
        assertThat(refused.refusal().alternative().orElseThrow().earliestStart()).contains(FOUR);
    }

    @Test
    void holdersAreToldAtOnceAndItGoesThroughItsStages() {
        leased("web", 2, 1, 4, "");
        leased("short", 1, 1, 1, "");
        plan();
        assertThat(lastNotice("web")).contains("maintenance m1 from 2026-03-01T14:00:00Z to 2026-03-01T16:00:00Z (a new disk)",
                "and 1 more on h1", "from 2026-03-01T13:00:00Z on, or taken away at 2026-03-01T14:00:00Z");
        assertThat(world.view("web").urgent()).isTrue();
        assertThat(world.view("short").notices()).as("it is over before").isEmpty();
        assertThat(stage()).contains(Stage.PLANNED);
        world.stage.until(ONE);
        assertThat(stage()).contains(Stage.LEAVING);
        world.stage.endAll().endAll();
        world.stage.until(TWO);
        assertThat(stage()).contains(Stage.UNDER);
        world.stage.until(FOUR);
        assertThat(stage()).isEmpty();
        world.redeem(world.ticket("next", 1, 1, 1, SMALL, Term.of(FOUR, HOUR)));
        assertThat(hosts("next")).containsExactly("h1");
        sound();
    }

    @Test
    void whatCannotBeMovedIsReplacedBeforeItBegins() {
        leased("web", 2, 2, 4, "");
        plan();
        world.stage.until(ONE.minusSeconds(1));
        assertThat(world.unitStates("web")).containsExactly(UnitState.READY, UnitState.READY);
        world.stage.until(ONE);
        assertThat(world.unitStates("web")).as("the old ones serve until the new ones are there")
                .containsExactly(UnitState.REPLACING, UnitState.REPLACING, UnitState.SETUP, UnitState.SETUP);
        assertThat(world.runs(Action.TEARDOWN)).isEmpty();
        world.stage.endAll();
        assertThat(world.unitStates("web")).containsExactly(UnitState.TEARDOWN, UnitState.TEARDOWN, UnitState.READY,
                UnitState.READY);
        world.stage.endAll();
        assertThat(hosts("web")).containsExactly("h2", "h2");
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Granted(2, 2, ""));
        assertThat(world.units("web").get(0).inherited().whole("site.repair")).as("nobody died").isEmpty();
        world.stage.until(TWO);
        assertThat(world.unitStates("web")).containsExactly(UnitState.READY, UnitState.READY);
        sound();
    }

    @Test
    void whatComesInItsPlaceAndFailsMayGiveBackWhatItTook() {
        leased("web", 1, 1, 4, "");
        String old = world.units("web").get(0).id().value();
        plan();
        world.stage.until(ONE);
        assertThat(world.runs(Action.SETUP)).singleElement().satisfies(run ->
                assertThat(run.call().properties().text(HandOver.FROM)).contains(old));
        world.failAll(Action.SETUP);
        assertThat(world.runs(Action.TEARDOWN)).singleElement().satisfies(run ->
                assertThat(run.call().properties().text(HandOver.BACK)).as("it stays for now").contains(old));
        world.stage.restart();
        assertThat(world.runs(Action.TEARDOWN)).singleElement().satisfies(run ->
                assertThat(run.call().properties().text(HandOver.BACK)).contains(old));
        world.stage.endAll();
        assertThat(world.unitStates("web")).containsExactly(UnitState.READY);
        sound();
    }

    @Test
    void whatFindsNoOtherPlaceStaysUntilItBeginsAndIsTakenAwayThen() {
        leased("web", 5, 4, 4, "");
        assertThat(hosts("web")).as("four on one, one on the other").containsExactly("h1", "h1", "h1", "h1", "h2");
        leased("rest", 2, 1, 5, "");
        plan();
        world.stage.until(ONE);
        assertThat(world.unitStates("web")).as("one place is free elsewhere").contains(UnitState.REPLACING);
        world.stage.endAll().endAll();
        world.stage.until(TWO.minusSeconds(1));
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(world.unitStates("web")).as("nobody lost anything yet").containsOnly(UnitState.READY).hasSize(5);
        world.stage.until(TWO.plus(SETTINGS.answerWithin()));
        world.stage.endAll().endAll().endAll();
        assertThat(world.state("web")).as("fewer are left than it needs").isIn(LeaseState.CLOSED, LeaseState.CLOSING);
        assertThat(world.view("web").answer().toString()).contains("had to leave its host");
        assertThat(world.authority().units()).noneMatch(unit -> unit.host().equals("h1"));
        sound();
    }

    @Test
    void aLeaseThatCanDoWithFewerGoesOnWithTheRest() {
        leased("web", 5, 1, 4, "shrink");
        plan();
        world.stage.until(TWO.minusSeconds(1));
        assertThat(world.unitStates("web")).as("its holder wants none in their place, so they stay as long as they can")
                .containsOnly(UnitState.READY).hasSize(5);
        world.stage.until(TWO);
        world.stage.endAll();
        assertThat(hosts("web")).containsExactly("h2");
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(lastNotice("web")).contains("its holder wants none in its place");
        sound();
    }

    @Test
    void whoWantsItsLeaseToEndHasItEndedWhenItBegins() {
        leased("web", 1, 1, 4, "end");
        plan();
        world.stage.until(TWO.minusSeconds(1));
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        world.stage.until(TWO);
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
        assertThat(world.cause("web").why()).contains("has to leave h1", "a new disk", "its holder wants it to end then");
    }

    @Test
    void oneWhoseReplacementFailsStaysAsItWasUntilItBegins() {
        leased("web", 2, 2, 4, "replace-or-end");
        plan();
        world.stage.until(ONE);
        world.failAll(Action.SETUP);
        world.stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(world.units("web")).filteredOn(u -> u.state() == UnitState.READY).hasSize(2);
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Granted(2, 2, ""));
        assertThat(world.stage.watched()).as("they are looked after").hasSize(2);
        assertThat(lastNotice("web")).contains("stays for now");
        sound();
        world.stage.until(TWO.minusSeconds(1));
        assertThat(world.unitStates("web")).as("tried once").containsExactly(UnitState.READY, UnitState.READY);
        world.stage.until(TWO);
        assertThat(world.unitStates("web")).contains(UnitState.REPLACING, UnitState.SETUP);
        world.stage.endAll().endAll();
        assertThat(hosts("web")).containsExactly("h2", "h2");
        sound();
    }

    @Test
    void whatIsKeptStaysWhateverComes() {
        leased("web", 1, 1, 6, "none");
        world.stage.order(new Servicing.Maintain("m1", List.of("h1"), WINDOW, ONE, true, ""));
        assertThat(lastNotice("web")).contains("if that can be");
        int commits = world.stage.journal().size();
        world.stage.until(FOUR.plus(HOUR));
        assertThat(world.unitStates("web")).containsExactly(UnitState.READY);
        assertThat(world.stage.journal().size() - commits).as("nobody looks again and again").isLessThan(20);
        sound();
    }

    @Test
    void itIsCalledOffAndWhatIsLeftOfItIsUndone() {
        leased("web", 1, 1, 4, "");
        plan();
        world.stage.until(ONE);
        assertThat(world.stage.order(new Servicing.EndMaintenance("m1", "the disk did not come")))
                .isEqualTo(Reply.accepted("m1"));
        assertThat(lastNotice("web")).contains("maintenance m1", "is called off: the disk did not come");
        world.failAll(Action.SETUP);
        world.stage.endAll();
        assertThat(hosts("web")).containsExactly("h1");
        assertThat(world.unitStates("web")).containsExactly(UnitState.READY);
        leased("into", 1, 1, 3, "");
        assertThat(hosts("into")).containsExactly("h1");
        world.stage.until(TWO.plus(HOUR));
        assertThat(world.unitStates("web")).containsExactly(UnitState.READY);
        assertThat(((Reply.Declined) world.stage.order(new Servicing.EndMaintenance("m1", ""))).refusal().kind())
                .isEqualTo(Refusal.Kind.UNKNOWN);
        sound();
    }

    @Test
    void itMayBePlannedAnewWhileItGoesOn() {
        leased("web", 1, 1, 6, "shrink");
        world.stage.order(new Servicing.Maintain("m1", List.of("h2"), WINDOW, ONE, false, ""));
        assertThat(world.view("web").notices()).isEmpty();
        int commits = world.stage.journal().size();
        world.stage.order(new Servicing.Maintain("m1", List.of("h2"), WINDOW, ONE, false, ""));
        assertThat(world.stage.journal()).as("the same again").hasSize(commits);
        world.stage.until(FOUR.minusSeconds(1));
        Instant later = FOUR.plus(HOUR);
        world.stage.order(new Servicing.Maintain("m1", List.of("h2"), new Term(TWO, later), ONE, false, "it takes longer"));
        world.stage.until(FOUR);
        assertThat(stage()).contains(Stage.UNDER);
        world.stage.until(later);
        assertThat(stage()).isEmpty();
        sound();
    }

    @Test
    void whatCanBeMovedIsForThePolicyToMoveOnceItIsTime() {
        world = new World().mobile(Mobility.BY_SITE);
        leased("web", 1, 1, 4, "");
        leased("short", 1, 1, 1, "");
        plan();
        world.stage.answeredByHand();
        world.stage.until(ONE.minusSeconds(1));
        assertThat(world.stage.question().map(q -> ((AssignmentView) q).movable()).orElse(List.of()))
                .noneMatch(AssignmentView.Movable::leaving);
        world.stage.until(ONE);
        AssignmentView view = (AssignmentView) world.stage.question().orElseThrow();
        assertThat(view.movable()).filteredOn(AssignmentView.Movable::leaving).extracting(AssignmentView.Movable::key)
                .containsExactly(key("web"));
        world.stage.propose(new AssignmentPlan(List.of(),
                List.of(new AssignmentPlan.Move(world.units("web").get(0).id(), "h2", "it has to leave")), List.of(),
                Optional.empty(), Optional.empty()));
        world.end(Action.MODIFY, Outcome.done());
        assertThat(hosts("web")).containsExactly("h2");
        world.stage.until(FOUR.minusSeconds(1));
        assertThat(world.unitStates("web")).containsExactly(UnitState.READY);
        sound();
    }

    @Test
    void aLeaseThatIsRenewedIntoItMovesFirst() {
        world = new World().mobile(Mobility.BY_SITE);
        leased("web", 1, 1, 1, "");
        plan();
        world.redeem(world.ticket("web", 2, 1, 1, SMALL, hours(3)));
        assertThat(world.unitStates("web")).containsExactly(UnitState.MIGRATING);
        world.stage.endAll().endAll();
        assertThat(hosts("web")).containsExactly("h2");
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Granted(1, 1, ""));
        sound();

        World still = new World().furnished();
        still.stage.order(maintain("h1"));
        still.leased("web", 1).redeem(still.ticket("web", 2, 1, 1, SMALL, hours(3)));
        assertThat(still.view("web").answer()).isInstanceOf(Answer.Refused.class);
        assertThat(still.state("web")).as("it keeps what it has").isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void aSiteThatDiesInBetweenGoesOnWhereItWas() {
        leased("web", 1, 1, 4, "");
        plan();
        world.stage.restart();
        assertThat(stage()).contains(Stage.PLANNED);
        world.stage.leap(TWO.plus(Duration.ofMinutes(5)));
        assertThat(stage()).contains(Stage.UNDER);
        world.stage.restartFromImage();
        world.stage.endAll().endAll();
        assertThat(hosts("web")).containsExactly("h2");
        world.stage.leap(FOUR.plus(HOUR));
        assertThat(stage()).isEmpty();
        sound();
    }

    @Test
    void aHostThatIsOffIsPutOnRecordOnceForAllThatWasThere() {
        leased("web", 2, 2, 4, "");
        leased("few", 1, 1, 4, "end");
        leased("gone", 1, 1, 4, "");
        world.close("gone").failAll(Action.TEARDOWN);
        assertThat(world.unitStates("gone")).containsExactly(UnitState.QUARANTINED);

        assertThat(world.stage.order(new Servicing.HostOff("h1", "it burnt"))).isEqualTo(Reply.accepted("h1"));
        assertThat(world.state("gone")).as("nothing of it is left").isEqualTo(LeaseState.CLOSED);
        assertThat(world.cause("few").why()).contains("was found dead", "it burnt", "its holder wants it to end then");
        assertThat(world.unitStates("web")).containsExactly(UnitState.REPLACING, UnitState.REPLACING, UnitState.SETUP,
                UnitState.SETUP);
        assertThat(world.authority().site().host("h1").image().takes()).isFalse();
        sound();

        world.runs(Action.SETUP).forEach(run -> world.stage.end(run.name(), Outcome.done()));
        world.failAll(Action.TEARDOWN);
        assertThat(world.authority().units()).filteredOn(u -> u.host().equals("h1")).extracting(UnitImage::state)
                .as("nobody answers there").containsOnly(UnitState.QUARANTINED);
        assertThat(world.stage.order(new Servicing.HostOff("h1", "it burnt"))).isEqualTo(Reply.accepted("h1"));
        assertThat(world.authority().units()).noneMatch(u -> u.host().equals("h1"));
        assertThat(hosts("web")).containsExactly("h2", "h2");
        sound();
    }

    @Test
    void whatIsUnderWayOnAHostThatIsOffIsCounted() {
        world.redeem(world.ticket("web", 1));
        Reply.Accepted reply = (Reply.Accepted) world.stage.order(new Servicing.HostOff("h1", "it burnt"));
        assertThat(reply.note()).contains("1 unit is being changed");
        assertThat(((Reply.Declined) world.stage.order(new Servicing.HostOff("h9", ""))).refusal().kind())
                .isEqualTo(Refusal.Kind.UNKNOWN);
    }

    @Test
    void badInputChangesNothing() {
        int commits = world.stage.journal().size();
        Reply.Declined strange = (Reply.Declined) world.stage.order(maintain("h1", "h9"));
        assertThat(strange.refusal().reason()).isEqualTo("hosts: there is no host h9");
        world.stage.until(FOUR);
        Reply.Declined late = (Reply.Declined) world.stage.order(maintain("h1"));
        assertThat(late.refusal().kind()).isEqualTo(Refusal.Kind.LATE);
        assertThat(world.stage.journal()).hasSize(commits);
    }
}
