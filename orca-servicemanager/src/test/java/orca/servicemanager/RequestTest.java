package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.ContractKey;
import orca.core.contract.Refusal;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import org.junit.jupiter.api.Test;

/** What may be asked for, and what a repeated command comes to. */
class RequestTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private static Command.Request named(String requestId, Command.Wish... wishes) {
        return new Command.Request(Optional.of(requestId), "blue", List.of(wishes), false, Optional.empty());
    }

    private static void declined(World world, Command command, Refusal.Kind kind, String words) {
        int commits = world.stage.journal().size();
        Reply reply = world.order(command);
        assertThat(reply).isInstanceOf(Reply.Declined.class);
        assertThat(((Reply.Declined) reply).refusal().kind()).isEqualTo(kind);
        assertThat(((Reply.Declined) reply).refusal().reason()).contains(words);
        assertThat(world.stage.journal()).as("nothing was changed").hasSize(commits);
    }

    @Test
    void aRepeatedRequestIsAnsweredAsTheFirstTime() {
        World world = World.plain();
        Command.Request request = named("q1", wish(demand(1, HOUR)), wish(demand(2, HOUR)));
        Reply first = world.order(request);
        assertThat(first).isEqualTo(new Reply.Accepted(List.of("guest-1", "guest-2"), ""));
        assertThat(world.order(request)).isEqualTo(first);
        world.stage.restart();
        assertThat(world.order(request)).isEqualTo(first);
        world.stage.restartFromImage();
        assertThat(world.order(request)).isEqualTo(first);

        assertThat(world.guest().reservations()).hasSize(2);
        declined(world, named("q1", wish(demand(3, HOUR))), Refusal.Kind.CONFLICT, "requestId: q1 was another command");
    }

    @Test
    void aRepeatedChangeIsMadeOnce() {
        World world = World.plain().active(1, HOUR);
        Command.Change change = new Command.Change(Optional.of("c1"), R1, Optional.empty(), Optional.of(HOUR), Optional.empty(),
                Optional.empty(), List.of());
        Reply first = world.order(change);
        world.grant(R1).bind(R1);
        assertThat(world.order(change)).isEqualTo(first);

        assertThat(world.reservation(R1).term().orElseThrow().length()).isEqualTo(HOUR.multipliedBy(2));
        declined(world, named("c1", wish(demand(1, HOUR))), Refusal.Kind.CONFLICT, "c1");
    }

    @Test
    void requestIdsAreForgottenWithTheirReservations() {
        World world = World.plain();
        world.ordered(named("q1", wish(demand(1, HOUR)))).refuse(R1, "no").stage.advance(HOUR);

        assertThat(world.guest().reservations()).isEmpty();
        Command.Wish later = wish(demand(1, 1, NOON.plus(HOUR), HOUR));
        assertThat(world.order(named("q1", later))).isEqualTo(new Reply.Accepted(List.of("guest-2"), ""));
    }

    @Test
    void idsThatAreGivenAreKeptAndOthersAreCountedAroundThem() {
        World world = World.plain();
        Reply reply = world.order(request(World.named("guest-2", demand(1, HOUR), List.of(), List.of()), wish(demand(1, HOUR)),
                World.named("web", demand(1, HOUR), List.of(), List.of()), wish(demand(1, HOUR))));

        assertThat(((Reply.Accepted) reply).ids()).containsExactly("guest-2", "guest-3", "web", "guest-5");
        assertThat(world.guest().reservations()).extracting(r -> r.number()).doesNotHaveDuplicates();
        declined(world, request(World.named("web", demand(1, HOUR), List.of(), List.of())), Refusal.Kind.CONFLICT, "web already");
        declined(world, request(World.named("db", demand(1, HOUR), List.of(), List.of()),
                World.named("db", demand(1, HOUR), List.of(), List.of())), Refusal.Kind.NEVER, "db twice");
    }

    @Test
    void predecessorsMustBeKnownAndWaitForNothingInACircle() {
        World world = World.plain();

        declined(world, request(World.named("b", demand(1, HOUR), List.of("a"), List.of())),
                Refusal.Kind.UNKNOWN, "no reservation a");
        declined(world, request(World.named("a", demand(1, HOUR), List.of("c"), List.of()),
                World.named("b", demand(1, HOUR), List.of("a"), List.of()),
                World.named("c", demand(1, HOUR), List.of(), List.of("b"))), Refusal.Kind.NEVER, "a would wait for itself");
        declined(world, request(World.named("a", demand(1, HOUR), List.of("a"), List.of())),
                Refusal.Kind.NEVER, "wait for itself");
        world.ordered(request(World.named("a", demand(1, HOUR), List.of(), List.of()),
                World.named("b", demand(1, HOUR), List.of("a"), List.of("a")),
                World.named("c", demand(1, HOUR), List.of("a"), List.of("b"))));
        world.ordered(new Command.Close(new orca.core.contract.ReservationId("a")));
        declined(world, request(World.named("d", demand(1, HOUR), List.of("a"), List.of())), Refusal.Kind.LATE, "a is CLOSING");
    }

    @Test
    void termsThatAreOverOrTooShortAreDeclined() {
        World world = World.plain();
        Instant past = NOON.minus(Duration.ofDays(1));

        declined(world, request(wish(demand(1, 1, past, HOUR))), Refusal.Kind.LATE, "is over");
        declined(world, request(wish(demand(1, 1, NOON.minus(HOUR), HOUR.plusSeconds(1)))), Refusal.Kind.LATE, "is over");
        declined(world, request(wish(demand(1, Duration.ofSeconds(1)))), Refusal.Kind.NEVER, "longer than the guest's margin");
        declined(world, request(renewed(demand(1, HOUR), NOON)), Refusal.Kind.NEVER, "renewUntil");
    }

    @Test
    void aHoldIsForGroupsAndLiesAhead() {
        World world = World.plain();
        List<Command.Wish> wishes = List.of(wish(demand(1, HOUR)));

        declined(world, new Command.Request(Optional.empty(), "blue", wishes, false, Optional.of(NOON.plus(HOUR))),
                Refusal.Kind.NEVER, "made together");
        declined(world, new Command.Request(Optional.empty(), "blue", wishes, true, Optional.of(NOON)),
                Refusal.Kind.LATE, "must be after now");
    }

    @Test
    void moreReservationsThanTheLimitAreNotTakenNow() {
        World world = new World(GuestSettings.usual(GUEST).with(new GuestSettings.Limits(2, 10, 10)))
                .ordered(request(wish(demand(1, HOUR))));

        declined(world, request(wish(demand(1, HOUR)), wish(demand(1, HOUR))), Refusal.Kind.NOT_NOW, "at most 2");
        world.refuse(R1, "no").ordered(request(wish(demand(1, HOUR)), wish(demand(1, HOUR))));
    }

    @Test
    void commandsForOtherRolesAreDeclined() {
        ContractKey key = new ContractKey(GUEST, R1);
        declined(World.plain(), new Command.Approve(key, ""), Refusal.Kind.NEVER, "no command for a service manager");
        declined(World.plain(), new Command.Reclaim(new orca.core.ticket.DelegationId("d"), ""), Refusal.Kind.NEVER, "Reclaim");
    }

    @Test
    void aThousandDemandsLeaveInTheOrderOfTheirMaking() {
        World world = World.plain();
        world.stage.unchecked();
        for (int i = 0; i < 10; i++) {
            world.ordered(request(java.util.Collections.nCopies(100, wish(demand(1, HOUR))).toArray(new Command.Wish[0])));
        }

        assertThat(world.stage.sent(Message.TicketDemand.class)).hasSize(1000);
        assertThat(world.stage.sent(Message.TicketDemand.class).get(999).id().value()).isEqualTo("guest-1000");
        assertThat(world.guest().broken()).isEmpty();
    }
}
