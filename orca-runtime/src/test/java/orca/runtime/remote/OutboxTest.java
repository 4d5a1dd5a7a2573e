package orca.runtime.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import orca.core.contract.Answer;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.protocol.Message;
import orca.core.ticket.TicketState;
import orca.runtime.loop.MessageWeight;
import orca.runtime.loop.Said;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class OutboxTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private final Outbox outbox = new Outbox(new OutboxRoom(1 << 20));

    private static Message view(String id, long revision) {
        return new Message.TicketView(new ReservationId(id), Stamp.NONE, new Stamp(1, revision), TicketState.REFUSED,
                new Answer.Refused(Refusal.of(Refusal.Kind.DENIED, "no")), Optional.empty(), List.of(), false);
    }

    private FutureTask<List<Message>> collecting(Duration longest) {
        return calling(() -> outbox.collect(10, longest));
    }

    /** Begins {@code call} on a thread that waits when this returns, or has waited. */
    private static FutureTask<List<Message>> calling(Callable<List<Message>> taking) {
        FutureTask<List<Message>> call = new FutureTask<>(taking);
        Thread thread = Thread.ofPlatform().daemon().start(call);
        while (thread.getState() != Thread.State.TIMED_WAITING && !call.isDone()) {
            Thread.onSpinWait();
        }
        return call;
    }

    @Test
    void theNewestAboutEachContractIsTakenOnceInTheOrderOfTheContracts() throws Exception {
        outbox.put(List.of(view("a", 1), view("b", 1)));
        outbox.put(List.of(view("a", 2)));
        outbox.putBack(List.of(view("a", 1), view("c", 1)));
        assertThat(outbox.take(2, LONG)).containsExactly(view("a", 2), view("b", 1));
        assertThat(outbox.collect(10, LONG)).containsExactly(view("c", 1));
        assertThat(outbox.take(10, Duration.ZERO)).isEmpty();
        assertThat(outbox.idle()).isTrue();
    }

    @Test
    void ofSeveralThatCollectTheLatestGetsIt() throws Exception {
        FutureTask<List<Message>> before = collecting(LONG);
        FutureTask<List<Message>> after = collecting(LONG);
        assertThat(outbox.idle()).as("somebody waits").isFalse();
        outbox.put(List.of(view("a", 1)));
        assertThat(after.get(60, TimeUnit.SECONDS)).containsExactly(view("a", 1));
        outbox.put(List.of(view("a", 2)));
        assertThat(outbox.collect(10, Duration.ZERO)).as("what the earlier call left").containsExactly(view("a", 2));
        assertThat(before.isDone()).isFalse();
    }

    @Test
    void whoWasOvertakenGoesAwayEmpty() throws Exception {
        FutureTask<List<Message>> before = collecting(Duration.ofSeconds(1));
        FutureTask<List<Message>> after = collecting(LONG);
        assertThat(before.get(60, TimeUnit.SECONDS)).isEmpty();
        outbox.put(List.of(view("a", 1)));
        assertThat(after.get(60, TimeUnit.SECONDS)).containsExactly(view("a", 1));
    }

    @Test
    void whoHasLittleToSayNeverWaitsForMore() throws Exception {
        Outbox lingering = new Outbox(new OutboxRoom(1 << 20), Duration.ofHours(1));
        List<Message> little = IntStream.range(1, Outbox.MUCH).mapToObj(i -> Said.asks("r" + i)).toList();
        lingering.put(little);
        assertThat(lingering.take(512, LONG)).isEqualTo(little);
        lingering.put(little);
        assertThat(lingering.take(512, LONG)).isEqualTo(little);
        lingering.put(List.of(Said.asks("last")));
        assertThat(lingering.collect(512, LONG)).containsExactly(Said.asks("last"));
    }

    @Test
    void whoHasMuchToSayWaitsForMoreUntilACallIsFull() throws Exception {
        Outbox lingering = new Outbox(new OutboxRoom(1 << 20), Duration.ofHours(1));
        lingering.put(IntStream.range(0, Outbox.MUCH).mapToObj(i -> Said.asks("r" + i)).toList());
        assertThat(lingering.take(512, LONG)).hasSize(Outbox.MUCH);
        lingering.put(List.of(Said.asks("next-1")));
        FutureTask<List<Message>> call = calling(() -> lingering.take(2, LONG));
        assertThat(call.isDone()).isFalse();
        lingering.put(List.of(Said.asks("next-2")));
        assertThat(call.get(60, TimeUnit.SECONDS)).containsExactly(Said.asks("next-1"), Said.asks("next-2"));
        lingering.put(List.of(Said.asks("after")));
        assertThat(lingering.take(512, LONG)).as("the rush is over").containsExactly(Said.asks("after"));
    }

    @Test
    void whatConcernsContractsThatThereAreGoesFirst() throws Exception {
        outbox.put(List.of(Said.asks("new-1"), Said.extend("old-1", 2), Said.asks("new-2"), Said.close("old-2")));
        assertThat(outbox.take(3, LONG)).containsExactly(Said.extend("old-1", 2), Said.close("old-2"), Said.asks("new-1"));
        outbox.put(List.of(Said.close("new-2")));
        assertThat(outbox.take(10, LONG)).as("instead of what was asked for").containsExactly(Said.close("new-2"));
    }

    @Test
    void whileAPeerHasNoRoomForNewDemandsTheOthersGoOn() throws Exception {
        outbox.restNew(LONG);
        outbox.put(List.of(Said.asks("new-1"), Said.extend("old-1", 2)));
        assertThat(outbox.take(10, LONG)).containsExactly(Said.extend("old-1", 2));
        assertThat(outbox.take(10, Duration.ofMillis(1))).isEmpty();
        outbox.restNew(Duration.ofMillis(20));
        assertThat(outbox.take(10, LONG)).as("as soon as it may").containsExactly(Said.asks("new-1"));
    }

    @Test
    void allOutboxesTogetherAreBoundedAndASmallOneStillTakesSomething() {
        int weight = MessageWeight.of(Said.asks("r1"));
        OutboxRoom room = new OutboxRoom(100L * weight);
        Outbox large = new Outbox(room);
        Outbox small = new Outbox(room);
        List<Message> many = IntStream.range(0, 1000).mapToObj(i -> Said.asks("r" + i)).toList();
        assertThat(large.put(many)).as("dropped").isEqualTo(900);
        assertThat(large.put(many.subList(0, 100))).as("what is said again needs no room").isZero();
        assertThat(small.put(many)).isEqualTo(975);
        assertThat(room.used()).isEqualTo(125L * weight);
        large.close();
        assertThat(room.used()).isEqualTo(25L * weight);
        assertThat(large.put(many)).isEqualTo(1000);
        assertThat(small.put(many)).isEqualTo(900);
    }
}
