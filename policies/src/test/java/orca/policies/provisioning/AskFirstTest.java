package orca.policies.provisioning;

import static orca.policies.provisioning.Counter.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.AskOperator;
import orca.core.policy.ProvisioningPlan.Grant;
import orca.core.policy.ProvisioningPlan.Refuse;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.testkit.ProvisioningPolicyContract;
import org.junit.jupiter.api.Test;

class AskFirstTest extends ProvisioningPolicyContract {
    @Override
    protected ProvisioningPolicy policy() {
        AskFirst policy = new AskFirst();
        policy.configure(PropertyList.NONE.with("units-above", 4).with("longer-than", new PropertyValue.Span(Duration.ofHours(3)))
                .with("answer-within", new PropertyValue.Span(Duration.ofHours(2))));
        return policy;
    }

    private ProvisioningPlan ask(ProvisioningView.Bid... bids) {
        return policy().propose(new ProvisioningView(TEN, List.of(bids), List.of(source(6)), Optional.empty()), Budget.UNLIMITED);
    }

    @Test
    void aSmallAndShortDemandIsGrantedWithoutAWord() {
        assertThat(ask(bid("a", units(4, hours(10, 12)))).choices()).hasOnlyElementsOfType(Grant.class).hasSize(1);
    }

    @Test
    void aLargeOneIsAskedAboutWithADeadline() {
        assertThat(ask(bid("a", units(5, hours(10, 14)))).choices()).containsExactly(
                new AskOperator(key("a"), TEN.plus(Duration.ofHours(2)), "5 units are more than 4"));
    }

    @Test
    void aLongOneIsAskedAboutToo() {
        assertThat(ask(bid("a", units(1, hours(10, 14)))).choices()).containsExactly(
                new AskOperator(key("a"), TEN.plus(Duration.ofHours(2)), "a term of PT4H is longer than PT3H"));
    }

    @Test
    void theOperatorHasNoLongerThanTheDemandIsOfUse() {
        assertThat(ask(bid("a", units(5, hours(10, 11)))).choices()).containsExactly(
                new AskOperator(key("a"), hour(11), "5 units are more than 4"));
    }

    @Test
    void nobodyIsAskedAboutWhatCannotBe() {
        assertThat(ask(bid("a", units(7, hours(10, 12)))).choices()).hasOnlyElementsOfType(Refuse.class).hasSize(1);
    }

    @Test
    void nothingIsBookedForAQuestion() {
        assertThat(ask(bid("a", units(1, hours(10, 14))), bid("b", units(5, hours(10, 12))), bid("c", units(5, hours(10,
                12)))).choices())
                .as("b holds nothing that c could miss")
                .extracting(Object::getClass).containsExactly(AskOperator.class, AskOperator.class, AskOperator.class);
    }

    @Test
    void theExampleOfItsPageIsTrue() {
        assertThat(ask(bid("a", units(2, hours(10, 12))), bid("b", units(5, hours(10, 12))), bid("c", units(5, hours(10,
                12)))).choices())
                .extracting(Object::getClass).containsExactly(Grant.class, Refuse.class, Refuse.class);
        assertThat(ask(bid("a", units(1, hours(10, 12))), bid("b", units(5, hours(10, 12))), bid("c", units(5, hours(10,
                12)))).choices())
                .extracting(Object::getClass).containsExactly(Grant.class, AskOperator.class, AskOperator.class);
        assertThat(ask(approved(bid("c", units(5, hours(10, 12)))), approved(bid("b", units(5, hours(10, 12))))).choices())
                .extracting(Object::getClass).containsExactly(Grant.class, Refuse.class);
    }

    @Test
    void anOperatorsYesIsEnough() {
        assertThat(ask(approved(bid("a", units(5, hours(10, 14))))).choices()).hasOnlyElementsOfType(Grant.class).hasSize(1);
    }

    @Test
    void settingsThatItCannotUseAreRefusedByName() {
        assertThatThrownBy(() -> new AskFirst().configure(PropertyList.of("colour", "red")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ask-first.colour: not a setting; there are [units-above, longer-than, answer-within]");
        assertThatThrownBy(() -> new AskFirst().configure(PropertyList.of("units-above", "many")))
                .hasMessage("ask-first.units-above: must be a whole number from 0 to 10000, got many");
        assertThatThrownBy(() -> new AskFirst().configure(PropertyList.NONE.with("units-above", -1)))
                .hasMessage("ask-first.units-above: must be a whole number from 0 to 10000, got -1");
        assertThatThrownBy(() -> new AskFirst().configure(
                        PropertyList.of(Map.of("longer-than", new PropertyValue.Span(Duration.ZERO)))))
                .hasMessage("ask-first.longer-than: must be a length of time such as 90s or 1h30m, from 1 millisecond to "
                        + "3650 days, got PT0S");
        assertThatThrownBy(() -> new AskFirst().configure(
                        PropertyList.of(Map.of("answer-within", new PropertyValue.Span(Duration.ofDays(8))))))
                .hasMessage("ask-first.answer-within: must be a length of time such as 90s or 1h30m, from 1 millisecond to "
                        + "7 days, got PT192H");
    }

    @Test
    void aLengthOfTimeMayBeWritten() {
        AskFirst policy = new AskFirst();
        policy.configure(PropertyList.of("longer-than", "2h"));
        assertThatThrownBy(() -> policy.configure(PropertyList.of("longer-than", "long")))
                .hasMessage("ask-first.longer-than: must be a length of time such as 90s or 1h30m, from 1 millisecond to "
                        + "3650 days, got long");
    }

    @Test
    void whatItIsNotToldIsAtItsDefault() {
        AskFirst policy = new AskFirst();
        policy.configure(PropertyList.NONE);
        ProvisioningView view = new ProvisioningView(TEN,
                List.of(bid("a", units(16, hours(10, 34))), bid("b", units(17, hours(10, 34)))), List.of(source(100)),
                        Optional.empty());

        assertThat(policy.propose(view, Budget.UNLIMITED).choices().get(0)).isInstanceOf(Grant.class);
        assertThat(policy.propose(view, Budget.UNLIMITED).choices().get(1)).isEqualTo(
                new AskOperator(key("b"), TEN.plus(Duration.ofDays(1)), "17 units are more than 16"));
    }
}
