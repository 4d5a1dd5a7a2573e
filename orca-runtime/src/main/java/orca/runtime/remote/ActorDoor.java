package orca.runtime.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import orca.authority.Authority;
import orca.broker.Broker;
import orca.core.actor.Actor;
import orca.core.actor.Outgoing;
import orca.core.contract.Answer;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Stamp;
import orca.core.protocol.Message;
import orca.core.slot.SlotQuestion;
import orca.runtime.hosting.HostedActor;
import orca.runtime.loop.Admission;
import orca.runtime.loop.Footing;
import orca.runtime.loop.LoopException;
import orca.runtime.loop.Rank;
import orca.runtime.slots.SlotDesk;
import orca.runtime.transport.Slot;
import orca.wire.call.CallRefused;
import orca.wire.call.Door;
import orca.wire.call.Operation;
import orca.wire.call.Turnstile;
import orca.wire.paper.Sealing;
import orca.wire.protocol.Collecting;
import orca.wire.protocol.ContractQuestion;
import orca.wire.protocol.DemandHead;
import orca.wire.protocol.MessageForm;
import orca.wire.protocol.MessageForm.Kind;
import orca.wire.protocol.SlotForm;
import orca.wire.text.Tree;
import orca.wire.trust.Limits;
import orca.wire.trust.Speaker;

/**
 * The door of one actor: what callers say goes into its inbox, if they may say it, and what it says to them goes back. An actor
 * answers when its decision is durable; who asked for one contract is kept waiting that long, and a little longer for an answer
 * that is final.
 */
final class ActorDoor implements Door {
    /** How long a caller waits for an answer about one contract. What takes longer is asked for with a query. */
    static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);
    /** How many queries may look at the actor at once. */
    private static final int MOST_LOOKS = 256;

    private final HostedActor actor;
    private final Rights rights;
    private final MessageForm form;
    private final Switchboard switchboard;
    private final Acquaintances acquaintances;
    private final Surfeit surfeit;
    private final Turnstile turnstile;
    private final AtomicLong unheeded;
    private final Callers callers = new Callers();
    /** Looks at the actor that go on, so that they do not take the places of its operator's commands. */
    private final Semaphore looks = new Semaphore(MOST_LOOKS);
    private final SlotDesk slots = new SlotDesk(System::nanoTime);

    /**
     * @param turnstile where messages are read in turn; one for all doors that share processors
     * @param unheeded counts the calls that were not looked at
     */
    ActorDoor(HostedActor actor, Rights rights, MessageForm form, Switchboard switchboard, Turnstile turnstile,
            AtomicLong unheeded) {
        this.actor = actor;
        this.rights = rights;
        this.form = form;
        this.switchboard = switchboard;
        this.turnstile = turnstile;
        this.unheeded = unheeded;
        this.acquaintances = new Acquaintances(actor.principal(), rights::listed,
                () -> actor.loop().read((a, now) -> holders(a)), System::nanoTime);
        this.surfeit = new Surfeit(() -> actor.loop().read((a, now) -> full(a)), System::nanoTime);
    }

    private static Set<Principal> full(Actor actor) {
        return actor instanceof Broker broker ? new HashSet<>(broker.full()) : Set.of();
    }

    @Override
    public Optional<Duration> unheeding(Speaker claimed) {
        try {
            Optional<Duration> rest = surfeit.unheeding(rights.caller(claimed));
            rest.ifPresent(any -> unheeded.incrementAndGet());
            return rest;
        } catch (CallRefused e) {
            return Optional.empty(); // it is told why when it is proved
        }
    }

    private static Set<Principal> holders(Actor actor) {
        return actor instanceof Authority authority ? new HashSet<>(authority.site().holders()) : Set.of();
    }

    @Override
    public boolean knows(Speaker speaker) {
        try {
            return acquaintances.footing(rights.caller(speaker)) == Footing.KNOWN;
        } catch (CallRefused e) {
            return false; // a key that is not to be believed any more
        }
    }

    @Override
    public Tree.Branch call(Speaker speaker, Operation operation, Tree.Branch body) throws CallRefused {
        Principal caller = rights.caller(speaker);
        Object share = callers.enter(caller, acquaintances.footing(caller));
        try {
            return switch (operation) {
                case EXCHANGE -> exchange(caller, body);
                case COLLECT -> collect(caller, Collecting.read(body));
                case UPDATE -> update(caller, body);
                case QUERY -> query(caller, ContractQuestion.read(body));
                case SLOTS -> slots(caller, SlotForm.question(body));
                case REQUEST, EXTEND, RELINQUISH -> demand(caller, read(caller, Kind.TICKET_DEMAND, body), operation);
                case REDEEM, MODIFY, CLOSE -> demand(caller, read(caller, Kind.LEASE_DEMAND, body), operation);
                case DELEGATE, RECLAIM -> demand(caller, read(caller, Kind.DELEGATION_OFFER, body), operation);
                case ORDER -> throw new CallRefused(CallRefused.Kind.UNKNOWN,
                        "order: this is an actor; agents of hosts take orders");
            };
        } catch (IllegalArgumentException e) {
            throw new CallRefused(CallRefused.Kind.MALFORMED, e.getMessage());
        } catch (LoopException e) {
            throw new CallRefused(CallRefused.Kind.BUSY, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallRefused(CallRefused.Kind.BUSY, "the container is ending");
        } finally {
            callers.leave(share);
        }
    }

    /** Whoever says much at once waits for those who say little: papers are checked here, which costs. */
    private Message read(Principal caller, Kind kind, Tree.Branch body) throws CallRefused, InterruptedException {
        if (surfeit.has(caller) && DemandHead.of(kind, body).filter(ActorDoor::isFirst).isPresent()) {
            surfeit.asked(caller);
            throw CallRefused.busy("you have all that one may have here", Surfeit.AFTER);
        }
        return turnstile.pass(Callers.share(caller, acquaintances.footing(caller)), () -> form.read(kind, body));
    }

    private Tree.Branch exchange(Principal caller, Tree.Branch body) throws CallRefused, InterruptedException {
        boolean enough = surfeit.has(caller);
        MessageForm.Parcel parcel = turnstile.pass(Callers.share(caller, acquaintances.footing(caller)),
                () -> enough ? form.readAll(body, ActorDoor::isFirst) : form.readAll(body));
        if (!parcel.left().isEmpty()) {
            surfeit.asked(caller);
        }
        List<Message> taken = new ArrayList<>();
        Map<Message, String> where = new IdentityHashMap<>();
        List<MessageForm.Unread> refused = new ArrayList<>(parcel.unread());
        for (int i = 0; i < parcel.messages().size(); i++) {
            Message message = parcel.messages().get(i);
            where.put(message, parcel.where().get(i));
            Optional<Message> instead = rights.refusal(caller, message);
            if (instead.isPresent()) {
                switchboard.send(actor.principal(), caller, List.of(instead.get()));
            } else {
                Optional<String> no = rights.objection(caller, message);
                no.ifPresent(why -> refused.add(new MessageForm.Unread(Kind.of(message).word(), why)));
                if (no.isEmpty()) {
                    taken.add(message);
                }
            }
        }
        if (taken.isEmpty() && !refused.isEmpty() && parcel.unread().isEmpty()) {
            throw new CallRefused(CallRefused.Kind.FORBIDDEN, refused.get(0).why());
        }
        Admission admission = told(caller, taken);
        List<String> later = new ArrayList<>(parcel.left());
        admission.later().forEach(message -> later.add(where.get(message)));
        Duration after = parcel.left().isEmpty() || admission.after().compareTo(Surfeit.AFTER) > 0
                ? admission.after() : Surfeit.AFTER;
        return new MessageForm.Receipt(taken.size() - admission.later().size(), refused, later, after).write();
    }

    private static boolean isFirst(DemandHead head) {
        return Rank.first(head.open(), head.stamp(), head.seen());
    }

    private Admission told(Principal caller, List<Message> messages) {
        messages.forEach(message -> acquaintances.heard(caller, message));
        return messages.isEmpty() ? Admission.ALL : actor.loop().arrived(caller, acquaintances.footing(caller), messages);
    }

    private Tree.Branch update(Principal caller, Tree.Branch body) throws CallRefused, InterruptedException {
        for (String kind : body.fields().keySet()) {
            if (!kind.endsWith("View")) {
                throw new CallRefused(CallRefused.Kind.MALFORMED, "update." + kind + ": must be a view of a contract");
            }
        }
        return exchange(caller, body);
    }

    private Tree.Branch collect(Principal caller, Collecting how) throws CallRefused, InterruptedException {
        List<Message> messages = switchboard.collect(actor.principal(), caller, how.longest());
        // What is taken is gone from there; if it may not be written for long, its actor says it again.
        return turnstile.pass(Callers.share(caller, acquaintances.footing(caller)),
                () -> how.shared() ? form.writeShared(messages) : form.writeAll(messages)).body();
    }

    private Tree.Branch query(Principal caller, ContractQuestion question) throws CallRefused {
        ContractKey key = new ContractKey(caller, question.id());
        boolean here = switch (actor.role()) {
            case BROKER -> !question.lease();
            case AUTHORITY -> question.lease();
            case SERVICE_MANAGER -> false;
        };
        Optional<Message> view = here ? look(key) : Optional.empty();
        return write(view.orElseThrow(() -> new CallRefused(CallRefused.Kind.UNKNOWN,
                "query.id: there is no " + (question.lease() ? "lease" : "ticket") + " '" + question.id() + "' of yours here")));
    }

    private Optional<Message> look(ContractKey key) throws CallRefused {
        if (!looks.tryAcquire()) {
            throw CallRefused.busy("query: " + MOST_LOOKS + " go on already; ask again", Duration.ofSeconds(1));
        }
        try {
            return actor.read(Actor.class, (a, now) -> known(a, key) ? a.view(key) : List.<Outgoing>of())
                    .stream().map(Outgoing::message).findFirst();
        } finally {
            looks.release();
        }
    }

    private Tree.Branch slots(Principal caller, SlotQuestion question) throws CallRefused, InterruptedException {
        Limits limits = rights.looker(caller);
        return SlotForm.write(slots.answer(actor, caller, limits, question));
    }

    private static boolean known(Actor actor, ContractKey key) {
        return switch (actor) {
            case Broker broker -> broker.ticket(key).isPresent();
            case Authority authority -> authority.site().lease(key).isPresent();
            default -> false; // actors are an open family, and no other has such contracts
        };
    }

    private Tree.Branch demand(Principal caller, Message demand, Operation operation) throws CallRefused, InterruptedException {
        boolean open = switch (operation) {
            case RELINQUISH, CLOSE, RECLAIM -> false;
            case REQUEST, EXTEND, REDEEM, MODIFY, DELEGATE, UPDATE, QUERY, SLOTS, EXCHANGE, COLLECT, ORDER -> true;
        };
        Asked asked = Asked.of(demand);
        if (asked.open() != open) {
            throw new CallRefused(CallRefused.Kind.MALFORMED, operation.word() + ".open: must be " + open);
        }
        Optional<Message> instead = rights.refusal(caller, demand);
        if (instead.isPresent()) {
            return write(instead.get());
        }
        Optional<String> no = rights.objection(caller, demand);
        if (no.isPresent()) {
            throw new CallRefused(CallRefused.Kind.FORBIDDEN, no.get());
        }
        var expectation = new Switchboard.Expectation(asked::isAnsweredBy, asked::isSettledBy);
        switchboard.expect(actor.principal(), caller, expectation);
        try {
            Admission admission = told(caller, List.of(demand));
            if (!admission.later().isEmpty()) {
                throw CallRefused.busy("too much of yours waits here already", admission.after());
            }
            return write(expectation.await(LONGEST_ANSWER).orElseThrow(() -> new CallRefused(CallRefused.Kind.BUSY,
                    "no answer within " + LONGEST_ANSWER.toSeconds() + " s; say it again, or ask with a query")));
        } finally {
            switchboard.forget(actor.principal(), caller, expectation);
        }
    }

    private Tree.Branch write(Message message) throws CallRefused {
        try {
            return form.write(message);
        } catch (Sealing.Unsealable e) {
            throw new CallRefused(CallRefused.Kind.BUSY, e.getMessage());
        }
    }

    /**
     * What somebody demanded.
     *
     * @param contract the reservation, or the delegation
     */
    private record Asked(Object contract, Stamp stamp, boolean open, Kind answer) {
        static Asked of(Message demand) {
            return switch (demand) {
                case Message.TicketDemand m -> new Asked(m.id(), m.stamp(), m.open(), Kind.TICKET_VIEW);
                case Message.LeaseDemand m -> new Asked(m.id(), m.stamp(), m.open(), Kind.LEASE_VIEW);
                case Message.DelegationOffer m -> new Asked(m.delegation().id(), m.stamp(), m.open(), Kind.DELEGATION_VIEW);
                case Message.TicketView m -> throw noDemand(m);
                case Message.LeaseView m -> throw noDemand(m);
                case Message.DelegationView m -> throw noDemand(m);
                case Message.TicketStanding m -> throw noDemand(m);
                case Message.StandingView m -> throw noDemand(m);
            };
        }

        private static IllegalStateException noDemand(Message message) {
            return new IllegalStateException("no demand: " + Kind.of(message));
        }

        boolean isAnsweredBy(Message message) {
            return Kind.of(message) == answer && Slot.of(message).contract().equals(contract);
        }

        /** A view with a final answer to this demand, or to one that came after it: then this one is stale. */
        boolean isSettledBy(Message message) {
            return switch (message) {
                case Message.TicketView view -> settles(view.answers(), view.answer());
                case Message.LeaseView view -> settles(view.answers(), view.answer());
                case Message.DelegationView view -> !stamp.isAfter(view.answers());
                case Message.TicketDemand m -> false;
                case Message.LeaseDemand m -> false;
                case Message.DelegationOffer m -> false;
                case Message.TicketStanding m -> false;
                case Message.StandingView m -> false;
            };
        }

        private boolean settles(Stamp answers, Answer given) {
            return !stamp.isAfter(answers) && given.isFinal();
        }
    }
}
