package orca.core.policy;

import java.util.Objects;

/** What came of asking a policy. */
public sealed interface Proposal permits ProvisioningPlan, AssignmentPlan, GuestPlan, Proposal.Failed {
    /** It overran its budget, or threw, or could not be loaded. */
    record Failed(String policy, String reason) implements Proposal {
        public Failed {
            Objects.requireNonNull(policy, "policy");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
