package orca.handler.libvirt;

import java.io.IOException;
import java.util.Optional;
import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.nodeagent.client.DriverCalls;

/**
 * Orders to hosts that have an agent each, among them that a machine goes from one to the other. The new host's agent knows the
 * unit's term and last will before the machine comes; the old one forgets it when it has gone. In between both have a will, and
 * whichever is carried out leaves alone what the other's machine stands on. See ADR 63.
 */
final class HandOver {
    private final DriverCalls calls;
    private final boolean moving;

    HandOver(DriverCalls calls, boolean moving) {
        this.calls = calls;
        this.moving = moving;
    }

    Outcome order(UnitCall call, PropertyList input, CallContext context) throws Exception {
        if (moving && call.action() == Action.TEARDOWN) {
            return teardown(call, input, context);
        }
        Optional<String> place = call.properties().text(Handler.PLACE)
                .filter(host -> moving && call.action() == Action.MODIFY && !host.equals(call.host()));
        return place.isPresent() ? move(call, place.get(), input, context) : calls.run(call, input, context);
    }

    private static UnitCall at(UnitCall call, String host, Action action) {
        return new UnitCall(call.unit(), action, call.attempt(), call.type(), host, call.sliver(), call.term(), call.properties(),
                call.epoch());
    }

    /** A unit that was on its way is ended on both hosts: nobody knows how far it came. */
    private Outcome teardown(UnitCall call, PropertyList input, CallContext context) throws Exception {
        Optional<String> too = call.properties().text(Handler.PLACE_TOO);
        Outcome here = calls.run(call, input, context);
        if (too.isEmpty() || here instanceof Outcome.Trouble) {
            return here;
        }
        return calls.run(at(call, too.get(), Action.TEARDOWN), input, context);
    }

    private Outcome move(UnitCall call, String place, PropertyList input, CallContext context) throws Exception {
        for (String host : new String[] {call.host(), place}) {
            if (!calls.elsewhere(host)) {
                return new Outcome.Trouble(Handler.PLACE + ": host " + host + " has no agent; set agent." + host, false);
            }
        }
        Outcome expected = calls.expect(at(call, place, Action.MODIFY), input, context);
        if (expected instanceof Outcome.Trouble) {
            return expected;
        }
        Outcome moved = calls.run(call, input.with("place", place), context);
        if (moved instanceof Outcome.Trouble(String reason, boolean retry)) {
            if (!retry) {
                forget(call, place, input, context);
            }
            return moved;
        }
        forget(call, call.host(), input, context);
        Outcome there = calls.run(at(call, place, Action.MODIFY), input, context);
        // Whatever is wrong there, it is not where it was: that would be said by a refusal for good.
        return there instanceof Outcome.Trouble(String reason, boolean retry) ? new Outcome.Trouble(reason, true) : there;
    }

    /**
     * An agent that has not the machine forgets it: its teardown finds none, and leaves what the other's stands on. One that
     * cannot be reached does the same when the term it knows is over.
     */
    private void forget(UnitCall call, String host, PropertyList input, CallContext context) throws Exception {
        try {
            Outcome forgotten = calls.run(at(call, host, Action.TEARDOWN), input, context);
            if (forgotten instanceof Outcome.Trouble trouble) {
                context.say("host " + host + " still has the unit's last will: " + trouble.reason());
            }
        } catch (IOException silent) {
            context.say("host " + host + " still has the unit's last will: " + silent.getMessage());
        }
    }
}
