package orca.policies.provisioning;

import static orca.policies.provisioning.Counter.*;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Choice;
import orca.core.policy.ProvisioningPlan.Grant;
import orca.core.policy.ProvisioningPlan.Refuse;
import orca.core.policy.ProvisioningPlan.Wait;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Source;
import orca.core.policy.ProvisioningView.Told;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.time.Term;

/** Words to tell tests of lines in: demands that wait without end, and what a policy answers, in short. */
final class Queue {
    private Queue() {}

    /** Units for some hours from ten o'clock, or whenever they are free. */
    static Bid job(String name, long units, int hours) {
        return bid(name, flexible(units, units, hours(10, 10 + hours), Term.LATEST.minusSeconds(3600L * hours), null));
    }

    /** The same, of somebody else. */
    static Bid of(String holder, Bid bid) {
        return new Bid(new ContractKey(new Principal(holder), bid.key().id()), bid.demand(), bid.current(), bid.since(),
                bid.approved(), bid.told());
    }

    /** The same, when its holder was told that it may start at {@code estimate}. */
    static Bid told(Bid bid, Instant estimate) {
        return new Bid(bid.key(), bid.demand(), bid.current(), bid.since(), bid.approved(),
                Optional.of(new Told(Optional.of(estimate), Optional.of(estimate))));
    }

    /** One setting or property that is a whole number. */
    static PropertyList whole(String name, long value) {
        return PropertyList.NONE.with(name, new PropertyValue.Whole(value));
    }

    /** Ten units, six of them in use from ten to twelve. */
    static Source busy() {
        return promising(source(10), 6, hours(10, 12));
    }

    /** What {@code policy} says at {@code now} where {@code asked} are in line and are all asked about. */
    static Map<String, String> says(ProvisioningPolicy policy, Instant now, Source source, Bid... asked) {
        return says(policy, new ProvisioningView(now, List.of(asked), List.of(source), Optional.empty()));
    }

    static Map<String, String> says(ProvisioningPolicy policy, ProvisioningView view) {
        ProvisioningPlan plan = policy.propose(view, Budget.UNLIMITED);
        Map<String, String> said = new LinkedHashMap<>();
        for (Choice choice : plan.choices()) {
            said.put(choice.key().id().value(), switch (choice) {
                case Grant grant -> grant.units() + " from " + clock(grant.term().start());
                case Wait wait -> "waits" + wait.estimate().map(at -> " for " + clock(at)).orElse("");
                case Refuse refuse -> "refused: " + refuse.refusal().reason();
                case ProvisioningPlan.AskOperator ask -> "asks";
            });
        }
        return said;
    }

    private static String clock(Instant at) {
        return at.toString().substring(11, 16);
    }
}
