package orca.policies.provisioning;

import static orca.policies.provisioning.Counter.*;
import static orca.policies.provisioning.Queue.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Source;
import orca.core.resource.PropertyList;
import orca.core.ticket.Demand;
import orca.testkit.ProvisioningPolicyContract;
import org.junit.jupiter.api.Test;

class PriorityClassesTest extends ProvisioningPolicyContract {
    @Override
    protected ProvisioningPolicy policy() {
        PriorityClasses policy = new PriorityClasses();
        policy.configure(PropertyList.of("classes", "vip=2, other=1"));
        return policy;
    }

    @Test
    void theExampleOfItsPageIsTrue() {
        Source full = promising(source(10), 10, hours(10, 12));
        assertThat(says(policy(), TEN, full, of("vip", job("a", 8, 1)))).isEqualTo(Map.of("a", "waits for 12:00"));

        Bid longer = changed("low", ticket("low", full, 10, hours(10, 12)), units(10, hours(10, 14)));
        assertThat(says(policy(), hour(11), full, told(of("vip", job("a", 8, 1)), hour(12)), longer))
                .hasSize(1)
                .hasEntrySatisfying("low", said -> assertThat(said).startsWith("refused: 10 units of 'tag' are not free"));
    }

    @Test
    void aHigherClassThatHoldsSomethingKeepsItAgainstALowerOneThatWaits() {
        Source full = promising(source(10), 10, hours(10, 12));
        Bid longer = of("vip", changed("high", ticket("high", full, 10, hours(10, 12)), units(10, hours(10, 14))));

        assertThat(says(policy(), hour(11), full, told(job("a", 8, 1), hour(12)), longer))
                .isEqualTo(Map.of("high", "10 from 10:00", "a", "waits for 14:00"));
    }

    @Test
    void theHigherClassIsServedFirstThoughItCameLast() {
        assertThat(says(policy(), TEN, source(10), job("a", 8, 1), of("vip", job("b", 8, 1))))
                .isEqualTo(Map.of("b", "8 from 10:00", "a", "waits for 11:00"));
    }

    @Test
    void whoMayBeOfAHighClassMayAskWithALowerOneAndNeverTheOtherWayRound() {
        assertThat(says(policy(), TEN, source(10), job("a", 8, 1), of("vip", asking(0, job("b", 8, 1)))))
                .containsEntry("a", "8 from 10:00");
        assertThat(says(policy(), TEN, source(10), of("vip", job("b", 8, 1)), asking(9, job("a", 8, 1))))
                .containsEntry("b", "8 from 10:00");
    }

    private static Bid asking(int level, Bid bid) {
        Demand d = bid.demand();
        return bid(bid.key().id().value(), new Demand(d.type(), d.units(), d.minUnits(), d.sliver(), d.term(), d.latestStart(),
                d.deadline(), d.assurance(), d.site(), whole("priority", level)));
    }

    @Test
    void settingsThatAreNoneAreRefusedByName() {
        assertThatThrownBy(() -> new PriorityClasses().configure(whole("class", 1)))
                .hasMessage("priority.class: not a setting; there are [classes, usual]");
        assertThatThrownBy(() -> new PriorityClasses().configure(whole("usual", 101)))
                .hasMessageStartingWith("priority.usual: must be a whole number from 0 to 100, got");
        assertThatThrownBy(() -> new PriorityClasses().configure(PropertyList.of("classes", "vip=gold")))
                .hasMessage("priority.classes.vip: must be a whole number, got 'gold'");
        assertThatThrownBy(() -> new PriorityClasses().configure(PropertyList.of("classes", "vip")))
                .hasMessage("priority.classes: must be words like 'alice=3, bob=1', got 'vip'");
    }
}
