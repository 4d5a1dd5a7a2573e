package orca.runtime.management;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import orca.broker.Broker;
import orca.core.actor.Question;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.policy.PolicyState;
import orca.core.policy.Proposal;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningView;
import orca.core.protocol.Command;
import orca.core.protocol.PolicyChoice;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketChain;
import orca.runtime.hosting.HostedActor;
import orca.runtime.policy.PolicyRunner;
import orca.wire.management.PlanAnswer;
import orca.wire.management.Problem;

/**
 * Says what would become of a request: shows a broker's policy the market as it is, with a bid that nobody made. The policy
 * is a fresh one, asked apart from the broker's own; nothing is decided and nothing is held.
 */
final class Planner {
    /** What is known of a market, as the policy would be shown it. */
    private static final class Market {
        private final Instant now;
        private List<ProvisioningView.Source> sources;
        private final Optional<PolicyState> state;
        private final List<TicketChain> paid;

        Market(Instant now, List<ProvisioningView.Source> sources, Optional<PolicyState> state, List<TicketChain> paid) {
            this.paid = paid;
            this.now = now;
            this.sources = sources;
            this.state = state;
        }
    }

    PlanAnswer plan(HostedActor guest, Command.Request request, Function<Principal, HostedActor> brokers) {
        List<PlanAnswer.Outcome> outcomes = new ArrayList<>();
        Map<Principal, Market> markets = new LinkedHashMap<>();
        for (int i = 0; i < request.wishes().size(); i++) {
            Command.Wish wish = request.wishes().get(i);
            HostedActor broker = brokers.apply(wish.broker());
            Market market = markets.computeIfAbsent(wish.broker(), b -> look(broker));
            ContractKey key = new ContractKey(guest.principal(), new ReservationId("plan-" + i));
            outcomes.add(outcome(broker, market, key, wish.demand()));
        }
        return new PlanAnswer(outcomes);
    }

    private static Market look(HostedActor broker) {
        return broker.read(Broker.class, (actor, now) -> new Market(now, actor.sources(), actor.policyState(),
                actor.paid(now)));
    }

    private static PlanAnswer.Outcome outcome(HostedActor broker, Market market, ContractKey key, Demand demand) {
        ProvisioningView.Bid bid = new ProvisioningView.Bid(key, demand, Optional.empty(), market.now, false);
        Proposal proposal = ask(broker, new ProvisioningView(market.now, List.of(bid), List.of(bid), market.sources,
                market.state, market.paid));
        Optional<ProvisioningPlan.Choice> choice = proposal instanceof ProvisioningPlan plan
                ? plan.choices().stream().filter(c -> c.key().equals(key)).findFirst() : Optional.empty();
        if (choice.isEmpty()) {
            return new PlanAnswer.Outcome("unanswered", broker.name(), demand.units(), 0, Optional.empty(), Optional.empty(),
                    Optional.empty(), proposal instanceof Proposal.Failed failed ? "the policy " + failed.policy() + ": "
                            + failed.reason() : "the policy left it open", Optional.empty());
        }
        return switch (choice.get()) {
            case ProvisioningPlan.Grant grant -> granted(broker, market, demand, grant);
            case ProvisioningPlan.Refuse refuse -> refused(broker, demand, refuse.refusal());
            case ProvisioningPlan.Wait wait -> new PlanAnswer.Outcome("waits", broker.name(), demand.units(), 0,
                    Optional.empty(), Optional.empty(), wait.estimate(), wait.reason(), Optional.empty());
            case ProvisioningPlan.AskOperator ask -> new PlanAnswer.Outcome("asks-operator", broker.name(), demand.units(), 0,
                    Optional.empty(), Optional.empty(), Optional.empty(), ask.reason(), Optional.empty());
        };
    }

    private static PlanAnswer.Outcome refused(HostedActor broker, Demand demand, Refusal refusal) {
        Problem problem = ApiException.problem(refusal);
        return new PlanAnswer.Outcome("refused", broker.name(), demand.units(), 0, Optional.empty(), Optional.empty(),
                Optional.empty(), refusal.reason(), Optional.of(problem));
    }

    private static PlanAnswer.Outcome granted(HostedActor broker, Market market, Demand demand, ProvisioningPlan.Grant grant) {
        Optional<ProvisioningView.Source> source = market.sources.stream()
                .filter(s -> s.delegation().id().equals(grant.delegation())).findFirst();
        if (source.isEmpty() || !source.get().fits(demand.sliver(), grant.units(), grant.term())) {
            return refused(broker, demand,
                    Refusal.of(Refusal.Kind.NOT_NOW, "the broker's policy proposed what cannot be; it would be asked again"));
        }
        market.sources = market.sources.stream().map(s -> s == source.get()
                ? s.promising(demand.sliver(), grant.units(), grant.term()) : s).toList();
        return new PlanAnswer.Outcome("granted", broker.name(), demand.units(), grant.units(),
                Optional.of(Rowing.term(grant.term())), Optional.of(source.get().site().value()),
                Optional.empty(), grant.why(), Optional.empty());
    }

    private static Proposal ask(HostedActor broker, ProvisioningView view) {
        PolicyChoice chosen = broker.following().get(view.whose());
        Duration budget = broker.policies().get(view.whose()).budget();
        BlockingQueue<Proposal> answer = new ArrayBlockingQueue<>(1);
        Duration patience = budget.plusSeconds(5);
        try (PolicyRunner runner = new PolicyRunner("plan", budget, Map.of(), answer::offer)) {
            runner.ask(new Question(view, Optional.of(chosen)));
            Proposal proposal = answer.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            return proposal == null ? new Proposal.Failed(chosen.policy(), "it did not answer") : proposal;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Proposal.Failed(chosen.policy(), "interrupted");
        }
    }
}
