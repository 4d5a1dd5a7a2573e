package orca.broker.bidding;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import orca.broker.ledger.BrokerRecord;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.Ledger;
import orca.broker.ledger.TicketDraft;
import orca.broker.ledger.TicketImage;
import orca.broker.ticketing.TicketSteps;
import orca.core.actor.Decision;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.GuestPlan;
import orca.core.policy.PolicyView;
import orca.core.policy.Proposal;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningView;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketTrigger;

/**
 * Asks the policy, and makes of its answers what holds.
 *
 * <p>Soft state: what the policy was shown last. An answer counts for what was shown only, so that a demand that changed
 * meanwhile is not refused for what it was. After a restart nothing was shown, and the policy is asked anew.
 */
public final class PolicyRounds {
    private final BrokerSettings settings;
    private final Ledger ledger;
    private final TicketSteps steps;
    private final long epoch;
    private Map<ContractKey, Shown> shown = Map.of();

    /** What a bid was when the policy was shown it. */
    private record Shown(long turn, long openings) {}

    public PolicyRounds(BrokerSettings settings, Ledger ledger, TicketSteps steps, long epoch) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.steps = Objects.requireNonNull(steps, "steps");
        this.epoch = epoch;
    }

    /** What the policy has to be asked, if anything. */
    public Optional<PolicyView> question(Instant now) {
        if (ledger.nothingOpen()) {
            return Optional.empty();
        }
        Map<ContractKey, Shown> asked = new LinkedHashMap<>();
        List<ProvisioningView.Bid> bids = new ArrayList<>();
        for (ContractKey key : ledger.openBids(PolicyView.MOST_QUESTIONS)) {
            TicketImage image = ledger.ticket(key).orElseThrow();
            Demand demand = image.demand().orElseThrow();
            asked.put(key, new Shown(image.bidding().orElseThrow().turn(), ledger.openings(demand.type())));
            bids.add(new ProvisioningView.Bid(key, demand, image.ticket(), image.bidding().get().since(),
                    image.bidding().get().approved()));
        }
        shown = asked;
        return Optional.of(new ProvisioningView(now, bids, ledger.sources(), ledger.policy()));
    }

    /** The policy answered. */
    public Decision proposed(Proposal proposal, Instant now) {
        return switch (proposal) {
            case ProvisioningPlan plan -> planned(plan, now);
            case Proposal.Failed(String policy, String reason) -> failed("policy " + policy + ": " + reason, now);
            case AssignmentPlan plan -> failed("the policy is one for authorities", now);
            case GuestPlan plan -> failed("the policy is one for guests", now);
        };
    }

    private Decision failed(String reason, Instant now) {
        Round round = new Round();
        shown.forEach((key, was) -> standing(key, was).ifPresent(image -> round.leave(image, was, reason, now)));
        return round.decision();
    }

    private Decision planned(ProvisioningPlan plan, Instant now) {
        Round round = new Round();
        // First, so that it counts what there was before this round.
        plan.state().filter(s -> !Optional.of(s).equals(ledger.policy()))
                .ifPresent(s -> round.records.add(ledger.remembering(s, new Cause(now, "PROPOSED", "by policy " + s.policy()))));
        Draw draw = new Draw(ledger);
        Set<ContractKey> answered = new LinkedHashSet<>();
        for (ProvisioningPlan.Choice choice : plan.choices()) {
            Optional<Shown> was = Optional.ofNullable(shown.get(choice.key()));
            Optional<TicketImage> image = was.flatMap(s -> standing(choice.key(), s));
            if (image.isPresent() && answered.add(choice.key())) {
                round.take(choice, image.get(), was.get(), draw, now);
            }
        }
        shown.forEach((key, was) -> standing(key, was).filter(image -> !answered.contains(key))
                .ifPresent(image -> round.leave(image, was, "it gave no answer", now)));
        return round.decision();
    }

    /** The bid, if it is still what the policy was shown. */
    private Optional<TicketImage> standing(ContractKey key, Shown was) {
        return ledger.ticket(key).filter(TicketImage::bids)
                .filter(image -> image.bidding().orElseThrow().turn() == was.turn());
    }

    /** What comes of one answer of the policy. */
    private final class Round {
        private final List<BrokerRecord> records = new ArrayList<>();
        private final List<ContractKey> tell = new ArrayList<>();

        void take(ProvisioningPlan.Choice choice, TicketImage image, Shown was, Draw draw, Instant now) {
            TicketDraft draft = image.edit();
            boolean taken = switch (choice) {
                case ProvisioningPlan.Grant grant -> grant(grant, image, draft, draw, now);
                case ProvisioningPlan.Refuse refuse ->
                    steps.refuse(draft, TicketTrigger.REFUSE, refuse.refusal(), now)
                            && write(draft, TicketTrigger.REFUSE, refuse.refusal().reason(), now, true);
                case ProvisioningPlan.Wait wait -> {
                    Optional<Instant> until = wait.estimate().map(at -> at.isAfter(now) ? at : now.plus(settings.askAgain()));
                    steps.rest(draft, until, was.openings(), wait.estimate(), wait.reason());
                    yield write(draft, TicketTrigger.REQUEST, "waits: " + wait.reason(), now, true);
                }
                case ProvisioningPlan.AskOperator ask -> ask(ask, image, draft, now);
            };
            if (!taken) {
                // Asked again at once it would say the same, and nobody would ever come to anything else.
                leave(image, was, "its answer is not possible in " + image.state(), now);
            }
        }

        private boolean grant(ProvisioningPlan.Grant grant, TicketImage image, TicketDraft draft, Draw draw, Instant now) {
            return switch (draw.claim(grant, image, now)) {
                case Draw.Holds(var holding, var bookings) ->
                    steps.grant(draft, holding, grant.units(), grant.term(), bookings, grant.why())
                            && write(draft, TicketTrigger.GRANT, grant.why(), now, true);
                case Draw.Fails(String why) -> nonsense(draft, why, now);
            };
        }

        private boolean ask(ProvisioningPlan.AskOperator ask, TicketImage image, TicketDraft draft, Instant now) {
            if (image.bidding().orElseThrow().approved()) {
                return nonsense(draft, "to ask an operator who has said yes", now);
            }
            if (!ask.deadline().isAfter(now) || ask.deadline().isAfter(now.plus(settings.longestApproval()))) {
                return nonsense(draft, "an operator's deadline of " + ask.deadline() + ", which is over or more than "
                        + settings.longestApproval() + " away", now);
            }
            return steps.askOperator(draft, ask.deadline(), ask.reason())
                    && write(draft, TicketTrigger.ASK_OPERATOR, ask.reason(), now, true);
        }

        private boolean nonsense(TicketDraft draft, String what, Instant now) {
            return steps.nonsense(draft, what, now) && write(draft, TicketTrigger.REFUSE,
                    "the policy proposed what cannot be: " + what, now, draft.bidding().isEmpty());
        }

        /** No answer for this bid: it rests until something comes free, or the policy was left alone for a while. */
        void leave(TicketImage image, Shown was, String reason, Instant now) {
            TicketDraft draft = image.edit();
            steps.rest(draft, Optional.of(now.plus(settings.askAgain())), was.openings(), Optional.empty(), reason);
            write(draft, TicketTrigger.REQUEST, "waits: " + reason, now, false);
        }

        private boolean write(TicketDraft draft, TicketTrigger trigger, String why, Instant now, boolean telling) {
            records.add(draft.build(epoch, new Cause(now, trigger.name(), why)));
            if (telling) {
                tell.add(draft.key());
            }
            return true;
        }

        Decision decision() {
            return Decision.of(records, tell);
        }
    }
}
