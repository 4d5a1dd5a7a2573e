package orca.handler.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.testkit.RecordingContext;

/** Calls of a handler as a site makes them, and what they came to. */
public final class Calls {
    private static final Term TERM = new Term(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-02T00:00:00Z"));

    private Calls() {}

    public static UnitCall call(Action action, String unit, int attempt, PropertyList properties) {
        return new UnitCall(new UnitId(unit), action, attempt, new TypeName("machine"), "h1", Amounts.of(1), TERM, properties);
    }

    public static Outcome run(Handler handler, Action action, String unit, PropertyList properties) throws Exception {
        return run(handler, action, unit, properties, new RecordingContext());
    }

    public static Outcome run(Handler handler, Action action, String unit, PropertyList properties, RecordingContext words)
            throws Exception {
        return handler.handle(call(action, unit, 1, properties), words);
    }

    public static PropertyList done(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done) outcome).properties();
    }

    /** Why there was trouble, which is or is not to be tried again. */
    public static String trouble(Outcome outcome, boolean retry) {
        assertThat(outcome).isInstanceOf(Outcome.Trouble.class);
        Outcome.Trouble trouble = (Outcome.Trouble) outcome;
        assertThat(trouble.retry()).as(trouble.reason()).isEqualTo(retry);
        return trouble.reason();
    }

    public static boolean present(Outcome probe) {
        return done(probe).get(Handler.PRESENT).orElseThrow().equals(new PropertyValue.Flag(true));
    }
}
