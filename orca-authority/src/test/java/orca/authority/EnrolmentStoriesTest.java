package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.authority.state.HostImage;
import orca.authority.state.InvitationImage;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.lease.LeaseState;
import orca.core.protocol.Command;
import orca.core.protocol.Enrolling;
import orca.core.protocol.HostAgent;
import orca.core.protocol.HostOffer;
import orca.core.protocol.Reply;
import orca.core.protocol.Servicing;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

/** Hosts are invited, join, and leave; each step may be said again, and nobody gets another's place. */
class EnrolmentStoriesTest {
    private static final String LOCK = "a".repeat(64);
    private static final String OTHER = "b".repeat(64);
    private static final Amounts WHOLE = Amounts.of(2, 4, 8);
    private static final HostAgent MINE = agent("mine");
    private static final HostAgent YOURS = agent("yours");

    private final World world = new World().furnished();

    private static HostAgent agent(String key) {
        return new HostAgent(new Principal(key), "http://" + key + ":7500/soap/agent");
    }

    private static HostOffer offer(String... name) {
        return new HostOffer(VM, name.length == 0 ? Optional.empty() : Optional.of(name[0]), Optional.empty(), PropertyList.NONE,
                PropertyList.of("rack", "r3"), "native", PropertyList.NONE);
    }

    /** A host that went all the way. */
    static void joined(World world, String host, String key) {
        String lock = Integer.toHexString(host.hashCode() & 0xf).repeat(64);
        assertThat(world.stage.order(new Enrolling.Invite(lock, offer(), NOON.plus(HOUR)))).isInstanceOf(Reply.Accepted.class);
        assertThat(world.stage.order(new Enrolling.Join(lock, host, agent(key)))).isEqualTo(Reply.accepted(host));
        assertThat(world.stage.order(new Enrolling.Enrol(lock, WHOLE))).isEqualTo(Reply.accepted(host));
    }

    private Reply invite(String lock, HostOffer offer) {
        return world.stage.order(new Enrolling.Invite(lock, offer, NOON.plus(HOUR)));
    }

    private Reply join(String lock, String host, HostAgent agent) {
        return world.stage.order(new Enrolling.Join(lock, host, agent));
    }

    private Reply enrol(String lock) {
        return world.stage.order(new Enrolling.Enrol(lock, WHOLE));
    }

    private void declined(Reply reply, Refusal.Kind kind, String reason) {
        assertThat(reply).isInstanceOfSatisfying(Reply.Declined.class, no -> {
            assertThat(no.refusal().reason()).contains(reason);
            assertThat(no.refusal().kind()).isEqualTo(kind);
        });
        assertThat(world.authority().broken()).isEmpty();
    }

    private Optional<HostImage> host(String name) {
        return world.authority().site().findHost(name).map(h -> h.image());
    }

    private Amounts inventory() {
        return world.authority().site().type(VM).orElseThrow().inventory();
    }

    @Test
    void aHostThatIsInvitedJoinsAndIsThereOnlyWhenItsAgentHasAnswered() {
        assertThat(invite(LOCK, offer())).isEqualTo(Reply.accepted(LOCK.substring(0, 12)));
        assertThat(join(LOCK, "h3", MINE)).isEqualTo(Reply.accepted("h3"));
        assertThat(host("h3")).isEmpty();
        assertThat(enrol(LOCK)).isEqualTo(Reply.accepted("h3"));
        HostImage there = host("h3").orElseThrow();
        assertThat(there.agent()).contains(MINE);
        assertThat(there.capacity()).isEqualTo(WHOLE);
        assertThat(there.properties()).isEqualTo(PropertyList.of("rack", "r3"));
        assertThat(inventory()).isEqualTo(Amounts.of(10, 20, 40));
        assertThat(world.authority().broken()).isEmpty();
    }

    @Test
    void eachStepMayBeSaidAgainByTheSameHost() {
        for (int i = 0; i < 2; i++) {
            invite(LOCK, offer());
            join(LOCK, "h3", MINE);
        }
        for (int i = 0; i < 2; i++) {
            assertThat(enrol(LOCK)).isEqualTo(Reply.accepted("h3"));
            assertThat(join(LOCK, "h3", MINE)).isEqualTo(Reply.accepted("h3"));
        }
        assertThat(inventory()).isEqualTo(Amounts.of(10, 20, 40));
        declined(join(LOCK, "h4", MINE), Refusal.Kind.CONFLICT, "it has joined as h3, called at http://mine:7500/soap/agent");
    }

    @Test
    void aTokenIsGoodOnceAndNotForLong() {
        declined(join(LOCK, "h3", MINE), Refusal.Kind.DENIED, "token: it is none of this site's");
        invite(LOCK, offer());
        join(LOCK, "h3", MINE);
        declined(join(LOCK, "h4", YOURS), Refusal.Kind.DENIED, "it was used already, by a host with another key");
        invite(OTHER, offer());
        world.stage.advance(HOUR);
        declined(join(OTHER, "h4", YOURS), Refusal.Kind.LATE, "token: it was good until 2026-03-01T13:00:00Z");
        assertThat(join(LOCK, "h3", MINE)).as("who showed it in time goes on").isEqualTo(Reply.accepted("h3"));
        assertThat(enrol(LOCK)).isEqualTo(Reply.accepted("h3"));
    }

    @Test
    void whatIsOverIsForgottenAtLast() {
        invite(LOCK, offer());
        world.stage.advance(Duration.ofDays(2));
        world.stage.order(new Enrolling.Invite(OTHER, offer(), NOON.plus(Duration.ofDays(3))));
        assertThat(world.authority().site().comings().invitations()).extracting(InvitationImage::lock).containsExactly(OTHER);
    }

    @Test
    void whoIsExpectedIsNotForgottenBecauseSomebodyElseIsInvited() {
        invite(LOCK, offer());
        join(LOCK, "h3", MINE);
        world.stage.advance(Duration.ofDays(3));
        world.stage.order(new Enrolling.Invite(OTHER, offer(), NOON.plus(Duration.ofDays(4))));
        assertThat(enrol(LOCK)).isEqualTo(Reply.accepted("h3"));
    }

    @Test
    void anOlderWordOfAHostDoesNotComeTrueLater() {
        invite(LOCK, offer());
        join(LOCK, "h3", new HostAgent(MINE.key(), "http://10.0.0.9:7500/soap/agent"));
        invite(OTHER, offer());
        join(OTHER, "h3", MINE);
        enrol(OTHER);
        declined(enrol(LOCK), Refusal.Kind.UNKNOWN, "nobody has joined by such an invitation");
        assertThat(host("h3").flatMap(HostImage::agent)).contains(MINE);
    }

    @Test
    void aHostThatIsLetGoDoesNotComeBackByAnInvitationThatWaited() {
        joined(world, "h3", "mine");
        invite(LOCK, offer());
        join(LOCK, "h3", new HostAgent(MINE.key(), "http://10.0.0.9:7500/soap/agent"));
        world.stage.order(new Command.Drain("h3", true, ""));
        assertThat(remove("h3")).isEqualTo(Reply.accepted("h3"));
        declined(enrol(LOCK), Refusal.Kind.UNKNOWN, "nobody has joined by such an invitation");
        assertThat(host("h3")).isEmpty();
    }

    @Test
    void anInvitationNobodyUsedIsTakenBack() {
        invite(LOCK, offer());
        assertThat(world.stage.order(new Enrolling.Uninvite(LOCK))).isEqualTo(Reply.accepted(LOCK.substring(0, 12)));
        declined(join(LOCK, "h3", MINE), Refusal.Kind.DENIED, "was taken back");
        declined(world.stage.order(new Enrolling.Uninvite(LOCK)), Refusal.Kind.UNKNOWN, "there is no such invitation");
        joined(world, "h3", "mine");
        String used = world.authority().site().comings().invitations().iterator().next().lock();
        declined(world.stage.order(new Enrolling.Uninvite(used)), Refusal.Kind.CONFLICT, "host h3 has joined by it");
    }

    @Test
    void aNameThatIsTakenStaysWhoseItIs() {
        declined(invite(LOCK, offer("h1")), Refusal.Kind.CONFLICT, "there is a host h1 already, which is not this one");
        invite(LOCK, offer());
        declined(join(LOCK, "h1", MINE), Refusal.Kind.CONFLICT, "there is a host h1 already");
        join(LOCK, "h3", MINE);
        invite(OTHER, offer());
        declined(join(OTHER, "h3", YOURS), Refusal.Kind.CONFLICT, "another host is joining as h3");
        world.host("h3", 1);
        declined(enrol(LOCK), Refusal.Kind.CONFLICT, "there is a host h3 already");
        assertThat(host("h3").flatMap(HostImage::agent)).isEmpty();
        assertThat(join(LOCK, "h4", MINE)).as("it says another name").isEqualTo(Reply.accepted("h4"));
        assertThat(enrol(LOCK)).isEqualTo(Reply.accepted("h4"));
    }

    @Test
    void whoIsInvitedByNameComesByThatName() {
        invite(LOCK, offer("h3"));
        declined(join(LOCK, "h4", MINE), Refusal.Kind.CONFLICT, "who is invited is to be called h3, not h4");
        assertThat(join(LOCK, "h3", MINE)).isEqualTo(Reply.accepted("h3"));
    }

    @Test
    void aHostIsNotTwoHostsAndMayBeCalledElsewhereByAnotherInvitation() {
        joined(world, "h3", "mine");
        invite(LOCK, offer());
        declined(join(LOCK, "h4", MINE), Refusal.Kind.CONFLICT, "who has that key is host h3 already");
        HostAgent moved = new HostAgent(MINE.key(), "http://10.0.0.9:7500/soap/agent");
        assertThat(join(LOCK, "h3", moved)).isEqualTo(Reply.accepted("h3"));
        assertThat(host("h3").flatMap(HostImage::agent)).contains(MINE);
        enrol(LOCK);
        assertThat(host("h3").flatMap(HostImage::agent)).contains(moved);
        assertThat(inventory()).isEqualTo(Amounts.of(10, 20, 40));
    }

    @Test
    void whatTheOperatorSaysOfItLaterLeavesItItsAgent() {
        joined(world, "h3", "mine");
        world.stage.order(new Command.SetHost("h3", VM, Amounts.of(1, 2, 2), PropertyList.NONE, false));
        world.stage.order(new Command.Drain("h3", true, ""));
        assertThat(host("h3").orElseThrow().agent()).contains(MINE);
        assertThat(host("h3").orElseThrow().capacity()).isEqualTo(Amounts.of(1, 2, 2));
    }

    @Test
    void whatCannotBeIsRefused() {
        HostOffer strange = new HostOffer(new TypeName("tape"), Optional.empty(), Optional.empty(),
                PropertyList.NONE, PropertyList.NONE, "native", PropertyList.NONE);
        declined(invite(LOCK, strange), Refusal.Kind.UNKNOWN, "type: there is no type tape");
        for (Instant until : List.of(NOON, NOON.plus(Duration.ofDays(8)))) {
            declined(world.stage.order(new Enrolling.Invite(LOCK, offer(), until)), Refusal.Kind.NEVER, "until: must be later");
        }
        declined(enrol(LOCK), Refusal.Kind.UNKNOWN, "nobody has joined");
        invite(LOCK, offer());
        declined(invite(LOCK, offer("h9")), Refusal.Kind.CONFLICT, "lock: is that of another invitation");
        join(LOCK, "h3", MINE);
        declined(world.stage.order(new Enrolling.Enrol(LOCK, Amounts.of(1, 1))), Refusal.Kind.NEVER, "host.capacity:");
    }

    @Test
    void aHostIsRemovedWhenItIsDrainedAndEmpty() {
        joined(world, "h3", "mine");
        declined(remove("h9"), Refusal.Kind.UNKNOWN, "there is no host h9");
        declined(remove("h3"), Refusal.Kind.CONFLICT, "h3 is not drained; 'orca host drain h3' comes first");
        world.leased("web", 1);
        assertThat(world.units("web").get(0).host()).isEqualTo("h1");
        declined(remove("h1"), Refusal.Kind.CONFLICT, "1 unit is on h1 (" + world.units("web").get(0).id() + ")");
        world.stage.order(new Command.Drain("h3", true, ""));
        world.stage.order(new Servicing.Maintain("m1", List.of("h3"), Term.of(NOON.plus(HOUR), HOUR), NOON, false, ""));
        declined(remove("h3"), Refusal.Kind.CONFLICT, "h3 is to be serviced; 'orca maintenance end m1' comes first");
        world.stage.order(new Servicing.EndMaintenance("m1", ""));
        assertThat(remove("h3")).isEqualTo(Reply.accepted("h3"));
        assertThat(host("h3")).isEmpty();
        assertThat(inventory()).isEqualTo(Amounts.of(8, 16, 32));
        assertThat(world.authority().site().comings().invitations()).isEmpty();
        assertThat(world.authority().broken()).isEmpty();
        declined(remove("h3"), Refusal.Kind.UNKNOWN, "there is no host h3");
    }

    @Test
    void aHostThatIsGoneIsGivenToNobodyAndMayComeBack() {
        joined(world, "h3", "mine");
        world.stage.order(new Command.Drain("h1", true, ""));
        world.stage.order(new Command.Drain("h2", true, ""));
        world.stage.order(new Command.Drain("h3", true, ""));
        remove("h3");
        world.redeem(world.ticket("web", 1));
        assertThat(world.state("web")).isEqualTo(LeaseState.REQUESTED);
        joined(world, "h3", "mine");
        world.stage.endAll();
        assertThat(world.units("web")).extracting(unit -> unit.host()).containsExactly("h3");
        assertThat(world.authority().broken()).isEmpty();
    }

    @Test
    void whoIsLetGoIsOwedAWordAlsoByTheNextLifeOfTheSite() {
        joined(world, "h3", "mine");
        world.stage.order(new Command.Drain("h3", true, ""));
        remove("h3");
        world.stage.restart();
        assertThat(departures()).containsExactly("h3 mine");
        assertThat(world.stage.order(new Enrolling.Dismissed(MINE.key()))).isInstanceOf(Reply.Accepted.class);
        assertThat(departures()).isEmpty();
        declined(world.stage.order(new Enrolling.Dismissed(MINE.key())), Refusal.Kind.UNKNOWN, "no host with that key has left");
    }

    @Test
    void whoComesAgainIsNotToldThatItHasLeft() {
        joined(world, "h3", "mine");
        joined(world, "h4", "yours");
        for (String host : List.of("h3", "h4")) {
            world.stage.order(new Command.Drain(host, true, ""));
            remove(host);
        }
        assertThat(departures()).containsExactly("h3 mine", "h4 yours");
        invite(LOCK, offer());
        join(LOCK, "h3", MINE);
        assertThat(departures()).containsExactly("h4 yours");
    }

    private List<String> departures() {
        return world.authority().site().comings().departures().stream()
                .map(one -> one.host() + " " + one.agent().key().value()).toList();
    }

    private Reply remove(String host) {
        return world.stage.order(new Enrolling.RemoveHost(host));
    }
}
