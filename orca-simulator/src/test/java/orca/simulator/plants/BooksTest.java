package orca.simulator.plants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import orca.broker.Broker;
import orca.broker.ledger.TicketImage;
import orca.core.actor.Actor;
import orca.core.actor.Decision;
import orca.core.actor.Event;
import orca.core.contract.ContractKey;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.core.ticket.Ticket;
import orca.policies.provisioning.EasyBackfill;
import orca.simulator.check.Books;
import orca.simulator.check.Broken;
import orca.simulator.lab.Job;
import orca.simulator.lab.MarketReplay;
import orca.simulator.lab.Workload;
import org.junit.jupiter.api.Test;

/** Whether the books of a replay notice what is wrong. */
class BooksTest {
    private static final Workload DAY = new Workload("day", 10, List.of(new Job(1, 0, 200, 6, 200, "a"),
            new Job(2, 10, 100, 8, 100, "b"), new Job(3, 20, 50, 2, 50, "a"), new Job(4, 300, 10, 10, 60, "b")));

    /** A broker whose records somebody reads, and may change. */
    private static final class Clerk extends Disguise<Broker> {
        private final UnaryOperator<TicketImage> pen;
        private final Consumer<JournalRecord> reader;

        Clerk(Broker heart, UnaryOperator<TicketImage> pen, Consumer<JournalRecord> reader) {
            super(heart);
            this.pen = pen;
            this.reader = reader;
        }

        @Override
        public Decision decide(Event event, Instant now) {
            Decision decision = super.decide(event, now);
            List<JournalRecord> records = decision.records().stream()
                    .map(record -> record instanceof TicketImage image ? pen.apply(image) : record).toList();
            records.forEach(reader);
            return new Decision(records, decision.tell(), decision.reply());
        }
    }

    private static void replay(UnaryOperator<TicketImage> pen) {
        MarketReplay.run(DAY, new EasyBackfill(), broker -> new Clerk(broker, pen, record -> { }));
    }

    @Test
    void aBrokerThatForgetsToBookIsFound() {
        Firings firings = new Firings();
        assertThatThrownBy(() -> MarketReplay.run(DAY, new EasyBackfill(),
                broker -> new DoubleGrant(broker, new Lot(1, 1_000), firings)))
                .isInstanceOf(Broken.class).hasMessageContaining("promised on all are [14] at")
                .hasMessageContaining("more than [10]");
    }

    private static TicketImage with(TicketImage image, UnaryOperator<Ticket> change) {
        return new TicketImage(image.key(), image.state(), image.heard(), image.open(), image.demand(), image.answer(),
                image.said(), image.seen(), image.mustSee(), image.ticket().map(change), image.holding(), image.bookings(),
                image.standing(), image.bidding(), image.relinquishment(), image.notices(), image.noticed(), image.forgetAt(),
                image.mark(), image.cause());
    }

    private static Ticket longer(Ticket ticket) {
        return new Ticket(ticket.reservation(), ticket.revision(), ticket.issuer(), ticket.holder(), ticket.delegation(),
                ticket.type(),
                ticket.units(), ticket.minUnits(), ticket.sliver(), ticket.assurance(),
                ticket.term().endingAt(ticket.term().end().plusSeconds(60)), ticket.properties());
    }

    @Test
    void aTicketThatGivesOtherThanWasDemandedIsFound() {
        assertThatThrownBy(() -> replay(image -> with(image, BooksTest::longer)))
                .isInstanceOf(Broken.class).hasMessageContaining("gives other than was demanded");
    }

    @Test
    void everyCommitOfAReplayIsLookedAt() {
        Books books = new Books();
        List<JournalRecord> records = new ArrayList<>();
        MarketReplay.run(DAY, new EasyBackfill(), broker -> new Clerk(broker, image -> image, records::add));
        List<TicketImage> granted = records.stream().filter(TicketImage.class::isInstance).map(TicketImage.class::cast)
                .filter(image -> image.live() && image.ticket().isPresent()).toList();

        books.broker(group(records.subList(0, records.indexOf(granted.get(0)) + 1)));
        assertThat(books.looked()).isEqualTo(1);
        assertThatThrownBy(books::atTheEnd).isInstanceOf(Broken.class).hasMessageContaining("all is over, and left are");
        TicketImage changed = with(granted.get(0), BooksTest::longer);
        assertThatThrownBy(() -> books.broker(group(List.of(changed))))
                .isInstanceOf(Broken.class).hasMessageContaining("changed without a new revision");
        assertThat(granted.stream().map(TicketImage::key).map(ContractKey::id).distinct()).hasSize(4);
    }

    private static Group group(List<? extends JournalRecord> records) {
        return new Group(1, 1, Instant.parse("2000-01-01T00:00:00Z"), List.copyOf(records));
    }
}
