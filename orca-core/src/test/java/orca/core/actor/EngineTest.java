package orca.core.actor;

import static orca.core.actor.Puppet.ANY;
import static orca.core.actor.Puppet.owe;
import static orca.core.actor.Puppet.owing;
import static orca.core.actor.Puppet.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Refusal;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.journal.Group;
import orca.core.lease.UnitId;
import orca.core.policy.Chosen;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.PolicyView;
import orca.core.protocol.PolicyChoice;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

class EngineTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final UnitId A = new UnitId("a");
    private static final UnitId B = new UnitId("b");
    private static final PolicyView VIEW = new GuestView(NOON, "slice", List.of(), List.of(), Optional.empty());
    private static final Question ASKED = new Question(VIEW, Optional.empty());

    private final Puppet actor = new Puppet();
    private final Engine engine = new Engine(actor, 3, 7, NOON, new Repeat(Duration.ofSeconds(1), Duration.ofSeconds(4)));

    private static Duties.Run run(UnitId unit, Action action, int attempt) {
        UnitCall call = new UnitCall(unit, action, attempt, new TypeName("vm"), "host", Amounts.EMPTY,
                Term.of(NOON, Duration.ofHours(1)), PropertyList.NONE);
        return new Duties.Run(call, "native", NOON, Duration.ofMinutes(1));
    }

    private static Duties running(Duties.Run run) {
        return new Duties(List.of(), Optional.of(run), Optional.empty(), Optional.empty());
    }

    private static Duties ringing(Instant at, long mark) {
        return new Duties(List.of(), Optional.empty(), Optional.empty(), Optional.of(new Duties.Alarm(at, mark)));
    }

    private static Event ended(Duties.Run run) {
        return new Event.Ended(run.call().unit(), run.call().action(), run.call().attempt(), Outcome.done());
    }

    private static Instant after(long seconds) {
        return NOON.plusSeconds(seconds);
    }

    /** Decides, commits and releases, all at {@code clock}. */
    private Effects commit(Instant clock, Event event, Decision decision) {
        actor.decisions.add(decision);
        engine.offer(event, clock);
        engine.seal();
        return engine.release();
    }

    private Effects commit(Instant clock, Decision decision) {
        return commit(clock, ANY, decision);
    }

    @Test
    void manyDecisionsAreOneGroupUnderTheNextNumberAndTheLastStamp() {
        actor.decisions.add(owe(A, Duties.NONE));
        actor.decisions.add(owe(B, Duties.NONE));
        engine.offer(ANY, after(1));
        engine.offer(ANY, after(2));

        Group group = engine.seal().orElseThrow();
        assertThat(group).isEqualTo(new Group(8, 3, after(2),
                List.of(new Puppet.Owes(A, Duties.NONE), new Puppet.Owes(B, Duties.NONE))));
        assertThat(engine.sequence()).isEqualTo(8);
    }

    @Test
    void eachDecisionSeesWhatTheOnesBeforeDecided() {
        actor.decisions.add(owe(A, owing(word(1))));
        engine.offer(ANY, NOON);
        assertThat(actor.state).as("before the commit").containsKey(A);
    }

    @Test
    void aClockThatGoesBackDoesNotTakeTheStampBack() {
        commit(after(5), owe(A, Duties.NONE));
        commit(after(2), owe(A, Duties.NONE));
        commit(after(6), owe(A, Duties.NONE));

        assertThat(actor.stamps).containsExactly(after(5), after(5), after(6));
        assertThat(engine.stamp()).isEqualTo(after(6));
    }

    @Test
    void aDecisionOfNothingMakesNoGroup() {
        engine.offer(ANY, NOON);
        assertThat(engine.seal()).isEmpty();
        assertThat(engine.release()).isEqualTo(Effects.NONE);
        assertThat(engine.sequence()).isEqualTo(7);
    }

    @Test
    void theReplyIsHandedBackWithItsDecision() {
        Reply reply = Reply.declined(Refusal.Kind.UNKNOWN, "no such thing");
        actor.decisions.add(Decision.reply(reply));
        assertThat(engine.offer(ANY, NOON)).contains(reply);
        assertThat(engine.offer(ANY, NOON)).isEmpty();
    }

    @Test
    void nothingIsDecidedBetweenSealingAndReleasingAndNothingReleasedUnsealed() {
        assertThatThrownBy(engine::release).isInstanceOf(IllegalStateException.class).hasMessage("engine: no group is sealed");
        engine.seal();
        assertThatThrownBy(engine::seal).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> engine.offer(ANY, NOON)).isInstanceOf(IllegalStateException.class)
                .hasMessage("engine: a sealed group has to be released first");
        assertThatThrownBy(() -> engine.repeats(NOON)).isInstanceOf(IllegalStateException.class);
        engine.release();
        engine.offer(ANY, NOON);
    }

    @Test
    void aMessageThatIsOwedLeavesOnceAndIsRepeatedEverMoreSeldom() {
        assertThat(commit(NOON, owe(A, owing(word(1)))).messages()).containsExactly(word(1));
        assertThat(commit(NOON, owe(A, owing(word(1)))).messages()).as("it left already").isEmpty();

        assertThat(engine.nextWake()).contains(after(1));
        assertThat(engine.repeats(NOON)).isEmpty();
        assertThat(engine.repeats(after(1))).containsExactly(word(1));
        assertThat(engine.nextWake()).contains(after(3));
        engine.repeats(after(3));
        assertThat(engine.nextWake()).contains(after(7));
        engine.repeats(after(7));
        assertThat(engine.nextWake()).as("four seconds at the most").contains(after(11));
        assertThat(engine.outboxSize()).isEqualTo(1);
    }

    @Test
    void whatIsNotOwedAnyMoreIsNotRepeated() {
        commit(NOON, owe(A, owing(word(1))));
        commit(NOON, owe(A, Duties.NONE));

        assertThat(engine.nextWake()).isEmpty();
        assertThat(engine.repeats(after(60))).isEmpty();
        assertThat(engine.outboxSize()).isZero();
    }

    @Test
    void anotherMessageLeavesAtOnceAndIsRepeatedFromItsOwnBeginning() {
        commit(NOON, owe(A, owing(word(1))));
        engine.repeats(after(1));
        assertThat(commit(after(2), owe(A, owing(word(2)))).messages()).containsExactly(word(2));

        assertThat(engine.nextWake()).contains(after(3));
        assertThat(engine.repeats(after(3))).containsExactly(word(2));
    }

    @Test
    void ofSeveralMessagesOnlyTheNewOneLeaves() {
        commit(NOON, owe(A, owing(word(1))));
        assertThat(commit(NOON, owe(A, owing(word(1), word(2)))).messages()).containsExactly(word(2));
        assertThat(engine.repeats(after(1))).containsExactly(word(1), word(2));
        assertThat(commit(after(1), owe(A, owing(word(2)))).messages()).isEmpty();
        assertThat(engine.repeats(after(60))).containsExactly(word(2));
    }

    @Test
    void thePeerIsToldOnceHowThingsStandAlsoWhenNothingWasWritten() {
        Effects effects = commit(NOON, Decision.tellOnly(A));
        assertThat(effects.messages()).containsExactly(word(100));
        assertThat(engine.nextWake()).as("it is not repeated").isEmpty();
        assertThat(commit(NOON, Decision.NOTHING).messages()).isEmpty();
    }

    @Test
    void whatIsOwedAndToldIsOneMessage() {
        Effects effects = commit(NOON, Decision.of(List.of(new Puppet.Owes(A, owing(word(100)))), List.of(A)));
        assertThat(effects.messages()).containsExactly(word(100));
    }

    @Test
    void aCallIsStartedOnceForItsName() {
        Duties.Run setup = run(A, Action.SETUP, 1);
        assertThat(commit(NOON, owe(A, running(setup))).runs()).containsExactly(setup);
        assertThat(commit(NOON, owe(A, running(setup))).runs()).isEmpty();
        assertThat(commit(NOON, owe(A, running(run(A, Action.SETUP, 2)))).runs()).hasSize(1);
        assertThat(commit(NOON, owe(B, running(run(B, Action.SETUP, 1)))).runs()).hasSize(1);
    }

    @Test
    void aCallThatEndedWhileItIsStillOwedIsStartedAgain() {
        Duties.Run setup = run(A, Action.SETUP, 1);
        commit(NOON, owe(A, running(setup)));
        assertThat(commit(NOON, ended(setup), Decision.NOTHING).runs()).containsExactly(setup);
    }

    @Test
    void theEndOfACallThatWasSupersededSaysNothingAboutTheOneThatRuns() {
        Duties.Run first = run(A, Action.SETUP, 1);
        commit(NOON, owe(A, running(first)));
        commit(NOON, owe(A, running(run(A, Action.SETUP, 2))));
        assertThat(commit(NOON, ended(first), Decision.NOTHING).runs()).isEmpty();
    }

    @Test
    void aCallThatShouldNotRunIsStopped() {
        Duties.Run setup = run(A, Action.SETUP, 1);
        commit(NOON, owe(A, running(setup)));
        Duties stop = new Duties(List.of(), Optional.empty(), Optional.of(setup.name()), Optional.empty());
        assertThat(commit(NOON, owe(A, stop)).stops()).containsExactly(setup.name());
    }

    @Test
    void anAlarmRingsOnceAtItsTimeWithItsMark() {
        commit(NOON, owe(A, ringing(after(10), 5)));
        assertThat(engine.nextWake()).contains(after(10));
        assertThat(engine.due(after(9))).isEmpty();
        assertThat(engine.due(after(12))).containsExactly(new Event.Rang(A, 5));
        assertThat(engine.due(after(12))).isEmpty();
    }

    @Test
    void anAlarmThatWasSetAnewRingsOnlyThen() {
        commit(NOON, owe(A, ringing(after(10), 5)));
        commit(NOON, owe(A, ringing(after(20), 6)));
        assertThat(engine.due(after(10))).isEmpty();
        commit(after(11), owe(A, Duties.NONE));
        assertThat(engine.due(after(99))).isEmpty();
        assertThat(engine.nextWake()).isEmpty();
    }

    @Test
    void theNextWakeIsTheEarlierOfAlarmAndRepeat() {
        commit(NOON, owe(A, ringing(after(10), 1)));
        commit(NOON, owe(B, owing(word(1))));
        assertThat(engine.nextWake()).contains(after(1));
        commit(NOON, owe(A, ringing(NOON.plusMillis(10), 2)));
        assertThat(engine.nextWake()).contains(NOON.plusMillis(10));
    }

    @Test
    void onlyOneQuestionIsOpenAtATime() {
        actor.question = Optional.of(VIEW);
        assertThat(commit(NOON, Decision.NOTHING).question()).contains(ASKED);
        assertThat(commit(NOON, Decision.NOTHING).question()).isEmpty();
        Event answer = new Event.Proposed(new GuestPlan("slice", List.of(), Optional.empty()));
        assertThat(commit(NOON, answer, Decision.NOTHING).question()).as("answered, and the next is due").contains(ASKED);
        actor.question = Optional.empty();
        assertThat(commit(NOON, answer, Decision.NOTHING).question()).isEmpty();
        actor.question = Optional.of(VIEW);
        assertThat(commit(NOON, Decision.NOTHING).question()).as("nothing was asked meanwhile").contains(ASKED);
    }

    @Test
    void aQuestionSaysWhomAnOperatorChoseToAnswerIt() {
        PolicyChoice choice = new PolicyChoice("another", PropertyList.of("count", "3"));
        actor.question = Optional.of(VIEW);
        actor.chosen = Map.of("slice", new Chosen(choice, new Cause(NOON, "SET_POLICY", "by an operator")));
        assertThat(commit(NOON, Decision.NOTHING).question()).contains(new Question(VIEW, Optional.of(choice)));
    }

    @Test
    void whoIsResumedOwesEverythingAgain() {
        Duties.Run setup = run(B, Action.SETUP, 1);
        actor.question = Optional.of(VIEW);
        actor.state.put(A, owing(word(1)));
        actor.state.put(B, new Duties(List.of(word(2)), Optional.of(setup), Optional.empty(),
                Optional.of(new Duties.Alarm(after(10), 4))));

        Effects effects = engine.resume();
        assertThat(effects.messages()).containsExactly(word(1), word(2));
        assertThat(effects.runs()).containsExactly(setup);
        assertThat(effects.question()).contains(ASKED);
        assertThat(engine.nextWake()).contains(after(1));
        assertThat(engine.due(after(10))).containsExactly(new Event.Rang(B, 4));
    }

    @Test
    void aFaultOfTheActorIsItsCallersToSee() {
        Engine faulty = new Engine(new Puppet(), 1, 0, NOON, Repeat.USUAL);
        ((Puppet) faulty.actor()).decisions.add(Decision.of(List.of(() -> A), List.of()));
        assertThatThrownBy(() -> faulty.offer(ANY, NOON)).isInstanceOf(ClassCastException.class);
    }
}
