package orca.broker;

import static orca.broker.Market.*;

import java.util.List;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Choice;
import orca.core.policy.ProvisioningPlan.Grant;
import orca.core.policy.ProvisioningView;
import orca.core.time.Term;
import orca.testkit.Stage;

/** A broker that holds ten units for a day, and whose policy is played by the test. */
abstract class PlayedPolicy {
    static final Term HOUR = term("12:00", "13:00");

    final Stage stage = holding();

    ProvisioningView question() {
        return (ProvisioningView) stage.question().orElseThrow();
    }

    static ProvisioningPlan plan(Choice... choices) {
        return new ProvisioningPlan(List.of(choices), Optional.empty());
    }

    static Grant grant(String name, long units, Term term) {
        return new Grant(key(name), RIGHT, units, term, "");
    }

    String waitingFor(String name) {
        return ((Answer.Pending) answer(stage, name)).waitingFor();
    }
}
