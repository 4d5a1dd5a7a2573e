package orca.simulator.plants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import orca.authority.state.LeaseImage;
import orca.authority.state.UnitImage;
import orca.broker.ledger.TicketImage;
import orca.core.actor.Actor;
import orca.core.actor.Decision;
import orca.core.actor.Event;
import orca.core.contract.ContractKey;
import orca.core.contract.ReservationId;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.core.lease.UnitState;
import orca.core.ticket.Ticket;
import orca.policies.assignment.FirstFit;
import orca.policies.provisioning.EasyBackfill;
import orca.simulator.check.Books;
import orca.simulator.check.Broken;
import orca.simulator.lab.Job;
import orca.simulator.lab.LeaseReplay;
import orca.simulator.lab.MarketReplay;
import orca.simulator.lab.Workload;
import org.junit.jupiter.api.Test;

/** Whether the books of a replay notice what is wrong. */
class BooksTest {
    private static final Workload DAY = new Workload("day", 10, List.of(new Job(1, 0, 200, 6, 200, "a"),
            new Job(2, 10, 100, 8, 100, "b"), new Job(3, 20, 50, 2, 50, "a"), new Job(4, 300, 10, 10, 60, "b")));

    /** An actor whose records somebody reads, and may change. */
    private static final class Clerk<A extends Actor> extends Disguise<A> {
        private final UnaryOperator<JournalRecord> pen;
        private final Consumer<JournalRecord> reader;

        Clerk(A heart, UnaryOperator<JournalRecord> pen, Consumer<JournalRecord> reader) {
            super(heart);
            this.pen = pen;
            this.reader = reader;
        }

        @Override
        public Decision decide(Event event, Instant now) {
            Decision decision = super.decide(event, now);
            List<JournalRecord> records = decision.records().stream().map(pen).toList();
            records.forEach(reader);
            return new Decision(records, decision.tell(), decision.reply());
        }
    }

    /** {@code pen} where a record is of {@code kind}; all others stay. */
    private static <R extends JournalRecord> UnaryOperator<JournalRecord> on(Class<R> kind, UnaryOperator<R> pen) {
        return record -> kind.isInstance(record) ? pen.apply(kind.cast(record)) : record;
    }

    /** {@code record} with another value of {@code component}. */
    private static <R extends Record> R with(R record, String component, Object value) {
        try {
            RecordComponent[] parts = record.getClass().getRecordComponents();
            Object[] values = new Object[parts.length];
            for (int i = 0; i < parts.length; i++) {
                values[i] = parts[i].getName().equals(component) ? value : parts[i].getAccessor().invoke(record);
            }
            Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
            @SuppressWarnings("unchecked")
            R made = (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
            return made;
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void replay(UnaryOperator<TicketImage> pen) {
        MarketReplay.run(DAY, new EasyBackfill(), broker -> new Clerk<>(broker, on(TicketImage.class, pen), record -> { }));
    }

    /** The same day at a site with two hosts of five units. */
    private static <R extends JournalRecord> void site(Class<R> kind, UnaryOperator<R> pen) {
        LeaseReplay.run(DAY, new EasyBackfill(), new LeaseReplay.Site(2, new FirstFit()),
                authority -> new Clerk<>(authority, on(kind, pen), record -> { }));
    }

    @Test
    void aBrokerThatForgetsToBookIsFound() {
        Firings firings = new Firings();
        assertThatThrownBy(() -> MarketReplay.run(DAY, new EasyBackfill(),
                broker -> new DoubleGrant(broker, new Lot(1, 1_000), firings)))
                .isInstanceOf(Broken.class).hasMessageContaining("promised on all are [14] at")
                .hasMessageContaining("more than [10]");
    }

    private static TicketImage longer(TicketImage image) {
        return with(image, "ticket", image.ticket().map(BooksTest::longer));
    }

    private static Ticket longer(Ticket ticket) {
        return with(ticket, "term", ticket.term().endingAt(ticket.term().end().plusSeconds(60)));
    }

    @Test
    void aTicketThatGivesOtherThanWasDemandedIsFound() {
        assertThatThrownBy(() -> replay(BooksTest::longer))
                .isInstanceOf(Broken.class).hasMessageContaining("gives other than was demanded");
    }

    @Test
    void everyCommitOfAReplayIsLookedAt() {
        Books books = new Books();
        List<JournalRecord> records = new ArrayList<>();
        MarketReplay.run(DAY, new EasyBackfill(), broker -> new Clerk<>(broker, record -> record, records::add));
        List<TicketImage> granted = records.stream().filter(TicketImage.class::isInstance).map(TicketImage.class::cast)
                .filter(image -> image.live() && image.ticket().isPresent()).toList();

        books.broker(group(records.subList(0, records.indexOf(granted.get(0)) + 1)));
        assertThat(books.looked()).isEqualTo(1);
        assertThatThrownBy(books::atTheEnd).isInstanceOf(Broken.class).hasMessageContaining("all is over, and left are");
        TicketImage changed = longer(granted.get(0));
        assertThatThrownBy(() -> books.broker(group(List.of(changed))))
                .isInstanceOf(Broken.class).hasMessageContaining("changed without a new revision");
        assertThat(granted.stream().map(TicketImage::key).map(ContractKey::id).distinct()).hasSize(4);
    }

    @Test
    void anHonestSiteIsNotBlamed() {
        site(UnitImage.class, unit -> unit);
    }

    @Test
    void aSiteThatPutsAllOnOneHostIsFound() {
        assertThatThrownBy(() -> site(UnitImage.class, unit -> with(unit, "host", "host-1")))
                .isInstanceOf(Broken.class).hasMessageContaining("on host host-1 are [6] at")
                .hasMessageContaining("more than [5]");
    }

    @Test
    void aUnitOnNoHostIsFound() {
        Books books = new Books();
        assertThatThrownBy(() -> books.site(group(sites(UnitImage.class, unit -> with(unit, "host", "nowhere")))))
                .isInstanceOf(Broken.class).hasMessageContaining("is on host nowhere, which is not there");
    }

    @Test
    void aUnitThatChangesItsLeaseIsFound() {
        List<ContractKey> leases = new ArrayList<>();
        assertThatThrownBy(() -> site(UnitImage.class, unit -> {
            leases.add(unit.lease());
            return unit.number() == 1 && unit.state() == UnitState.READY
                    ? with(unit, "lease", new ContractKey(unit.lease().holder(), new ReservationId("another"))) : unit;
        })).isInstanceOf(Broken.class).hasMessageContaining("of lease " + leases.get(0)).hasMessageContaining("is given to");
    }

    @Test
    void aLeaseWithMoreUnitsThanItsTicketHasIsFound() {
        assertThatThrownBy(() -> site(LeaseImage.class, lease ->
                with(lease, "bound", lease.bound().map(bound -> with(bound, "units", bound.units() - 1)))))
                .isInstanceOf(Broken.class).hasMessageContaining("has 6 units, and is bound for 5");
    }

    @Test
    void aLeaseOnATicketThatNobodyIssuedIsFound() {
        assertThatThrownBy(() -> site(LeaseImage.class, lease ->
                with(lease, "newest", lease.newest().map(chain -> with(chain, "ticket", longer(chain.ticket()))))))
                .isInstanceOf(Broken.class).hasMessageContaining("stands on a ticket that its broker did not issue");
    }

    @Test
    void aSiteThatForgetsAUnitIsFoundAtTheEnd() {
        Books books = new Books();
        books.site(group(sites(UnitImage.class, unit -> unit.number() == 1 && unit.state() == UnitState.FREE
                ? with(unit, "state", UnitState.TEARDOWN) : unit)));
        assertThatThrownBy(books::atTheEnd).isInstanceOf(Broken.class).hasMessageContaining("all is over, and left are");
    }

    /** What the site of a good day writes, but for what is wrong with it. */
    private static <R extends JournalRecord> List<JournalRecord> sites(Class<R> kind, UnaryOperator<R> pen) {
        List<JournalRecord> records = new ArrayList<>();
        LeaseReplay.run(DAY, new EasyBackfill(), new LeaseReplay.Site(2, new FirstFit()),
                authority -> new Clerk<>(authority, record -> record, records::add));
        return records.stream().map(on(kind, pen)).toList();
    }

    private static Group group(List<? extends JournalRecord> records) {
        return new Group(1, 1, Instant.parse("2000-01-01T00:00:00Z"), List.copyOf(records));
    }
}
