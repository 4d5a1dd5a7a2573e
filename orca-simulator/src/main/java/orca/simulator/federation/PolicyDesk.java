package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import orca.core.actor.Question;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import orca.core.policy.GuestController;
import orca.core.policy.GuestView;
import orca.core.policy.Policy;
import orca.core.policy.Proposal;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.ticket.DelegationId;
import orca.runtime.policy.Policies;

/** A node's policies: the real ones, and now and then nothing, or nonsense. */
final class PolicyDesk {
    private final Policy<?, ?> policy;

    /** @param policy what the configuration would name; followed while no operator has chosen another */
    PolicyDesk(Policy<?, ?> policy) {
        this.policy = policy;
    }

    /** The name of the policy that no operator chose. */
    String policy() {
        return policy.name();
    }

    Proposal answer(Question question, Dice dice, Faults faults) {
        if (dice.chance(faults.overrun())) {
            return new Proposal.Failed("simulated", "overran its budget");
        }
        boolean nonsense = dice.chance(faults.nonsense());
        return switch (question.view()) {
            case ProvisioningView v -> {
                ProvisioningPolicy asked = question.to().map(c -> Policies.made(ProvisioningPolicy.class, c))
                        .orElseGet(() -> (ProvisioningPolicy) policy);
                ProvisioningPlan plan = asked.propose(v, Budget.UNLIMITED);
                yield !nonsense ? plan
                        : new ProvisioningPlan(plan.choices().stream().map(c -> garbled(c, v, dice)).toList(), plan.state(),
                                plan.asTold());
            }
            case AssignmentView v -> {
                AssignmentPolicy asked = question.to().map(c -> Policies.made(AssignmentPolicy.class, c))
                        .orElseGet(() -> (AssignmentPolicy) policy);
                AssignmentPlan plan = asked.propose(v, Budget.UNLIMITED);
                List<AssignmentPlan.Move> moves = moves(v, dice);
                yield new AssignmentPlan(nonsense ? plan.choices().stream().map(c -> garbled(c, v, dice)).toList()
                        : plan.choices(), moves.isEmpty() ? plan.moves() : moves, plan.stays(), plan.again(), plan.state());
            }
            case GuestView v -> question.to().map(c -> Policies.made(GuestController.class, c))
                    .orElseGet(() -> (GuestController) policy).propose(v, Budget.UNLIMITED);
        };
    }

    /** Now and then units are to be moved somewhere, more than may be and to where there is no room. */
    private static List<AssignmentPlan.Move> moves(AssignmentView view, Dice dice) {
        List<AssignmentPlan.Move> moves = new ArrayList<>();
        if (!view.movable().isEmpty() && !view.hosts().isEmpty() && dice.chance(250)) {
            for (int i = dice.index(view.moves() + 2); i > 0; i--) {
                String host = dice.pick(view.hosts()).name();
                moves.add(new AssignmentPlan.Move(dice.pick(view.movable()).unit(), host, "it likes change"));
            }
        }
        return moves;
    }

    private static ProvisioningPlan.Choice garbled(ProvisioningPlan.Choice choice, ProvisioningView view, Dice dice) {
        if (!(choice instanceof ProvisioningPlan.Grant grant)) {
            return choice;
        }
        return switch (dice.index(6)) {
            case 0 -> new ProvisioningPlan.Grant(grant.key(), grant.delegation(), grant.units() * 100 + 1, grant.term(), "");
            case 1 -> new ProvisioningPlan.Grant(grant.key(), grant.delegation(), 0, grant.term(), "");
            case 2 -> new ProvisioningPlan.Grant(grant.key(), new DelegationId("nobody-s"), grant.units(), grant.term(), "");
            case 3 -> new ProvisioningPlan.Grant(grant.key(), grant.delegation(), grant.units(),
                    grant.term().startingAt(grant.term().start().plus(Duration.ofMinutes(dice.between(1, 600)))), "");
            case 4 -> new ProvisioningPlan.Grant(grant.key(), dice.pick(view.sources()).delegation().id(), grant.units(),
                    grant.term().endingAt(grant.term().end().plus(Duration.ofDays(dice.between(1, 600)))), "");
            default -> new ProvisioningPlan.Wait(grant.key(), Optional.of(Instant.EPOCH), "the past is over");
        };
    }

    private static AssignmentPlan.Choice garbled(AssignmentPlan.Choice choice, AssignmentView view, Dice dice) {
        if (!(choice instanceof AssignmentPlan.Assign assign)) {
            return choice;
        }
        return switch (dice.index(4)) {
            case 0 -> new AssignmentPlan.Assign(assign.key(), List.of());
            case 1 -> new AssignmentPlan.Assign(assign.key(), Collections.nCopies(assign.hosts().size(), "no-such-host"));
            case 2 -> {
                List<String> more = new ArrayList<>(assign.hosts());
                more.addAll(assign.hosts());
                yield new AssignmentPlan.Assign(assign.key(), more);
            }
            default -> new AssignmentPlan.Assign(
                    assign.key(), Collections.nCopies(assign.hosts().size(), dice.pick(view.hosts()).name()));
        };
    }
}
