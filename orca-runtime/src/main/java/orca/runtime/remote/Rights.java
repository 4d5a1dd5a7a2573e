package orca.runtime.remote;

import java.util.List;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.protocol.Message;
import orca.core.ticket.TicketState;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.HostedActor;
import orca.wire.call.CallRefused;
import orca.wire.trust.Limits;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import orca.wire.trust.Speaker;
import orca.wire.trust.TrustException;

/**
 * Who may say what to an actor, by its address book. A broker hears those it knows, within their limits: it is the broker who
 * vouches for a guest. An authority hears any holder, for the ticket that it shows says who stands behind it. What an actor knows
 * about a contract decides the rest, and is the actor's own affair.
 */
public final class Rights {
    private final HostedActor.Role here;
    private final Directory directory;

    public Rights(HostedActor.Role here, Directory directory) {
        this.here = here;
        this.directory = directory;
    }

    /** Who calls. @throws CallRefused when the key is not to be believed any more */
    public Principal caller(Speaker speaker) throws CallRefused {
        try {
            return directory.speaks(speaker);
        } catch (TrustException e) {
            throw new CallRefused(CallRefused.Kind.FORBIDDEN, e.getMessage());
        }
    }

    /** Whether {@code caller} is in the address book. */
    boolean listed(Principal caller) {
        return directory.peer(caller).isPresent();
    }

    /** Why {@code caller} may not say this here at all; empty when it may. */
    public Optional<String> objection(Principal caller, Message message) {
        return switch (here) {
            case BROKER -> switch (message) {
                case Message.TicketDemand m -> known(caller, "ask for tickets", List.of(Role.SERVICE_MANAGER, Role.BROKER));
                case Message.DelegationOffer m -> known(caller, "delegate", List.of(Role.AUTHORITY, Role.BROKER));
                case Message.StandingView m -> Optional.empty();
                case Message.DelegationView m -> known(caller, "hold delegations", List.of(Role.BROKER));
                case Message.TicketStanding m -> known(caller, "issue tickets", List.of(Role.BROKER));
                case Message.TicketView m -> strange(message);
                case Message.LeaseDemand m -> strange(message);
                case Message.LeaseView m -> strange(message);
            };
            case AUTHORITY -> switch (message) {
                case Message.LeaseDemand m -> Optional.empty();
                case Message.TicketStanding m -> Optional.empty();
                case Message.DelegationView m -> known(caller, "hold delegations", List.of(Role.BROKER));
                case Message.TicketDemand m -> strange(message);
                case Message.TicketView m -> strange(message);
                case Message.LeaseView m -> strange(message);
                case Message.DelegationOffer m -> strange(message);
                case Message.StandingView m -> strange(message);
            };
            case SERVICE_MANAGER -> switch (message) {
                case Message.TicketView m -> known(caller, "issue tickets", List.of(Role.BROKER));
                case Message.LeaseView m -> Optional.empty();
                case Message.TicketDemand m -> strange(message);
                case Message.LeaseDemand m -> strange(message);
                case Message.DelegationOffer m -> strange(message);
                case Message.DelegationView m -> strange(message);
                case Message.TicketStanding m -> strange(message);
                case Message.StandingView m -> strange(message);
            };
        };
    }

    private Optional<String> strange(Message message) {
        return Optional.of("nobody says a " + message.getClass().getSimpleName() + " to " + article());
    }

    private String article() {
        return switch (here) {
            case AUTHORITY -> "an authority";
            case BROKER -> "a broker";
            case SERVICE_MANAGER -> "a service manager";
        };
    }

    private Optional<String> known(Principal caller, String what, List<Role> roles) {
        Optional<Peer> peer = directory.peer(caller);
        if (peer.isEmpty()) {
            return Optional.of("who has the key " + caller + " is not known here; 'orca trust add' makes it known");
        }
        return roles.contains(peer.get().role()) ? Optional.empty()
                : Optional.of("'" + peer.get().name() + "' is known here as " + peer.get().role().word() + " and may not "
                        + what);
    }

    /**
     * What somebody who looks for slots may ask for at most: only who may ask for tickets may know what there is.
     *
     * @throws CallRefused when this is no broker, or it does not know the caller as a guest or a broker
     */
    public Limits looker(Principal caller) throws CallRefused {
        Optional<String> no = here == HostedActor.Role.BROKER
                ? known(caller, "look for slots", List.of(Role.SERVICE_MANAGER, Role.BROKER))
                : Optional.of("brokers know of slots, and this is " + article());
        if (no.isPresent()) {
            throw new CallRefused(here == HostedActor.Role.BROKER ? CallRefused.Kind.FORBIDDEN : CallRefused.Kind.UNKNOWN,
                    no.get());
        }
        return directory.peer(caller).map(Peer::limits).orElse(Limits.NONE);
    }

    /** The view that refuses a demand beyond the caller's limits, in the actor's place; empty when it keeps to them. */
    public Optional<Message> refusal(Principal caller, Message message) {
        if (here != HostedActor.Role.BROKER || !(message instanceof Message.TicketDemand demand) || !demand.open()) {
            return Optional.empty();
        }
        return directory.peer(caller)
                .flatMap(peer -> peer.limits().exceeded(
                        demand.demand().type(), demand.demand().units(), demand.demand().term().length()))
                .map(limit -> new Message.TicketView(demand.id(), Stamp.NONE, demand.stamp(), TicketState.REFUSED,
                        new Answer.Refused(Refusal.of(Refusal.Kind.DENIED, "demand." + limit)), Optional.empty(), List.of(),
                        false));
    }
}
