package orca.runtime.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;
import orca.core.contract.Stamp;
import orca.core.protocol.Message;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import org.junit.jupiter.api.Test;

class InProcessTransportTest {
    private static final Principal A = new Principal("a");
    private static final Principal B = new Principal("b");
    private static final Principal C = new Principal("c");

    private final InProcessTransport transport = new InProcessTransport();
    private final List<String> got = new ArrayList<>();

    private static Message message(int number) {
        return new Message.DelegationView(new DelegationId("d" + number), Stamp.NONE, DelegationState.HELD, 0, Optional.empty());
    }

    private void connect(Principal principal) {
        transport.connect(principal, (from, messages) -> got.add(from + " to " + principal + ": " + messages.size()));
    }

    @Test
    void messagesToOnePeerTravelInOneEnvelopeInTheirOrder() {
        List<Message> order = new ArrayList<>();
        transport.connect(B, (from, messages) -> order.addAll(messages));
        connect(C);
        Envelopes.send(transport, A,
                List.of(new Outgoing(B, message(1)), new Outgoing(C, message(2)), new Outgoing(B, message(3))));
        assertThat(order).containsExactly(message(1), message(3));
        assertThat(got).containsExactly("a to c: 1");
    }

    @Test
    void envelopesHaveABound() {
        connect(B);
        Envelopes.send(transport, A, IntStream.range(0, 2050).mapToObj(i -> new Outgoing(B, message(i))).toList());
        assertThat(got).containsExactly("a to b: 1024", "a to b: 1024", "a to b: 2");
        assertThatIllegalArgumentException().isThrownBy(() -> transport.send(A, B, List.of()));
    }

    @Test
    void whatIsForNobodyHereIsDroppedAndCounted() {
        Envelopes.send(transport, A, List.of(new Outgoing(B, message(1)), new Outgoing(B, message(2))));
        assertThat(transport.undeliverable()).isEqualTo(2);
        connect(B);
        transport.disconnect(B);
        transport.send(A, B, List.of(message(3)));
        assertThat(transport.undeliverable()).isEqualTo(3);
        assertThat(got).isEmpty();
    }

    @Test
    void twoActorsMayNotShareAPrincipal() {
        connect(B);
        assertThatIllegalArgumentException().isThrownBy(() -> connect(B)).withMessageContaining("principal b");
    }
}
