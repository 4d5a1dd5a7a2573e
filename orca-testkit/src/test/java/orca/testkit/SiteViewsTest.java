package orca.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SiteViewsTest {
    @Test
    void theSameSeedGivesTheSameViewAndAnotherOneAnother() {
        assertThat(SiteViews.view(7)).isEqualTo(SiteViews.view(7)).isNotEqualTo(SiteViews.view(8));
    }

    @Test
    void theViewsHaveNeedsThatFitAndNeedsThatDoNot() {
        long fitting = LongStream.range(0, AssignmentPolicyContract.VIEWS).mapToObj(SiteViews::view)
                .flatMap(view -> view.needs().stream().filter(need -> view.hosts().stream().anyMatch(host ->
                        host.type().equals(need.type().name()) && host.calendar().fits(need.sliver().load(1), need.occupied()))))
                .count();
        long all = LongStream.range(0, AssignmentPolicyContract.VIEWS).mapToObj(SiteViews::view)
                .mapToLong(view -> view.needs().size()).sum();

        assertThat(fitting).isBetween(all / 5, all * 4 / 5);
    }
}
