package orca.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import org.junit.jupiter.api.Test;

/** What is shown with a demand is counted like what is paid with it. */
class MessageWeightTest {
    private static final Term HOUR = Term.of(Instant.parse("2030-01-01T12:00:00Z"), Duration.ofHours(1));
    private static final TypeName VM = new TypeName("vm");

    private static TicketChain chain(int size) {
        Delegation right = new Delegation(new DelegationId("d"), 1, new Principal("site"), new Principal("broker"),
                new ResourceType(VM, List.of(new Dimension("cpu", "cores")), Turnaround.NONE), Amounts.of(1, 1), Amounts.of(1),
                HOUR, 100, PropertyList.NONE);
        return new TicketChain(DelegationChain.of(right), new Ticket(new ReservationId("r"), 1, new Principal("broker"),
                new Principal("guest"), right.id(), VM, 1, 1, Amounts.of(1), Assurance.RESERVED, HOUR,
                PropertyList.of("p", "x".repeat(size))));
    }

    private static int weight(Optional<TicketChain> claim, Optional<TicketChain> held) {
        Demand demand = new Demand(VM, 1, 1, Amounts.of(1), HOUR, HOUR.start(), Optional.empty(), Assurance.RESERVED,
                Optional.empty(), PropertyList.NONE);
        return MessageWeight.of(new Message.TicketDemand(new ReservationId("r"), new Stamp(1, 1), true, demand, Stamp.NONE,
                Optional.empty(), claim, held));
    }

    @Test
    void aTicketThatIsShownWeighsWhatItWeighsElsewhere() {
        int bare = weight(Optional.empty(), Optional.empty());
        assertThat(weight(Optional.empty(), Optional.of(chain(1_000))))
                .isEqualTo(weight(Optional.of(chain(1_000)), Optional.empty())).isGreaterThan(bare + 2_000);
        assertThat(weight(Optional.of(chain(1_000)), Optional.of(chain(1_000))) - bare)
                .isEqualTo(2 * (weight(Optional.empty(), Optional.of(chain(1_000))) - bare));
    }
}
