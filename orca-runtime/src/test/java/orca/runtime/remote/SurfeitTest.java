package orca.runtime.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import orca.core.contract.Principal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SurfeitTest {
    private static final Principal FULL = new Principal("full");
    private static final Principal OTHER = new Principal("other");

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();
    private CompletableFuture<Set<Principal>> full = CompletableFuture.completedFuture(Set.of(FULL));
    private final Surfeit surfeit = new Surfeit(() -> {
        reads.incrementAndGet();
        return full;
    }, nanos::get);

    @BeforeEach
    void look() {
        assertThat(surfeit.has(FULL)).isTrue();
    }

    private void pass(Duration length) {
        nanos.addAndGet(length.toNanos());
    }

    /** Asks, {@code length} after it did last. */
    private void askAfter(Duration length) {
        pass(length);
        surfeit.asked(FULL);
    }

    @Test
    void whoHasEnoughIsReadOfTheActorNowAndThenOnly() {
        for (int i = 0; i < 1000; i++) {
            assertThat(surfeit.has(OTHER)).isFalse();
        }
        assertThat(reads).hasValue(1);
        full = CompletableFuture.completedFuture(Set.of(OTHER));
        pass(Surfeit.GLANCE);
        assertThat(surfeit.has(OTHER)).isTrue();
        assertThat(surfeit.has(FULL)).isFalse();
        assertThat(reads).hasValue(2);
    }

    @Test
    void anActorThatCannotBeAskedLeavesThingsAsTheyWere() {
        full = CompletableFuture.failedFuture(new IllegalStateException("stopped"));
        pass(Surfeit.GLANCE);
        assertThat(surfeit.has(FULL)).isTrue();
    }

    @Test
    void whoHeedsIsAlwaysHeard() {
        for (int i = 0; i < 20; i++) {
            askAfter(Surfeit.AFTER);
            assertThat(surfeit.unheeding(FULL)).isEmpty();
        }
    }

    @Test
    void callsThatWereUnderWayAreNoFault() {
        surfeit.asked(FULL);
        askAfter(Duration.ofMillis(500));
        askAfter(Duration.ofMillis(499));
        assertThat(surfeit.unheeding(FULL)).isEmpty();
    }

    @Test
    void whoComesBeforeHeWasToldToIsNotLookedAtForAsLong() {
        surfeit.asked(FULL);
        askAfter(Surfeit.GRACE);
        assertThat(surfeit.unheeding(FULL)).contains(Surfeit.AFTER);
        assertThat(surfeit.unheeding(OTHER)).isEmpty();
        pass(Surfeit.AFTER.minusSeconds(1));
        assertThat(surfeit.unheeding(FULL)).contains(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(surfeit.unheeding(FULL)).isEmpty();
    }

    @Test
    void whoHasLearnedNothingIsHeardTwiceInAWhile() {
        surfeit.asked(FULL);
        askAfter(Surfeit.GRACE);
        for (int i = 0; i < 10; i++) {
            askAfter(Surfeit.AFTER);
            assertThat(surfeit.unheeding(FULL)).as("once, to see whether it has learned").isEmpty();
            askAfter(Duration.ofMillis(1));
            assertThat(surfeit.unheeding(FULL)).as("it has not").contains(Surfeit.AFTER);
        }
        askAfter(Surfeit.AFTER);
        askAfter(Surfeit.AFTER);
        assertThat(surfeit.unheeding(FULL)).as("it has").isEmpty();
        askAfter(Duration.ofMillis(1));
        assertThat(surfeit.unheeding(FULL)).as("and has its grace again").isEmpty();
    }

    @Test
    void whoHasNotEnoughAnyMoreIsHeardAtOnce() {
        surfeit.asked(FULL);
        askAfter(Surfeit.GRACE);
        full = CompletableFuture.completedFuture(Set.of());
        pass(Surfeit.GLANCE);
        assertThat(surfeit.unheeding(OTHER)).isEmpty();
        assertThat(surfeit.unheeding(FULL)).as("the actor is asked, and forgets it").isEmpty();
        surfeit.asked(FULL);
        full = CompletableFuture.completedFuture(Set.of(FULL));
        pass(Surfeit.GLANCE);
        assertThat(surfeit.has(FULL)).isTrue();
        assertThat(surfeit.unheeding(FULL)).as("nothing is held against it").isEmpty();
    }
}
