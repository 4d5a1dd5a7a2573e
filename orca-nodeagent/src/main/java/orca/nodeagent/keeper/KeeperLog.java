package orca.nodeagent.keeper;

import orca.core.handler.Outcome;
import orca.nodeagent.driver.Order;
import orca.nodeagent.term.Mandate;
import orca.wire.log.LogFields;
import orca.wire.log.Logs;

/** Says in the log of an agent what was done with which unit, and for whose lease; by the same trace as the site's. */
final class KeeperLog {
    private static final String AGENT = "agent";

    private KeeperLog() {}

    static void ran(String driver, Order order, Mandate mandate, Outcome outcome) {
        LogFields about = mandate.lease().map(LogFields.of(AGENT)::about).orElseGet(() -> LogFields.of(AGENT))
                .with("unit", order.unit().value()).with("driver", driver);
        String end = switch (outcome) {
            case Outcome.Done done -> "done";
            case Outcome.Trouble(String reason, boolean retry) -> (retry ? "trouble, " : "failed, ") + reason;
        };
        Logs.event("driver " + driver + " ended " + order.action() + " of " + order.unit() + ": " + end, about);
    }

    static void tornDown(Will will) {
        Logs.event("the term of " + will.unit() + " ended at " + will.term().end() + ", nobody had come, and it was torn down",
                LogFields.of(AGENT).with("unit", will.unit().value()).with("driver", will.driver()));
    }
}
