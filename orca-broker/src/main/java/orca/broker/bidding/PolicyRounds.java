package orca.broker.bidding;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import orca.broker.ledger.BrokerRecord;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.ChoiceImage;
import orca.broker.ledger.Ledger;
import orca.broker.ledger.TicketDraft;
import orca.broker.ledger.TicketImage;
import orca.broker.ticketing.TicketSteps;
import orca.core.actor.Decision;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Refusal;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.Chosen;
import orca.core.policy.GuestPlan;
import orca.core.policy.PolicyView;
import orca.core.policy.Proposal;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.Swap;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.resource.TypeName;
import orca.core.ticket.TicketTrigger;

/**
 * Asks the policy, and makes of its answers what holds.
 *
 * <p>Soft state: what the policy was shown last, and which demands it was asked about. An answer counts for what was shown only,
 * so that a demand that changed meanwhile is not refused for what it was. After a restart nothing was shown, and the policy is
 * asked anew. An answer that leaves all as it was is not written down.
 */
public final class PolicyRounds {
    private final BrokerSettings settings;
    private final Ledger ledger;
    private final TicketSteps steps;
    private final long epoch;
    private Shown shown = new Shown(List.of(), 0, Map.of());
    private boolean superseded;

    /**
     * What the policy was shown.
     *
     * @param turns the last turn that had been given; a demand with a later one has changed or come since
     * @param openings how often something had come free, of each type that is in the line
     */
    private record Shown(List<Bid> bids, long turns, Map<TypeName, Long> openings) {}

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
        superseded = false;
        List<Bid> bids = ledger.openBids(PolicyView.MOST_QUESTIONS);
        shown = new Shown(bids, ledger.nextTurn() - 1, ledger.openings());
        return Optional.of(new ProvisioningView(
                now, bids, ledger.bids(ProvisioningView.MOST_IN_LINE), ledger.sources(), ledger.policy(),
                ledger.paid(now)));
    }

    /** An operator wants another policy to be followed. */
    public Decision follow(Command.SetPolicy command, String operator, Instant now) {
        Optional<Refusal> no = Swap.misdirected(command);
        if (no.isPresent()) {
            return Decision.reply(new Reply.Declined(no.get()));
        }
        Optional<Chosen> before = Optional.ofNullable(ledger.chosen().get(PolicyView.OWN));
        Swap swap = Swap.of(command, operator, now, before, ledger.policy());
        List<BrokerRecord> records = new ArrayList<>();
        if (swap.changes()) {
            records.add(new ChoiceImage(swap.chosen(), swap.cause()));
        }
        if (swap.changes() && swap.forgets()) {
            records.add(ledger.remembering(Optional.empty(), swap.cause()));
        }
        return Decision.of(records, List.of()).withReply(swap.reply(command));
    }

    /** Another policy is followed: what the one before was asked last is void, whatever it answers. */
    public void supersede() {
        superseded = true;
    }

    /** The policy answered. */
    public Decision proposed(Proposal proposal, Instant now) {
        if (superseded) {
            return Decision.NOTHING;
        }
        return switch (proposal) {
            case ProvisioningPlan plan -> planned(plan, now);
            case Proposal.Failed(String policy, String reason) -> failed("policy " + policy + ": " + reason, now);
            case AssignmentPlan plan -> failed("the policy is one for authorities", now);
            case GuestPlan plan -> failed("the policy is one for guests", now);
        };
    }

    private Decision failed(String reason, Instant now) {
        Round round = new Round();
        shown.bids().forEach(bid -> standing(bid.key()).ifPresent(image -> round.leave(image, reason, now)));
        return round.decision();
    }

    private Decision planned(ProvisioningPlan plan, Instant now) {
        Round round = new Round();
        // First, so that it counts what there was before this round.
        plan.state().filter(s -> !Optional.of(s).equals(ledger.policy()))
                .ifPresent(s -> round.records.add(ledger.remembering(plan.state(),
                        new Cause(now, "PROPOSED", "by policy " + s.policy()))));
        Draw draw = new Draw(ledger);
        Set<ContractKey> answered = new LinkedHashSet<>();
        for (ProvisioningPlan.Choice choice : plan.choices()) {
            Optional<TicketImage> image = standing(choice.key());
            if (image.isPresent() && answered.add(choice.key())) {
                round.take(choice, image.get(), draw, now);
            }
        }
        for (Bid bid : shown.bids()) {
            if (!answered.contains(bid.key()) && !(plan.asTold() && bid.told().isPresent())) {
                standing(bid.key()).ifPresent(image -> round.leave(image, "it gave no answer", now));
            }
        }
        if (plan.asTold()) {
            shown.openings().forEach((type, openings) -> {
                if (ledger.openings(type) == openings) {
                    ledger.calm(type, shown.turns());
                }
            });
        }
        return round.decision();
    }

    /** The bid, if it is still what the policy was shown. */
    private Optional<TicketImage> standing(ContractKey key) {
        return ledger.ticket(key).filter(TicketImage::bids)
                .filter(image -> image.bidding().orElseThrow().turn() <= shown.turns());
    }

    /** The policy need not be asked about it any more, unless something came free while it thought. */
    private void rest(TicketImage image) {
        TypeName type = image.demand().orElseThrow().type();
        if (shown.openings().getOrDefault(type, 0L) == ledger.openings(type)) {
            ledger.rest(image);
        }
    }

    /** What comes of one answer of the policy. */
    private final class Round {
        private final List<BrokerRecord> records = new ArrayList<>();
        private final List<ContractKey> tell = new ArrayList<>();

        void take(ProvisioningPlan.Choice choice, TicketImage image, Draw draw, Instant now) {
            TicketDraft draft = image.edit();
            boolean taken = switch (choice) {
                case ProvisioningPlan.Grant grant -> grant(grant, image, draft, draw, now);
                case ProvisioningPlan.Refuse refuse ->
                    steps.refuse(draft, TicketTrigger.REFUSE, refuse.refusal(), now)
                            && write(draft, TicketTrigger.REFUSE, refuse.refusal().reason(), now, true);
                case ProvisioningPlan.Wait wait -> {
                    Optional<Instant> until = wait.again().map(at -> at.isAfter(now) ? at : now.plus(settings.askAgain()));
                    steps.rest(draft, until, wait.estimate(), wait.reason());
                    rest(image);
                    yield draft.asBefore()
                            || write(draft, TicketTrigger.REQUEST, "waits: " + wait.reason(), now, true);
                }
                case ProvisioningPlan.AskOperator ask -> ask(ask, image, draft, now);
            };
            if (!taken) {
                // Asked again at once it would say the same, and nobody would ever come to anything else.
                leave(image, "its answer is not possible in " + image.state(), now);
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
        void leave(TicketImage image, String reason, Instant now) {
            TicketDraft draft = image.edit();
            steps.rest(draft, Optional.of(now.plus(settings.askAgain())), Optional.empty(), reason);
            rest(image);
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
