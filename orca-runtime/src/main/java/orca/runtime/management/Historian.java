package orca.runtime.management;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.authority.state.LeaseImage;
import orca.authority.state.UnitImage;
import orca.broker.ledger.TicketImage;
import orca.core.contract.Cause;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.runtime.hosting.HostedActor;
import orca.servicemanager.record.MemberImage;
import orca.servicemanager.record.ReservationImage;
import orca.wire.management.Story;
import orca.wire.text.Notation;

/**
 * Tells the story of one reservation from the journals of all actors. Reads whole journals, on the caller's thread; its time
 * grows with what they hold, its memory does not.
 */
final class Historian {
    /** The most lines of one story; the oldest are left out. */
    static final int MOST_LINES = 2000;

    /** The lines, oldest first, and whether older ones are missing. */
    record Told(List<Story.Line> lines, boolean cut) {}

    private Historian() {}

    static Told tell(List<HostedActor> actors, String id) {
        List<Story.Line> all = new ArrayList<>();
        boolean cut = false;
        for (HostedActor actor : actors) {
            Reader reader = new Reader(actor.name(), id);
            actor.loop().history(reader::read);
            all.addAll(reader.lines);
            cut |= reader.cut;
        }
        all.sort(Comparator.comparing(Story.Line::at));
        int over = Math.max(0, all.size() - MOST_LINES);
        return new Told(List.copyOf(all.subList(over, all.size())), cut || over > 0);
    }

    /** Reads one journal. */
    private static final class Reader {
        private final String actor;
        private final String id;
        private final ArrayDeque<Story.Line> lines = new ArrayDeque<>();
        private final Map<String, String> last = new HashMap<>();
        private boolean cut;
        private boolean first = true;

        Reader(String actor, String id) {
            this.actor = actor;
            this.id = id;
        }

        void read(Group group) {
            cut |= first && group.sequence() > 1;
            first = false;
            group.records().forEach(record -> line(record).ifPresent(this::add));
        }

        private Optional<Story.Line> line(JournalRecord record) {
            return switch (record) {
                case ReservationImage r when r.id().value().equals(id) ->
                        about("reservation", Notation.word(r.state()), r.cause());
                case MemberImage m when m.reservation().value().equals(id) ->
                        about(m.subject() + " in the guest", Notation.word(m.state()), m.cause());
                case TicketImage t when t.key().id().value().equals(id) -> about("ticket", Notation.word(t.state()), t.cause());
                case LeaseImage l when l.key().id().value().equals(id) -> about("lease", Notation.word(l.state()), l.cause());
                case UnitImage u when u.lease().id().value().equals(id) ->
                        about(u.id().value(), Notation.word(u.state()), u.cause());
                default -> Optional.empty(); // records are an open family, and the others are not about a reservation
            };
        }

        /** A line, unless the subject's last image had the same state for the same cause: then nothing is new to people. */
        private Optional<Story.Line> about(String subject, String state, Cause cause) {
            String news = state + cause;
            return news.equals(last.put(subject, news)) ? Optional.empty()
                    : Optional.of(new Story.Line(cause.at(), actor, subject, state, cause.what(), cause.why()));
        }

        private void add(Story.Line line) {
            lines.add(line);
            if (lines.size() > MOST_LINES) {
                lines.poll();
                cut = true;
            }
        }
    }
}
