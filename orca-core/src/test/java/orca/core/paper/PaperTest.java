package orca.core.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.lease.Lease;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Ticket;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import org.junit.jupiter.api.Test;

/** These texts are signed and mailed: each must be written, and be readable, for ever. */
class PaperTest {
    private static final Term HOUR = Term.of(Instant.parse("2027-01-15T08:00:00Z"), Duration.ofHours(1));
    private static final Principal SITE = new Principal("a1".repeat(32));
    private static final Principal BROKER = new Principal("b2".repeat(32));
    private static final Principal GUEST = new Principal("c3".repeat(32));
    private static final ResourceType VM = new ResourceType(new TypeName("vm"),
            List.of(new Dimension("cpu", "milli-cores"), new Dimension("memory", "MiB")),
            new Turnaround(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofSeconds(2)));

    private static Ticket ticket(PropertyList properties) {
        return new Ticket(new ReservationId("web"), 7, BROKER, GUEST, new DelegationId("pool"), new TypeName("vm"), 3, 2,
                Amounts.of(1000, 2048), Assurance.MINIMUM_SHARE, HOUR, properties);
    }

    @Test
    void aDelegationReadsLikeThis() {
        Delegation delegation = new Delegation(new DelegationId("pool"), 2, SITE, BROKER, VM, Amounts.of(10, 20_000, 40_960),
                Amounts.of(4000, 8192), HOUR, 150, PropertyList.NONE);
        assertThat(Paper.of(delegation, Optional.empty())).isEqualTo("""
                <delegation xmlns="urn:orca:contract" version="1">
                 <id>pool</id>
                 <revision>2</revision>
                 <issuer>a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1</issuer>
                 <holder>b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2</holder>
                 <type>
                  <name>vm</name>
                  <dimension name="cpu">milli-cores</dimension>
                  <dimension name="memory">MiB</dimension>
                  <setup>PT30S</setup>
                  <teardown>PT10S</teardown>
                  <grace>PT1M</grace>
                  <skew>PT2S</skew>
                 </type>
                 <capacity>10 20000 40960</capacity>
                 <largest>4000 8192</largest>
                 <start>2027-01-15T08:00:00Z</start>
                 <end>2027-01-15T09:00:00Z</end>
                 <oversubscription>150</oversubscription>
                </delegation>
                """);
        assertThat(Paper.of(delegation, Optional.of("d4".repeat(32))))
                .contains(" version=\"1\">\n <parent>" + "d4".repeat(32) + "</parent>\n <id>");
    }

    @Test
    void aTicketReadsLikeThis() {
        PropertyList properties = PropertyList.of("note", "a < b & c > d\r\n\"quoted\" \ud83d\udc0b").with("cpus", 4)
                .with("fast", new PropertyValue.Flag(true)).with("from", new PropertyValue.Moment(HOUR.start()))
                .with("lasts", new PropertyValue.Span(Duration.ofHours(2)));
        assertThat(Paper.of(ticket(properties), "d4".repeat(32))).isEqualTo("""
                <ticket xmlns="urn:orca:contract" version="1">
                 <parent>d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4</parent>
                 <reservation>web</reservation>
                 <revision>7</revision>
                 <issuer>b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2</issuer>
                 <holder>c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3</holder>
                 <delegation>pool</delegation>
                 <type>vm</type>
                 <units>3</units>
                 <least>2</least>
                 <sliver>1000 2048</sliver>
                 <assurance>MINIMUM_SHARE</assurance>
                 <start>2027-01-15T08:00:00Z</start>
                 <end>2027-01-15T09:00:00Z</end>
                 <whole name="cpus">4</whole>
                 <flag name="fast">true</flag>
                 <moment name="from">2027-01-15T08:00:00Z</moment>
                 <span name="lasts">PT2H</span>
                 <text name="note">a &lt; b &amp; c &gt; d&#13;
                "quoted" \ud83d\udc0b</text>
                </ticket>
                """);
    }

    @Test
    void aLeaseReadsLikeThis() {
        Lease lease = new Lease(new ReservationId("web"), 7, SITE, GUEST, new TypeName("vm"), Assurance.RESERVED, HOUR,
                List.of(new LeasedUnit(new UnitId("u1"), "h1", Amounts.of(1000, 2048), UnitState.READY,
                        PropertyList.of("address", "10.0.0.1"))));
        assertThat(Paper.of(lease)).endsWith("""
                 <end>2027-01-15T09:00:00Z</end>
                 <unit>
                  <id>u1</id>
                  <host>h1</host>
                  <sliver>1000 2048</sliver>
                  <state>READY</state>
                  <text name="address">10.0.0.1</text>
                 </unit>
                </lease>
                """);
    }

    @Test
    void whatXmlCannotCarryIsRefused() {
        for (String bad : List.of("\u0000", "a\u001b[2J", "\ud800", "x\udc00", "\uffff")) {
            assertThatThrownBy(() -> Paper.of(ticket(PropertyList.of("note", bad)), "d4".repeat(32)))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("paper.note: character ");
        }
    }
}
