package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import orca.authority.state.AuthorityRecord;
import orca.authority.state.DelegationImage;
import orca.authority.state.LeaseImage;
import orca.authority.state.UnitImage;
import orca.core.actor.Outgoing;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.journal.Group;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import org.junit.jupiter.api.Test;

/**
 * What one story looks like from outside, line by line, against a text that was read and found right. When this fails, read the
 * difference: the text is changed only by someone who can say why each line of it is as it should be.
 */
class TraceTest {
    private final World world = new World();
    private final StringBuilder trace = new StringBuilder();
    private int groups;
    private int messages;

    @Test
    void theLifeOfALeaseReadsAsItDidBefore() throws IOException {
        step("a type, two hosts, and all of it offered to the broker, who takes it", world::furnished);
        step("a ticket for three units is redeemed; two would do", () -> world.redeem(world.ticket("web", 1, 3, 2, SMALL,
                hours(1))));
        step("the first setup is hopeless, the second has to be tried again", () -> world
                .end(Action.SETUP, new Outcome.Trouble("no image", false)).end(Action.SETUP, new Outcome.Trouble("busy", true)));
        step("the others are done", () -> world.stage.endAll().endAll());
        step("an hour more, and larger units", () -> world.redeem(world.ticket("web", 2, 2, 2, Amounts.of(2, 2), hours(2))));
        step("one grows, the other cannot", () -> world.end(Action.MODIFY, new Outcome.Trouble("no memory", false))
                .stage.endAll());
        step("the broker takes its ticket back", () -> world.standing("web", 0, true));
        step("one unit is removed, the other cannot be", () -> world
                .end(Action.TEARDOWN, Outcome.done()).end(Action.TEARDOWN, new Outcome.Trouble("stuck", false)));
        step("an operator has switched its host off", () -> world.stage.order(
                new orca.core.protocol.Command.FreeUnit(world.units("web").get(0).id(), "host is off")));
        step("the guest has seen it all", () -> world.close("web"));
        step("nothing of it can come any more", () -> world.stage.until(NOON.plus(HOUR.multipliedBy(4))));

        try (InputStream expected = TraceTest.class.getResourceAsStream("/traces/life-of-a-lease.txt")) {
            assertThat(trace.toString()).isEqualTo(
                    expected == null ? "" : new String(expected.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void step(String why, Runnable happens) {
        happens.run();
        trace.append("# ").append(why).append('\n');
        for (Group group : world.stage.journal().subList(groups, world.stage.journal().size())) {
            group.records().forEach(r -> trace.append("  ").append(line((AuthorityRecord) r)).append('\n'));
        }
        for (Outgoing out : world.stage.sent().subList(messages, world.stage.sent().size())) {
            trace.append("  -> ").append(out.to()).append(' ').append(line(out.message())).append('\n');
        }
        groups = world.stage.journal().size();
        messages = world.stage.sent().size();
    }

    private static String line(AuthorityRecord record) {
        return switch (record) {
            case LeaseImage lease -> "lease " + lease.key().id() + " " + lease.state() + " on " + lease.cause().what() + " said "
                    + lease.told().said() + because(lease.cause().why());
            case UnitImage unit -> "unit " + unit.id() + " " + unit.state() + " on " + unit.cause().what() + " at " + unit.host()
                    + " " + unit.sliver() + (unit.wanted().equals(unit.sliver()) ? "" : " to be " + unit.wanted())
                    + (unit.overstays() ? " overstays" : "") + because(unit.cause().why());
            case DelegationImage delegation -> "delegation " + delegation.subject() + " " + delegation.state() + " revision "
                    + delegation.newest().revision();
            default -> record.getClass().getSimpleName() + " " + record.subject();
        };
    }

    private static String line(Message message) {
        return switch (message) {
            case Message.LeaseView view -> "LeaseView " + view.id() + " " + view.state() + " stamp " + view.stamp() + " answers "
                    + view.answers() + (view.urgent() ? " urgent " : " ") + view.answer()
                    + view.lease().map(l -> " lease until " + l.term().end() + " of " + l.units().size()).orElse("");
            case Message.DelegationOffer offer -> "DelegationOffer " + offer.delegation().id() + " stamp " + offer.stamp();
            case Message.StandingView view -> "StandingView " + view.key().id() + " freed " + view.freed();
            default -> message.toString();
        };
    }

    private static String because(String why) {
        return why.isEmpty() ? "" : " because " + why;
    }
}
