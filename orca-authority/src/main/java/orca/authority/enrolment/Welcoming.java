package orca.authority.enrolment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import orca.authority.inventory.Inventory;
import orca.authority.state.DepartureGone;
import orca.authority.state.DepartureImage;
import orca.authority.state.Draft;
import orca.authority.state.Host;
import orca.authority.state.HostGone;
import orca.authority.state.HostImage;
import orca.authority.state.InvitationGone;
import orca.authority.state.InvitationImage;
import orca.authority.state.InvitationImage.Joined;
import orca.authority.state.UnitImage;
import orca.core.contract.Cause;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.protocol.Command;
import orca.core.protocol.Enrolling;
import orca.core.protocol.HostAgent;
import orca.core.protocol.Reply;

/**
 * Lets hosts in and out. A host comes in three steps, each of which may be said again: it is invited, whoever has the token joins
 * with its key, and when its agent has answered under that key it is a host of the inventory. A name or a key that is taken stays
 * whose it is.
 */
public final class Welcoming {
    /** The most invitations that are remembered. */
    static final int MOST = 1_000;
    /** The longest that a token is good. */
    static final Duration LONGEST = Duration.ofDays(7);
    /** How long one is remembered that is over, so that whoever comes late is told so. */
    static final Duration REMEMBERED = Duration.ofDays(1);
    /** How many units a refusal names. */
    private static final int NAMED = 5;

    private final Inventory inventory;

    public Welcoming(Inventory inventory) {
        this.inventory = inventory;
    }

    /** Does what is ordered, or says why not. */
    public Reply ordered(Draft draft, Enrolling command) {
        return switch (command) {
            case Enrolling.Invite invite -> invite(draft, invite);
            case Enrolling.Uninvite uninvite -> uninvite(draft, uninvite);
            case Enrolling.Join join -> join(draft, join);
            case Enrolling.Enrol enrol -> enrol(draft, enrol);
            case Enrolling.RemoveHost remove -> remove(draft, remove.host());
            case Enrolling.Dismissed told -> dismissed(draft, told.agent());
        };
    }

    private static Reply invite(Draft draft, Enrolling.Invite command) {
        Optional<InvitationImage> known = draft.site().comings().invitation(command.lock());
        if (known.isPresent()) {
            return known.get().offer().equals(command.offer()) && known.get().until().equals(command.until())
                    ? Reply.accepted(known.get().id()) : Reply.declined(Refusal.Kind.CONFLICT,
                    "lock: is that of another invitation");
        }
        if (draft.site().type(command.offer().type()).isEmpty()) {
            return Reply.declined(Refusal.Kind.UNKNOWN, "type: there is no type " + command.offer().type());
        }
        if (!command.until().isAfter(draft.now()) || command.until().isAfter(draft.now().plus(LONGEST))) {
            return Reply.declined(Refusal.Kind.NEVER, "until: must be later than now, and at most " + LONGEST.toDays() + " days");
        }
        List<InvitationImage> old = draft.site().comings().invitations().stream()
                .filter(one -> one.until().plus(one.expects() ? LONGEST : REMEMBERED).isBefore(draft.now())).toList();
        if (draft.site().comings().invitations().size() - old.size() >= MOST) {
            return Reply.declined(Refusal.Kind.NOT_NOW, "no more than " + MOST + " invitations");
        }
        Optional<Refusal> taken = command.offer().host().flatMap(name -> taken(draft, name, Optional.empty(), command.lock()));
        if (taken.isPresent() && draft.site().findHost(command.offer().host().get()).flatMap(h -> h.image().agent()).isEmpty()) {
            return new Reply.Declined(taken.get());
        }
        old.forEach(one -> draft.forget(new InvitationGone(one.lock())));
        InvitationImage fresh = new InvitationImage(command.lock(), command.offer(), command.until(), Optional.empty(), false,
                new Cause(draft.now(), "INVITE", ""));
        draft.put(fresh);
        return Reply.accepted(fresh.id());
    }

    private static Reply uninvite(Draft draft, Enrolling.Uninvite command) {
        Optional<InvitationImage> known = draft.site().comings().invitation(command.lock());
        if (known.isEmpty()) {
            return Reply.declined(Refusal.Kind.UNKNOWN, "there is no such invitation");
        }
        if (known.get().enrolled()) {
            return Reply.declined(Refusal.Kind.CONFLICT, "host " + known.get().joined().orElseThrow().host()
                    + " has joined by it; drain and remove the host instead");
        }
        draft.forget(new InvitationGone(command.lock()));
        return Reply.accepted(known.get().id());
    }

    private static Reply join(Draft draft, Enrolling.Join command) {
        Optional<InvitationImage> found = draft.site().comings().invitation(command.lock());
        if (found.isEmpty()) {
            return Reply.declined(Refusal.Kind.DENIED,
                    "token: it is none of this site's, or was taken back, or was over long ago");
        }
        InvitationImage invitation = found.get();
        Joined now = new Joined(command.host(), command.agent());
        Optional<Refusal> flaw = flaw(draft, invitation, now);
        if (flaw.isPresent()) {
            return new Reply.Declined(flaw.get());
        }
        if (invitation.joined().isEmpty() || !invitation.joined().get().equals(now)) {
            draft.put(invitation.with(Optional.of(now), false, new Cause(draft.now(), "JOIN", command.agent().url())));
        }
        // Who comes again is not to be told any more that it has left.
        draft.site().comings().departure(command.agent().key()).ifPresent(one -> draft.forget(new DepartureGone(one.agent()
                .key())));
        return Reply.accepted(command.host());
    }

    private static Optional<Refusal> flaw(Draft draft, InvitationImage invitation, Joined now) {
        Optional<Joined> before = invitation.joined();
        if (before.isEmpty() && !draft.now().isBefore(invitation.until())) {
            return no(Refusal.Kind.LATE, "token: it was good until " + invitation.until());
        }
        if (before.isPresent() && !before.get().agent().key().equals(now.agent().key())) {
            return no(Refusal.Kind.DENIED, "token: it was used already, by a host with another key");
        }
        if (invitation.enrolled() && !before.equals(Optional.of(now))) {
            return no(Refusal.Kind.CONFLICT, "host: it has joined as " + before.orElseThrow().host() + ", called at "
                    + before.get().agent().url() + "; with another invitation it may be called elsewhere");
        }
        Optional<String> wanted = invitation.offer().host().filter(name -> !name.equals(now.host()));
        if (wanted.isPresent()) {
            return no(Refusal.Kind.CONFLICT, "host: who is invited is to be called " + wanted.get() + ", not " + now.host());
        }
        Optional<Host> other = draft.site().hosts().stream().filter(host -> !host.name().equals(now.host()))
                .filter(host -> host.image().agent().filter(agent -> agent.key().equals(now.agent().key())).isPresent())
                .findFirst();
        if (other.isPresent()) {
            return no(Refusal.Kind.CONFLICT, "host: who has that key is host " + other.get().name() + " already");
        }
        return taken(draft, now.host(), Optional.of(now.agent()), invitation.lock());
    }

    /** Why a host cannot be called that: another one is, or is about to be. */
    private static Optional<Refusal> taken(Draft draft, String name, Optional<HostAgent> agent, String lock) {
        Optional<HostImage> there = draft.site().findHost(name).map(Host::image);
        boolean itself = there.flatMap(HostImage::agent).filter(known -> agent.filter(a -> a.key().equals(known.key()))
                .isPresent())
                .isPresent();
        if (there.isPresent() && !itself) {
            return no(Refusal.Kind.CONFLICT, "host: there is a host " + name
                    + " already, which is not this one; say another name");
        }
        boolean coming = draft.site().comings().invitations().stream().filter(one -> one.expects() && !one.lock().equals(lock))
                .map(one -> one.joined().orElseThrow())
                .anyMatch(one -> one.host().equals(name) && agent.filter(a -> a.key().equals(one.agent().key())).isEmpty());
        return coming ? no(Refusal.Kind.CONFLICT, "host: another host is joining as " + name + "; say another name")
                : Optional.empty();
    }

    private static Optional<Refusal> no(Refusal.Kind kind, String reason) {
        return Optional.of(Refusal.of(kind, reason));
    }

    private Reply enrol(Draft draft, Enrolling.Enrol command) {
        Optional<InvitationImage> found = draft.site().comings().invitation(command.lock());
        if (found.flatMap(InvitationImage::joined).isEmpty()) {
            return Reply.declined(Refusal.Kind.UNKNOWN, "nobody has joined by such an invitation");
        }
        InvitationImage invitation = found.get();
        Joined joined = invitation.joined().orElseThrow();
        if (invitation.enrolled()) {
            return Reply.accepted(joined.host());
        }
        Optional<Refusal> flaw = flaw(draft, invitation, joined);
        if (flaw.isPresent()) {
            return new Reply.Declined(flaw.get());
        }
        boolean open = draft.site().findHost(joined.host()).map(host -> host.image().open()).orElse(true);
        Reply reply = inventory.setHost(draft, new Command.SetHost(joined.host(), invitation.offer().type(), command.capacity(),
                invitation.offer().properties(), open), Optional.of(joined.agent()));
        if (reply instanceof Reply.Accepted) {
            draft.put(invitation.with(invitation.joined(), true, new Cause(draft.now(), "ENROL", "")));
            // It joined by this one: an older word of where it is and what it has must not come true later.
            expecting(draft, joined.agent().key()).filter(one -> !one.lock().equals(invitation.lock()))
                    .forEach(one -> draft.forget(new InvitationGone(one.lock())));
        }
        return reply;
    }

    /** By which {@code key} has joined and is not enrolled. */
    private static Stream<InvitationImage> expecting(Draft draft, Principal key) {
        return draft.site().comings().invitations().stream().filter(InvitationImage::expects)
                .filter(one -> one.joined().orElseThrow().agent().key().equals(key)).toList().stream();
    }

    private static Reply remove(Draft draft, String name) {
        Optional<Host> found = draft.site().findHost(name);
        if (found.isEmpty()) {
            return Reply.declined(Refusal.Kind.UNKNOWN, "there is no host " + name);
        }
        Host host = found.get();
        if (host.units() > 0) {
            List<String> units = draft.site().units().stream().filter(unit -> unit.isBookedOn(name)).map(UnitImage::id)
                    .map(id -> id.value()).toList();
            String some = String.join(", ", units.subList(0, Math.min(NAMED, units.size()))) + (units.size() > NAMED ? ", .."
                    : "");
            return Reply.declined(Refusal.Kind.CONFLICT, host.units() + (host.units() == 1 ? " unit is" : " units are") + " on "
                    + name + " (" + some + "); 'orca host drain " + name + "' has them leave, and then it can be removed");
        }
        if (host.image().drained().isEmpty()) {
            return Reply.declined(Refusal.Kind.CONFLICT, name + " is not drained; 'orca host drain " + name + "' comes first");
        }
        if (!host.maintenances().isEmpty()) {
            return Reply.declined(Refusal.Kind.CONFLICT, name + " is to be serviced; 'orca maintenance end "
                    + host.maintenances().getFirst().id() + "' comes first");
        }
        if (Inventory.promised(draft, name)) {
            return Reply.declined(Refusal.Kind.CONFLICT, "some of " + name
                    + " is promised to brokers by host; make the delegation"
                    + " smaller first");
        }
        draft.site().comings().invitations().stream().filter(one -> one.enrolled()
                && one.joined().filter(joined -> joined.host().equals(name)).isPresent())
                .forEach(one -> draft.forget(new InvitationGone(one.lock())));
        // Who is let go comes again by a new invitation, and not by one that waited.
        host.image().agent().ifPresent(agent -> expecting(draft, agent.key())
                .forEach(one -> draft.forget(new InvitationGone(one.lock()))));
        host.image().agent().ifPresent(agent -> leaving(draft, host.image(), agent));
        draft.forget(new HostGone(name));
        return Reply.accepted(name);
    }

    /** Its agent is owed a word, also when this site dies before it was said; the oldest are dropped where there are many. */
    private static void leaving(Draft draft, HostImage host, HostAgent agent) {
        List<DepartureImage> all = List.copyOf(draft.site().comings().departures());
        all.stream().limit(Math.max(0, all.size() + 1 - MOST)).forEach(one -> draft.forget(new DepartureGone(one.agent().key())));
        draft.put(new DepartureImage(host.name(), host.type(), agent, draft.now().plus(LONGEST), new Cause(draft.now(), "REMOVE",
                "")));
    }

    private static Reply dismissed(Draft draft, Principal agent) {
        if (draft.site().comings().departure(agent).isEmpty()) {
            return Reply.declined(Refusal.Kind.UNKNOWN, "no host with that key has left that was not told");
        }
        draft.forget(new DepartureGone(agent));
        return Reply.accepted(agent.value());
    }
}
