package orca.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

/** The contract holds for the smallest handler that keeps it, and what it records can be read. */
class HandlerContractTest extends HandlerContract {
    private final Map<UnitId, String> world = new ConcurrentHashMap<>();

    @Override
    protected Handler handler() {
        return new ShelfHandler(world);
    }

    @Override
    protected UnitCall call(Action action, UnitId unit, int attempt) {
        Term term = Term.of(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofHours(1));
        return new UnitCall(unit, action, attempt, new TypeName("shelf"), "h1", Amounts.of(1), term, PropertyList.NONE);
    }

    @Override
    protected List<String> traces(UnitId unit) {
        return world.containsKey(unit) ? List.of(world.get(unit)) : List.of();
    }

    @Test
    void aRecordingContextKeepsWhatWasSaid() throws InterruptedException {
        RecordingContext context = new RecordingContext();
        assertThat(context.awaitWords(0)).isFalse();
        for (int i = 0; i <= RecordingContext.MOST_LINES; i++) {
            context.say("line " + i);
        }
        assertThat(context.awaitWords(0)).isTrue();
        assertThat(context.lines()).hasSize(RecordingContext.MOST_LINES).startsWith("line 0", "line 1");
        assertThat(context.count()).isEqualTo(RecordingContext.MOST_LINES + 1);
        assertThat(context.cancelled()).isFalse();
        context.cancel();
        assertThat(context.cancelled()).isTrue();
    }

    @Test
    void theContractCatchesATeardownThatLeavesSomething() {
        Broken broken = new Broken(Action.TEARDOWN);
        assertThatThrownBy(broken::setupMakesTheUnitAndTeardownLeavesNothing).isInstanceOf(AssertionError.class);
        assertThatThrownBy(broken::aSetupThatWasInterruptedIsFoundByTeardown).isInstanceOf(AssertionError.class);
        assertThatThrownBy(broken::tearDownWhatIsLeft).isInstanceOf(AssertionError.class);
    }

    @Test
    void theContractCatchesASecondUnitAndAnotherAnswer() {
        Broken broken = new Broken(Action.SETUP);
        assertThatThrownBy(broken::setupTwiceIsSetupOnce).isInstanceOf(AssertionError.class);
        assertThatThrownBy(broken::setupIsRepeatedByALaterProcessWithoutASecondUnit).isInstanceOf(AssertionError.class);
    }

    @Test
    void theContractCatchesAProbeThatLiesOrChangesSomething() {
        assertThatThrownBy(new Broken(Action.PROBE)::probeTellsWhetherTheUnitIsThereAndChangesNothing)
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void theContractCatchesTooManyWords() {
        assertThatThrownBy(new Broken(Action.MODIFY)::whatIsSaidIsBounded).isInstanceOf(AssertionError.class);
    }

    /** The contract over a shelf that does one action wrongly. */
    private static final class Broken extends HandlerContractTest {
        private final Action wrong;

        Broken(Action wrong) {
            this.wrong = wrong;
        }

        @Override
        protected Handler handler() {
            Handler right = super.handler();
            return new Handler() {
                @Override
                public String name() {
                    return "broken";
                }

                @Override
                public Outcome handle(UnitCall call, CallContext context) throws Exception {
                    return call.action() == wrong ? wrongly(call, context) : right.handle(call, context);
                }
            };
        }

        private Outcome wrongly(UnitCall call, CallContext context) {
            return switch (call.action()) {
                case SETUP -> {
                    world().merge(call.unit(), "one", (had, more) -> had + " and " + more);
                    yield new Outcome.Done(PropertyList.of("made", world().get(call.unit())));
                }
                case PROBE -> new Outcome.Done(PropertyList.NONE.with(Handler.PRESENT, new PropertyValue.Flag(true)));
                case MODIFY -> {
                    for (int i = 0; i <= MOST_LINES; i++) {
                        context.say("still at it");
                    }
                    yield Outcome.done();
                }
                case TEARDOWN, JOIN, LEAVE -> Outcome.done();
            };
        }
    }

    Map<UnitId, String> world() {
        return world;
    }

    /** Its units are entries of a map. */
    private record ShelfHandler(Map<UnitId, String> world) implements Handler {
        @Override
        public String name() {
            return "shelf";
        }

        @Override
        public Outcome handle(UnitCall call, CallContext context) {
            return switch (call.action()) {
                case SETUP -> {
                    world.put(call.unit(), "on the shelf");
                    yield Outcome.done();
                }
                case TEARDOWN -> {
                    world.remove(call.unit());
                    yield Outcome.done();
                }
                case PROBE -> {
                    boolean there = world.containsKey(call.unit());
                    yield new Outcome.Done(PropertyList.NONE.with(PRESENT, new PropertyValue.Flag(there)));
                }
                case MODIFY, JOIN, LEAVE -> Outcome.done();
            };
        }
    }
}
