package orca.runtime.management;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import orca.authority.Authority;
import orca.authority.state.DepartureImage;
import orca.authority.state.InvitationImage;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.protocol.Enrolling;
import orca.core.protocol.HostAgent;
import orca.core.protocol.HostOffer;
import orca.core.protocol.Reply;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.time.Term;
import orca.runtime.config.ContainerConfig;
import orca.runtime.config.HostRange;
import orca.runtime.config.SiteTypeConfig;
import orca.runtime.config.Vocabulary;
import orca.runtime.enrolment.AgentPlace;
import orca.runtime.enrolment.Reception;
import orca.runtime.hosting.Actors;
import orca.runtime.hosting.HostedActor;
import orca.runtime.hosting.ReadActor;
import orca.wire.call.Neighbourhood;
import orca.wire.management.CommandAnswer;
import orca.wire.management.InvitationRow;
import orca.wire.management.InviteCommand;
import orca.wire.management.JoinAnswer;
import orca.wire.management.JoinCommand;
import orca.wire.management.JoinLine;
import orca.wire.management.Problem;
import orca.wire.management.RemoveHostCommand;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Fingerprint;

/**
 * Hosts are invited, join and leave here. A token is heard in one call alone, which is neither kept nor logged: what is compared
 * and journaled is its hash. Whoever joins has proved its key by the connection that it came by.
 */
public final class EnrolmentDesk {
    private static final System.Logger LOG = System.getLogger(EnrolmentDesk.class.getName());

    private final ContainerConfig config;
    private final Actors actors;
    private final Vocabulary vocabulary;
    private final Reception reception;
    private final Strangers strangers = new Strangers(System::nanoTime);

    public EnrolmentDesk(ContainerConfig config, Actors actors, Vocabulary vocabulary, Reception reception) {
        this.config = config;
        this.actors = actors;
        this.vocabulary = vocabulary;
        this.reception = reception;
    }

    InviteCommand.Answer invite(Operator by, Finder finder, InviteCommand call) {
        HostedActor site = finder.of(HostedActor.Role.AUTHORITY, call.actor());
        Reception.Door door = reception.door().orElseThrow(() -> new ApiException(Problem.Kind.REFUSED,
                "hosts come in where operators from elsewhere do, and this container lets in none; give its file"
                        + " 'management: {listen: \"0.0.0.0:7421\"}' and start it again"));
        ResourceType type = vocabulary.type(call.type());
        introduction(site);
        HostOffer offer = offer(site, type, call);
        Instant until = site.read(Authority.class, (actor, now) -> actor.site().comings().invitation(call.lock())
                .map(InvitationImage::until)
                .orElseGet(() -> Term.grain(now.plus(call.life()))));
        Enrolling.Invite command = new Enrolling.Invite(call.lock(), offer, until);
        Reply reply = call.dryRun() ? site.wouldReply(by.name(), command) : site.order(by.name(), command);
        return switch (reply) {
            case Reply.Accepted accepted -> new InviteCommand.Answer(call.dryRun(), accepted.ids().get(0), site.name(),
                    door.url().getHost() + ":" + door.url().getPort(), door.key().value(), until);
            case Reply.Declined(Refusal refusal) -> throw ApiException.of(refusal);
        };
    }

    private HostOffer offer(HostedActor site, ResourceType type, InviteCommand call) {
        SiteTypeConfig at = config.authorities().get(site.name()).types().get(call.type());
        if (at == null || !site.handlers().takesHosts(type.name())) {
            throw new ApiException(Problem.Kind.REFUSED, at == null ? "type: " + site.name() + " has no type " + call.type()
                    : "type: units of " + call.type() + " are made by the handler " + at.handler() + ", which calls no agents of"
                            + " hosts; add such a host with 'orca host set'");
        }
        Vocabulary.amounts(type, call.capacity(), "capacity", false);
        PropertyList capacity = PropertyList.NONE;
        for (Map.Entry<String, Long> one : call.capacity().entrySet()) {
            capacity = capacity.with(one.getKey(), one.getValue());
        }
        List<String> unsaid = Reception.unsaid(type, capacity);
        if (!unsaid.isEmpty()) {
            throw ApiException.field("capacity", "capacity: no agent measures " + String.join(", ", unsaid)
                    + ", so the invitation must say how much of it there is");
        }
        if (call.units().filter(units -> units < 1).isPresent()) {
            throw ApiException.field("units", "units: must be 1 or more, got " + call.units().get());
        }
        if (at.handler().equals("ant") && call.driver().isEmpty()) {
            throw ApiException.field("driver", "driver: must be said where the handler is a script: the one that it calls");
        }
        return new HostOffer(type.name(), call.host(), call.units(), capacity, call.properties(),
                call.driver().orElse(at.handler()), call.settings());
    }

    private String introduction(HostedActor site) {
        try {
            return reception.introduction(site.name());
        } catch (IOException e) {
            throw new ApiException(Problem.Kind.REFUSED, e.getMessage());
        }
    }

    CommandAnswer uninvite(Operator by, Finder finder, Orders orders, InviteCommand.Back call) {
        Optional<CommandAnswer> before = orders.uninvited(call);
        if (before.isPresent()) {
            return before.get();
        }
        List<HostedActor> sites = call.actor().isPresent()
                ? List.of(finder.of(HostedActor.Role.AUTHORITY, call.actor())) : actors.in(HostedActor.Role.AUTHORITY);
        for (HostedActor site : sites) {
            Optional<String> lock = invitations(site).stream().filter(one -> one.id().equals(call.id()))
                    .map(InvitationImage::lock).findFirst();
            if (lock.isPresent()) {
                return orders.uninvite(by, site, lock.get(), call);
            }
            Optional<Principal> left = site.read(Authority.class, (actor, now) -> actor.site().comings().departures().stream()
                    .filter(one -> one.id().equals(call.id())).map(one -> one.agent().key()).findFirst());
            if (left.isPresent()) {
                return orders.forget(by, site, left.get(), call);
            }
        }
        throw new ApiException(Problem.Kind.UNKNOWN, "there is no invitation '" + call.id() + "'");
    }

    /** A host shows a token; or shows it again. */
    JoinAnswer join(Operator host, JoinCommand call) {
        Principal key = host.key().orElseThrow(() -> new ApiException(Problem.Kind.FORBIDDEN,
                "a host joins by TLS, with a key of its own: 'orca agent join'"));
        InetAddress from = host.from().orElseThrow(() -> new ApiException(Problem.Kind.FORBIDDEN,
                "a host joins from an address"));
        Neighbourhood near = Neighbourhood.of(from);
        strangers.entered(near);
        try {
            return joined(key, from, call);
        } catch (ApiException e) {
            strangers.line(near, "who has the key " + Fingerprint.brief(key) + " and comes from " + near.name()
                    + " shows a token and is told no: " + e.problem().message()).ifPresent(EnrolmentDesk::log);
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(Problem.Kind.BUSY, "the container is ending");
        } finally {
            strangers.left(near);
        }
    }

    private JoinAnswer joined(Principal key, InetAddress from, JoinCommand call) throws InterruptedException {
        String lock = JoinLine.lock(call.token());
        HostedActor site = actors.in(HostedActor.Role.AUTHORITY).stream()
                .filter(one -> one.read(Authority.class, (actor, now) -> actor.site().comings().invitation(lock).isPresent()))
                .findFirst()
                .orElseThrow(() -> new ApiException(Problem.Kind.DENIED, "token: it is none that this site gave, or it was taken"
                        + " back, or was over long ago; ask the site's operator for another ('orca host invite')"));
        Endpoint called = new Endpoint(Endpoint.Binding.SOAP, call.address());
        AgentPlace.trouble(called.uri(), from).ifPresent(why -> {
            throw ApiException.field("address", why);
        });
        if (reception.tells(key)) {
            throw new ApiException(Problem.Kind.BUSY, "the site tells this host's agent just now that it has left; try again");
        }
        InvitationImage before = invitation(site, lock);
        String name = call.host().or(() -> before.offer().host()).or(() -> before.joined().map(InvitationImage.Joined::host))
                .orElse(call.own());
        Enrolling.Join command = new Enrolling.Join(lock, name, new HostAgent(key, call.address()));
        Reply reply = call.asking() ? site.wouldReply("host", command) : site.order("host", command);
        if (reply instanceof Reply.Declined(Refusal refusal)) {
            throw ApiException.of(refusal);
        }
        if (!call.asking() && before.joined().isEmpty()) {
            log("host " + name + " (" + Fingerprint.brief(key) + ") joins " + site.name() + " by invitation " + before.id()
                    + ", called at " + call.address());
        }
        Optional<Reception.Trouble> trouble = call.running() && !call.asking() ? reception.enrol(site, lock) : Optional.empty();
        InvitationImage now = invitation(site, lock);
        return new JoinAnswer(site.name(), introduction(site), name, now.offer().type().value(), now.offer().driver(),
                now.offer().settings(), now.enrolled() ? "enrolled" : call.asking() ? "welcome" : "expected",
                trouble.map(Reception.Trouble::told).orElse(""));
    }

    private static InvitationImage invitation(ReadActor site, String lock) {
        return site.read(Authority.class, (actor, now) -> actor.site().comings().invitation(lock)).orElseThrow(() ->
                new ApiException(Problem.Kind.DENIED, "token: the invitation was taken back"));
    }

    /** Takes a host out of the inventory, and tells its agent. */
    CommandAnswer remove(Operator by, Finder finder, Orders orders, RemoveHostCommand call) {
        HostedActor site = finder.of(HostedActor.Role.AUTHORITY, call.actor());
        boolean inFile = config.authorities().get(site.name()).hosts().entrySet().stream()
                .anyMatch(one -> HostRange.of(one.getKey(), one.getValue().properties()).containsKey(call.host()));
        if (inFile) {
            throw new ApiException(Problem.Kind.CONFLICT, "host " + call.host() + " is in the configuration file, so each start"
                    + " would add it again; take it out there, start the container again, and remove it then");
        }
        Optional<HostAgent> agent = site.read(Authority.class, (actor, now) ->
                actor.site().findHost(call.host()).flatMap(host -> host.image().agent()));
        CommandAnswer answer = orders.removeHost(by, site, call);
        Optional<DepartureImage> left = agent.flatMap(one -> site.read(Authority.class, (actor, now) ->
                actor.site().comings().departure(one.key())));
        if (call.dryRun() || left.isEmpty()) {
            return answer;
        }
        try {
            Optional<String> untold = reception.dismiss(site, left.get());
            return new CommandAnswer(false, answer.ids(), untold.map(why -> "its agent could not be told: " + why
                    + "; it is tried again for a week ('orca host invitations'), and on the host, 'orca trust remove "
                    + site.name() + "' where its trust.yaml is does the same")
                    .orElse("its agent takes no more orders from here"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new CommandAnswer(false, answer.ids(), "its agent is told later: the container is ending");
        }
    }

    private static List<InvitationImage> invitations(ReadActor site) {
        return site.read(Authority.class, (actor, now) -> new ArrayList<>(actor.site().comings().invitations()));
    }

    List<InvitationRow> rows(ReadActor site) {
        return site.read(Authority.class, (actor, now) -> Stream.concat(actor.site().comings().invitations().stream()
                .map(one -> row(site.name(), one, now)), actor.site().comings().departures().stream()
                .map(one -> row(site.name(), one))).toList());
    }

    private InvitationRow row(String site, DepartureImage left) {
        return new InvitationRow(left.id(), site, left.type().value(), Optional.of(left.host()), "leaving", left.until(),
                Optional.of(left.agent().url()), reception.trouble(left.agent().key().value()));
    }

    private InvitationRow row(String site, InvitationImage one, Instant now) {
        String state = one.enrolled() ? "enrolled" : one.joined().isPresent() ? "expected"
                : now.isBefore(one.until()) ? "open" : "over";
        return new InvitationRow(one.id(), site, one.offer().type().value(),
                one.joined().map(InvitationImage.Joined::host).or(() -> one.offer().host()), state, one.until(),
                one.joined().map(joined -> joined.agent().url()), reception.trouble(one.lock()));
    }

    private static void log(String what) {
        LOG.log(System.Logger.Level.INFO, what.replaceAll("\\p{Cntrl}", "?"));
    }
}
