package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import orca.core.actor.Outgoing;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.servicemanager.record.BoxImage;
import orca.servicemanager.record.GroupImage;
import orca.servicemanager.record.GuestCounters;
import orca.servicemanager.record.GuestRecord;
import orca.servicemanager.record.LetterImage;
import orca.servicemanager.record.LossImage;
import orca.servicemanager.record.MemberImage;
import orca.servicemanager.record.NoticeImage;
import orca.servicemanager.record.PostCounters;
import orca.servicemanager.record.ReservationImage;
import orca.servicemanager.record.StrayImage;
import orca.servicemanager.record.SliceImage;
import orca.servicemanager.record.TellingImage;
import orca.servicemanager.record.WatchImage;
import org.junit.jupiter.api.Test;

/**
 * One life as it is written: each commit, what it says, and what left after it. The golden text stands in the resources, with
 * the reason for each part; a difference is to be understood before it is written there.
 */
class TraceTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void aLifeIsWrittenLikeThis() {
        World world = World.attended();
        StringBuilder trace = new StringBuilder();
        step(world, trace, "the operator asks for two units, renewed until 13:30",
                () -> world.ordered(request(renewed(demand(2, HOUR), NOON.plus(Duration.ofMinutes(90))))));
        step(world, trace, "the broker grants", () -> world.grant(R1));
        step(world, trace, "the authority binds", () -> world.bind(R1));
        step(world, trace, "the handlers are done", world::endAll);
        step(world, trace, "48 minutes pass", () -> world.stage.advance(Duration.ofMinutes(48)));
        step(world, trace, "the broker grants the renewal", () -> world.grant(R1));
        step(world, trace, "the authority refuses it", () -> world.refuseLease(R1, "the host is sold"));
        step(world, trace, "the broker takes it back", () -> world.grant(R1));
        step(world, trace, "the operator closes", () -> world.ordered(new Command.Close(R1)));
        step(world, trace, "the handlers are done", world::endAll);
        step(world, trace, "the authority has torn down", () -> world.ended(R1));
        step(world, trace, "the broker has released", () -> world.relinquished(R1));
        step(world, trace, "an hour passes", () -> world.stage.advance(HOUR));

        assertThat(trace.toString()).isEqualTo(golden());
    }

    private static String golden() {
        try (InputStream text = TraceTest.class.getResourceAsStream("life.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#")).collect(Collectors.joining("\n", "", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void step(World world, StringBuilder trace, String what, Runnable happens) {
        int written = world.stage.journal().size();
        int sent = world.stage.sent().size();
        happens.run();
        trace.append("* ").append(what).append('\n');
        for (Group group : world.stage.journal().subList(written, world.stage.journal().size())) {
            trace.append("  ").append(group.sequence()).append(" at ").append(time(group.stampedAt())).append(": ")
                    .append(group.records().stream().map(TraceTest::line).collect(Collectors.joining("; "))).append('\n');
        }
        for (Outgoing outgoing : world.stage.sent().stream().skip(sent).distinct().toList()) {
            trace.append("  -> ").append(outgoing.to()).append(": ").append(line(outgoing.message())).append('\n');
        }
        List<String> runs = world.stage.runs().stream().map(run -> run.name().toString()).sorted().toList();
        runs.forEach(run -> trace.append("  runs ").append(run).append('\n'));
    }

    private static String time(Instant at) {
        return at.toString().substring(11, 19);
    }

    private static String line(JournalRecord record) {
        return switch ((GuestRecord) record) {
            case ReservationImage image -> image.id() + " " + image.state() + " (" + image.cause().what() + ")";
            case MemberImage image -> image.subject() + " " + image.state();
            case GroupImage image -> image.subject() + " " + image.state();
            case SliceImage image -> "slice " + image.subject();
            case GuestCounters counters -> "counters " + counters.reservations();
            case orca.servicemanager.record.PurseImage purse -> "payments " + purse.count();
            case GuestRecord.ReservationGone gone -> gone.subject().id() + " is forgotten";
            case GuestRecord.MemberGone gone -> gone.subject() + " is gone";
            case GuestRecord.SliceGone gone -> "slice " + gone.subject() + " is forgotten";
            case GuestRecord.GroupGone gone -> "group " + gone.subject() + " is forgotten";
            case orca.servicemanager.record.SampleImage image -> "sample " + image.sample();
            case orca.servicemanager.record.ControllerImage image -> "memory of " + image.slice();
            case orca.servicemanager.record.ChoiceImage image -> "controller of " + image.slice() + ": " + image.chosen();
            case LossImage lost -> "lost " + lost.loss();
            case StrayImage stray -> stray.id() + " is noted";
            case GuestRecord.MemoryGone gone -> gone.subject() + " is forgotten";
            case TellingImage telling -> telling.slice() + " is told of";
            case WatchImage watch -> watch.subject() + " until " + time(watch.end());
            case NoticeImage notice -> notice.kind() + " for " + notice.to();
            case BoxImage box -> box.subject() + " at " + time(box.dueAt());
            case LetterImage letter -> letter.subject() + " " + letter.state();
            case PostCounters counters -> counters.toString();
            case GuestRecord.TellingGone gone -> gone.subject() + " is forgotten";
            case GuestRecord.WatchGone gone -> gone.subject() + " is forgotten";
            case GuestRecord.BoxGone gone -> gone.subject() + " is empty";
            case GuestRecord.LetterGone gone -> gone.subject() + " is forgotten";
        };
    }

    private static String line(Message message) {
        return switch (message) {
            case Message.TicketDemand demand -> (demand.open() ? "wants " : "gives up ") + demand.demand().units() + " until "
                    + time(demand.demand().term().end()) + ", says " + demand.stamp() + ", saw " + demand.seen();
            case Message.LeaseDemand demand -> (demand.open() ? "redeems revision " : "closes revision ")
                    + demand.chain().orElseThrow().ticket().revision() + ", says " + demand.stamp() + ", saw " + demand.seen();
            default -> throw new AssertionError("a guest never says " + message);
        };
    }
}
