package orca.runtime.hosting;

import java.util.List;
import java.util.function.Supplier;
import orca.core.actor.Duties;
import orca.core.actor.Outgoing;
import orca.core.actor.Question;
import orca.core.contract.Principal;
import orca.core.lease.UnitId;
import orca.runtime.handler.HandlerRunner;
import orca.runtime.handler.Prober;
import orca.runtime.loop.Hands;
import orca.runtime.policy.PolicyRunner;
import orca.runtime.transport.Envelopes;
import orca.runtime.transport.Transport;

/** Hands effects on to whom they are for. */
record ContainerHands(Principal self, Transport transport, Supplier<HandlerRunner> runner, Supplier<PolicyRunner> asker,
        Supplier<Prober> prober)
        implements Hands {
    @Override
    public void send(List<Outgoing> messages) {
        Envelopes.send(transport, self, messages);
    }

    @Override
    public void start(Duties.Run run) {
        runner.get().start(run);
    }

    @Override
    public void stop(Duties.CallName call) {
        runner.get().stop(call);
    }

    @Override
    public void watch(Duties.Watch watch) {
        prober.get().watch(watch);
    }

    @Override
    public void unwatch(UnitId unit) {
        prober.get().unwatch(unit);
    }

    @Override
    public void ask(Question question) {
        asker.get().ask(question);
    }
}
