package orca.runtime.management;

import java.time.Duration;
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
 * Tells the story of one reservation from the journals of all actors, on the caller's thread. A journal is kept in the order of
 * time and not by subject, so it is read from its end backwards, piece by piece, until its beginning or until the time for it is
 * over; what is older is then missing, and the story says so.
 */
final class Historian {
    /** The most lines of one story; the oldest are left out. */
    static final int MOST_LINES = 2000;
    /** How long all journals together are read; somebody waits for the answer. A piece that is begun is read to its end. */
    static final Duration LONGEST = Duration.ofMillis(1500);
    /** How many groups the first piece has. Groups are large under load, so later pieces have more or fewer by what it took. */
    private static final int FIRST_PIECE = 100;
    private static final int LARGEST_PIECE = 8000;
    /** What a piece should take, in nanoseconds: little beside the whole, for that is how much too late the end may be seen. */
    private static final long PIECE_NANOS = 150_000_000;

    /** The lines, oldest first, and whether older ones are missing. */
    record Told(List<Story.Line> lines, boolean cut) {}

    private Historian() {}

    static Told tell(List<HostedActor> actors, String id) {
        return tell(actors, id, LONGEST, FIRST_PIECE);
    }

    static Told tell(List<HostedActor> actors, String id, Duration longest, int firstPiece) {
        List<Story.Line> all = new ArrayList<>();
        boolean cut = false;
        long end = System.nanoTime() + longest.toNanos();
        int left = actors.size();
        for (HostedActor actor : actors) {
            // Each has its share, and what those before it have left.
            Reader reader = new Reader(actor, id);
            reader.read(System.nanoTime() + (end - System.nanoTime()) / left--, firstPiece);
            all.addAll(reader.lines());
            cut |= reader.cut;
        }
        all.sort(Comparator.comparing(Story.Line::at));
        int over = Math.max(0, all.size() - MOST_LINES);
        return new Told(List.copyOf(all.subList(over, all.size())), cut || over > 0);
    }

    /** Reads one journal. */
    private static final class Reader {
        private final HostedActor actor;
        private final String id;
        /** Piece by piece, the oldest first; each in the order of time. */
        private final ArrayDeque<List<Story.Line>> pieces = new ArrayDeque<>();
        private int count;
        private boolean cut;

        Reader(HostedActor actor, String id) {
            this.actor = actor;
            this.id = id;
        }

        void read(long end, int firstPiece) {
            long above = actor.loop().status().sequence() + 1;
            long size = firstPiece;
            while (above > 1 && !cut) {
                long begun = System.nanoTime();
                long from = Math.max(1, above - size);
                // The journal may have grown since the status was said: the newest are not left out.
                long first = piece(from, pieces.isEmpty() ? Long.MAX_VALUE : above);
                // Nothing older is there when the journal begins within the piece.
                cut = first > from;
                above = from;
                size = System.nanoTime() - begun > PIECE_NANOS ? Math.max(1, size / 2) : Math.min(LARGEST_PIECE, 2 * size);
                cut |= above > 1 && (System.nanoTime() - end > 0 || count > MOST_LINES);
            }
        }

        /** Reads the groups from {@code from} on that are below {@code above}; the first there was. */
        private long piece(long from, long above) {
            List<Story.Line> lines = new ArrayList<>();
            long[] first = {above};
            actor.loop().history(from, above - 1, group -> {
                first[0] = Math.min(first[0], group.sequence());
                read(group, lines);
            });
            pieces.addFirst(lines);
            count += lines.size();
            return first[0];
        }

        private void read(Group group, List<Story.Line> lines) {
            group.records().forEach(record -> line(record).ifPresent(lines::add));
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

        private Optional<Story.Line> about(String subject, String state, Cause cause) {
            return Optional.of(new Story.Line(cause.at(), actor.name(), subject, state, cause.what(), cause.why()));
        }

        /** All of them, without those that tell nothing new: the subject's image had the same state for the same cause before. */
        List<Story.Line> lines() {
            Map<String, Story.Line> last = new HashMap<>();
            return pieces.stream().flatMap(List::stream)
                    .filter(line -> !line.equals(last.put(line.subject(), line))).toList();
        }
    }
}
