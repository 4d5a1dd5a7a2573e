package orca.simulator.bench;

import java.time.Duration;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;

/** Hosts that are not there: every call takes the same while, in which nothing is done. */
public final class EmulatedHandler implements Handler {
    private static final String TAKES = "takes";
    private Duration takes = Duration.ZERO;

    @Override
    public String name() {
        return "emulated";
    }

    @Override
    public void configure(PropertyList settings) {
        takes = settings.span(TAKES).filter(length -> !length.isNegative()).orElseThrow(
                () -> new IllegalArgumentException("handler emulated: takes: must be a duration, such as 10ms"));
        if (settings.size() > 1) {
            throw new IllegalArgumentException("handler emulated: must be told 'takes' and nothing else, got "
                    + settings.asMap().keySet());
        }
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) throws InterruptedException {
        Thread.sleep(takes);
        return Outcome.done();
    }
}
