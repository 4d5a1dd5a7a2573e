package orca.wire.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TurnstileTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** Somebody who is inside until told to leave. */
    private CountDownLatch occupy(Turnstile turnstile) throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        threads.add(Thread.ofPlatform().daemon().start(() -> pass(turnstile, "first", () -> {
            inside.countDown();
            leave.await(50, TimeUnit.SECONDS);
            return "first";
        })));
        assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
        return leave;
    }

    private void pass(Turnstile turnstile, String lane, Turnstile.Work<String, Exception> work) {
        try {
            turnstile.pass(lane, () -> done.add(work.done())); // inside, where there is one at a time
        } catch (Exception e) {
            done.add(e.getMessage());
        }
    }

    private void come(Turnstile turnstile, String lane, String name) {
        int before = turnstile.waiting();
        threads.add(Thread.ofPlatform().daemon().start(() -> pass(turnstile, lane, () -> name)));
        while (turnstile.waiting() == before) {
            Thread.onSpinWait();
        }
    }

    private void await() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void whoHasOneCallWaitsForNoneOfTheHundredOfAnother() throws Exception {
        Turnstile turnstile = new Turnstile(1, 100, LONG);
        CountDownLatch leave = occupy(turnstile);
        for (int i = 0; i < 100; i++) {
            come(turnstile, "flood", "flood-" + i);
        }
        come(turnstile, "guest", "guest");
        leave.countDown();
        await();
        assertThat(done.subList(0, 4)).containsExactly("first", "flood-0", "guest", "flood-1");
        assertThat(done).hasSize(102);
        assertThat(turnstile.waiting()).isZero();
    }

    @Test
    void aLaneHasABoundThatOthersDoNotFeel() throws Exception {
        Turnstile turnstile = new Turnstile(1, 2, LONG);
        CountDownLatch leave = occupy(turnstile);
        come(turnstile, "flood", "a");
        come(turnstile, "flood", "b");
        assertThatThrownBy(() -> turnstile.pass("flood", () -> "c")).isInstanceOfSatisfying(CallRefused.class, e -> {
            assertThat(e.kind()).isEqualTo(CallRefused.Kind.BUSY);
            assertThat(e.after()).contains(Duration.ofSeconds(1));
        });
        come(turnstile, "guest", "guest");
        leave.countDown();
        await();
        assertThat(done).containsExactlyInAnyOrder("first", "a", "b", "guest");
    }

    @Test
    void whoWaitedLongEnoughGivesUpAndTakesNobodysPlace() throws Exception {
        Turnstile turnstile = new Turnstile(1, 2, Duration.ofMillis(20));
        CountDownLatch leave = occupy(turnstile);
        assertThatThrownBy(() -> turnstile.pass("guest", () -> "late")).hasMessage("too many calls are being looked at");
        assertThat(turnstile.waiting()).isZero();
        leave.countDown();
        await();
        assertThat(turnstile.pass("guest", () -> "now").equals("now")).isTrue();
    }

    @Test
    void workThatFailsLeavesItsPlace() throws Exception {
        Turnstile turnstile = new Turnstile(1, 1, LONG);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> turnstile.pass("guest", () -> {
                throw new IllegalStateException("so");
            })).hasMessage("so");
        }
        assertThat(turnstile.pass("guest", () -> 7).intValue()).isEqualTo(7);
    }

    @Test
    void allAddressesOfANetworkAreOneNeighbourhood() throws Exception {
        assertThat(Neighbourhood.of(InetAddress.getByName("2001:db8:1:2::3")))
                .isEqualTo(Neighbourhood.of(InetAddress.getByName("2001:db8:1:2:ffff::4")))
                .isNotEqualTo(Neighbourhood.of(InetAddress.getByName("2001:db8:1:3::3")));
        assertThat(Neighbourhood.of(InetAddress.getByName("192.0.2.1")))
                .isNotEqualTo(Neighbourhood.of(InetAddress.getByName("192.0.2.2")));
    }
}
