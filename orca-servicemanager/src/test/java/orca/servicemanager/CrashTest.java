package orca.servicemanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The same stories, where the guest dies after each commit before anything has left, and goes on from its journal. What is
 * only told once is lost then, so stories about acknowledgements and about counted repeats are not among them.
 */
class CrashTest {
    private static final List<Class<?>> STORIES = List.of(RefusalTest.class, ChangeTest.class, RenewalTest.class, CloseTest.class,
            TogetherTest.class, MembersTest.class, NoticesTest.class, LettersTest.class);

    @AfterEach
    void noMoreCrashes() {
        World.crashing = false;
    }

    @Test
    void everyStoryEndsTheSameWhenTheGuestDiesAfterEachCommit() {
        World.crashing = true;
        STORIES.forEach(TablesTest::tell);
        assertThat(World.made).isGreaterThan(50);
    }
}
