package orca.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import orca.core.actor.Event;
import orca.core.contract.Principal;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.protocol.Message;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final Principal FLOOD = new Principal("flood");
    private final Inbox inbox = new Inbox(new InboxLimits(100, 1 << 20, 50, 1 << 20, 2));

    private static List<Message> asks(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> Said.asks("r" + i)).toList();
    }

    private static Item.Order order() {
        return new Item.Order(new Event.Ordered("operator", CountingActor.command("a")), new CompletableFuture<>());
    }

    private static Item.Happening ended(int number) {
        return new Item.Happening(new Event.Ended(new UnitId("u" + number), Action.SETUP, 1, Outcome.done()));
    }

    @Test
    void whatFindsNoRoomIsGivenBackWithATimeToComeAgain() {
        Admission first = inbox.messages(FLOOD, Footing.KNOWN, asks(0, 40));
        assertThat(first.later()).isEmpty();
        Admission second = inbox.messages(FLOOD, Footing.KNOWN, asks(30, 60));
        assertThat(second.later()).containsExactlyElementsOf(asks(50, 60));
        assertThat(second.after()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
        assertThat(inbox.figures().refused()).isEqualTo(10);
        assertThat(inbox.figures().fresh()).isEqualTo(50);
        assertThat(inbox.figures().dropped()).isEqualTo(10);
    }

    @Test
    void commandsAndOutcomesComeBeforeAFlood() throws Exception {
        inbox.messages(FLOOD, Footing.KNOWN, asks(0, 50));
        assertThat(inbox.command(order())).isTrue();
        inbox.outcome(ended(1));
        List<Item> taken = inbox.take(8, Duration.ZERO);
        assertThat(taken).hasSize(8);
        assertThat(taken.get(0)).isInstanceOf(Item.Order.class);
        assertThat(taken.get(1)).isEqualTo(ended(1));
    }

    @Test
    void outcomesAreNeverRefusedAndDoNotStarveMessages() throws Exception {
        IntStream.range(0, 10_000).forEach(i -> inbox.outcome(ended(i)));
        inbox.messages(FLOOD, Footing.KNOWN, asks(0, 1));
        assertThat(inbox.figures().own()).isEqualTo(10_000);
        assertThat(inbox.take(8, Duration.ZERO)).contains(new Item.Happening(new Event.Arrived(FLOOD, Said.asks("r0"))));
    }

    @Test
    void oneAtATimeBothSidesComeOn() throws Exception {
        IntStream.range(0, 20).forEach(i -> inbox.outcome(ended(i)));
        inbox.messages(FLOOD, Footing.KNOWN, asks(0, 20));
        int messages = 0;
        for (int i = 0; i < 20; i++) {
            messages += inbox.take(1, Duration.ZERO).get(0) instanceof Item.Happening(Event.Arrived arrived) ? 1 : 0;
        }
        assertThat(messages).isBetween(4, 6);
    }

    @Test
    void commandsHaveABoundOfTheirOwn() throws Exception {
        inbox.messages(FLOOD, Footing.KNOWN, asks(0, 50));
        assertThat(inbox.command(order())).isTrue();
        assertThat(inbox.command(order())).isTrue();
        assertThat(inbox.command(order())).isFalse();
        inbox.take(1, Duration.ZERO);
        assertThat(inbox.command(order())).isTrue();
    }
}
