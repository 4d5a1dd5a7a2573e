package orca.runtime.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import orca.core.contract.Principal;
import orca.runtime.loop.Footing;
import orca.runtime.loop.Said;
import org.junit.jupiter.api.Test;

class AcquaintancesTest {
    private static final Principal LISTED = new Principal("listed");
    private static final Principal HOLDER = new Principal("holder");
    private static final Principal STRANGER = new Principal("stranger");

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();
    private CompletableFuture<Set<Principal>> holders = new CompletableFuture<>();
    private final Acquaintances acquaintances = new Acquaintances(new Principal("site"), LISTED::equals, () -> {
        reads.incrementAndGet();
        return holders;
    }, nanos::get);

    @Test
    void whoIsInTheAddressBookIsKnownAndNobodyLooksFurther() {
        assertThat(acquaintances.footing(LISTED)).isEqualTo(Footing.KNOWN);
        assertThat(reads).hasValue(0);
    }

    @Test
    void whoHoldsSomethingIsKnownAsSoonAsThatWasRead() {
        assertThat(acquaintances.footing(HOLDER)).as("nobody waits for it").isEqualTo(Footing.STRANGER);
        holders.complete(Set.of(HOLDER));
        assertThat(acquaintances.footing(HOLDER)).isEqualTo(Footing.KNOWN);
        assertThat(acquaintances.footing(STRANGER)).isEqualTo(Footing.STRANGER);
    }

    @Test
    void strangersMakeTheActorLookNowAndThenOnly() {
        holders.complete(Set.of());
        for (int i = 0; i < 1000; i++) {
            acquaintances.footing(new Principal("stranger-" + i));
        }
        assertThat(reads).hasValue(1);
        nanos.addAndGet(2_000_000_000L);
        acquaintances.footing(STRANGER);
        assertThat(reads).hasValue(2);
    }

    @Test
    void anActorThatCannotBeAskedLeavesThingsAsTheyWere() {
        holders.complete(Set.of(HOLDER));
        acquaintances.footing(HOLDER);
        holders = CompletableFuture.failedFuture(new IllegalStateException("stopped"));
        nanos.addAndGet(2_000_000_000L);
        assertThat(acquaintances.footing(HOLDER)).isEqualTo(Footing.KNOWN);
        assertThat(acquaintances.footing(STRANGER)).isEqualTo(Footing.STRANGER);
    }

    @Test
    void whoOnlyAsksProvesNothing() {
        acquaintances.heard(STRANGER, Said.asks("r1"));
        acquaintances.heard(STRANGER, Said.endLease("r1"));
        assertThat(acquaintances.footing(STRANGER)).isEqualTo(Footing.STRANGER);
    }
}
