package orca.simulator.federation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.protocol.Message;
import orca.core.resource.PropertyList;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketChain;

/**
 * A holder who keeps to the protocol and to nothing else: it wants something else before it has an answer, redeems what it has
 * given up, gives up what it never redeemed, and comes back to what is over. Brokers and sites must bear that, and answer. It
 * pays every broker as if there were no other: most of its credits are promised several times.
 */
final class Fickle implements Peer {
    private static final int MOST = 12;

    private final Principal self;
    private final Federation federation;
    private final Dice dice;
    private final Wishes wishes;
    private final Map<ReservationId, Wanted> wanted = new LinkedHashMap<>();
    private int count;
    private boolean busy = true;

    Fickle(Federation federation, Principal self, Dice dice) {
        this.self = self;
        this.federation = federation;
        this.dice = dice;
        this.wishes = new Wishes(federation, dice.split());
    }

    /** One contract as its holder knows it. */
    private static final class Wanted {
        private final ReservationId id;
        private final Principal broker;
        private Demand demand;
        private boolean open = true;
        private boolean eager;
        private Stamp stamp = Stamp.NONE.next(1);
        private Optional<Message.TicketView> ticket = Optional.empty();
        private Optional<TicketChain> chain = Optional.empty();
        private Stamp leaseStamp = Stamp.NONE;
        private Optional<Message.LeaseDemand> redeemed = Optional.empty();
        private Optional<Message.LeaseView> lease = Optional.empty();
        private final Optional<TicketChain> claim;

        Wanted(ReservationId id, Principal broker, Demand demand, Optional<TicketChain> claim) {
            this.id = id;
            this.broker = broker;
            this.demand = demand;
            this.claim = claim;
        }

        boolean ticketAnswered() {
            return ticket.filter(v -> v.answers().equals(stamp) && v.answer().isFinal()).isPresent();
        }

        boolean leaseAnswered() {
            return redeemed.isEmpty()
                    || lease.filter(v -> v.answers().equals(redeemed.get().stamp()) && v.answer().isFinal()).isPresent();
        }

        Message.TicketDemand ticketDemand() {
            return new Message.TicketDemand(id, stamp, open, demand, ticket.map(Message.TicketView::stamp).orElse(Stamp.NONE),
                    Optional.empty(), claim);
        }

        Message.LeaseDemand leaseDemand() {
            Message.LeaseDemand said = redeemed.orElseThrow();
            return new Message.LeaseDemand(id, said.stamp(), said.open(), said.chain(), said.properties(), said.victims(),
                    lease.map(Message.LeaseView::stamp).orElse(Stamp.NONE));
        }

        Principal site() {
            return redeemed.orElseThrow().chain().orElseThrow().root().issuer();
        }
    }

    @Override
    public Principal self() {
        return self;
    }

    void start() {
        federation.timeline().after(Duration.ofSeconds(8), this::act);
        federation.timeline().after(Duration.ofSeconds(2), this::repeat);
    }

    /** Gives everything up, and says so until everybody has answered. */
    void stop() {
        busy = false;
        wanted.values().forEach(w -> {
            w.redeemed.filter(Message.LeaseDemand::open).ifPresent(said -> redeem(w, false));
            ask(w, false);
        });
    }

    /** What nobody has answered for good; to be asked when everybody has had time enough. */
    List<String> unanswered() {
        List<String> all = new ArrayList<>();
        for (Wanted w : wanted.values()) {
            if (!w.ticketAnswered()) {
                all.add("broker " + w.broker + " never answered " + w.ticketDemand() + "; it said " + w.ticket);
            }
            if (!w.leaseAnswered()) {
                all.add("site " + w.site() + " never answered " + w.leaseDemand() + "; it said " + w.lease);
            }
        }
        return all;
    }

    private void act() {
        if (!busy) {
            return;
        }
        int what = dice.index(100);
        if (wanted.isEmpty() || what < 25 && wanted.size() < MOST) {
            ReservationId id = new ReservationId("fickle-" + ++count);
            Principal broker = dice.pick(federation.brokers()).self();
            Wanted w = new Wanted(id, broker, wishes.demand(), claim(broker));
            wanted.put(id, w);
            send(w.broker, w.ticketDemand());
        } else {
            List<Wanted> waiting = wanted.values().stream().filter(w -> !w.ticketAnswered() || !w.leaseAnswered()).toList();
            Wanted w = dice.pick(waiting.isEmpty() || dice.chance(600) ? List.copyOf(wanted.values()) : waiting);
            change(w, what);
            for (int i = dice.chance(500) ? dice.index(4) : 0; i > 0; i--) {
                federation.timeline().after(dice.span(Duration.ofMillis(10), Duration.ofSeconds(8)),
                        () -> change(w, dice.index(100)));
            }
        }
        federation.timeline().after(dice.span(Duration.ofMillis(200), Duration.ofSeconds(4)), this::act);
    }

    /** Every other time; of each claim there is another with the same name for some other broker. */
    private Optional<TicketChain> claim(Principal broker) {
        return count % 2 == 0 ? Optional.empty() : Optional.of(Bank.claim(self, broker, "spent-" + count / 4,
                Math.min(Bank.BUDGET, 20 + count * 7L % 40), wishes.now()));
    }

    private void change(Wanted w, int what) {
        if (!busy) {
            return;
        }
        if (what < 45) {
            w.demand = !w.open || dice.chance(150) ? wishes.demand() : wishes.changed(w.demand);
            ask(w, true);
            w.eager = w.redeemed.filter(Message.LeaseDemand::open).isPresent();
        } else if (what < 53) {
            ask(w, false);
        } else if (what < 92) {
            redeem(w, true);
        } else if (w.redeemed.isPresent()) {
            redeem(w, dice.chance(300));
        }
    }

    private void ask(Wanted w, boolean open) {
        w.open = open;
        w.stamp = w.stamp.next(1);
        send(w.broker, w.ticketDemand());
    }

    private void redeem(Wanted w, boolean open) {
        boolean settled = w.leaseAnswered() && w.redeemed.filter(Message.LeaseDemand::open).isEmpty();
        Optional<TicketChain> newest = w.chain.filter(c -> settled || w.redeemed.isEmpty() || c.root().issuer().equals(w.site()));
        Optional<TicketChain> chain = newest.or(() -> w.redeemed.flatMap(Message.LeaseDemand::chain));
        if (chain.isEmpty()) {
            return;
        }
        if (w.redeemed.isPresent() && !chain.get().root().issuer().equals(w.site())) {
            w.lease = Optional.empty();
        }
        w.leaseStamp = w.leaseStamp.next(1);
        List<UnitId> victims = w.lease.flatMap(Message.LeaseView::lease).filter(l -> dice.chance(300))
                .map(l -> l.units().stream().map(LeasedUnit::id).limit(1).toList()).orElse(List.of());
        w.redeemed = Optional.of(new Message.LeaseDemand(w.id, w.leaseStamp, open, chain, PropertyList.NONE, victims,
                Stamp.NONE));
        send(w.site(), w.leaseDemand());
    }

    /** Everything is said again until it is answered for good. */
    private void repeat() {
        for (Wanted w : wanted.values()) {
            if (!w.ticketAnswered() && dice.chance(400)) {
                send(w.broker, w.ticketDemand());
            }
            if (!w.leaseAnswered() && dice.chance(400)) {
                send(w.site(), w.leaseDemand());
            }
        }
        if (busy || !unanswered().isEmpty()) {
            federation.timeline().after(Duration.ofSeconds(1), this::repeat);
        }
    }

    @Override
    public void receive(Principal from, Message message) {
        switch (message) {
            case Message.TicketView view -> ticket(from, view);
            case Message.LeaseView view -> lease(from, view);
            case Message.TicketDemand strange -> { }
            case Message.LeaseDemand strange -> { }
            case Message.DelegationOffer strange -> { }
            case Message.DelegationView strange -> { }
            case Message.TicketStanding strange -> { }
            case Message.StandingView strange -> { }
        }
    }

    private void ticket(Principal from, Message.TicketView view) {
        Wanted w = wanted.get(view.id());
        if (w == null || !from.equals(w.broker)) {
            return;
        }
        if (w.ticket.filter(before -> !view.stamp().isAfter(before.stamp())).isEmpty()) {
            w.ticket = Optional.of(view);
            w.chain = view.chain().or(() -> w.chain);
            if (busy && w.eager && w.ticketAnswered()) {
                w.eager = false;
                redeem(w, true);
            }
        }
        if (view.urgent()) {
            send(w.broker, w.ticketDemand());
        }
    }

    private void lease(Principal from, Message.LeaseView view) {
        Wanted w = wanted.get(view.id());
        if (w == null || w.redeemed.isEmpty() || !from.equals(w.site())) {
            if (view.urgent()) {
                send(from, new Message.LeaseDemand(view.id(), view.answers().next(1), false, Optional.empty(),
                        PropertyList.NONE, List.of(), view.stamp()));
            }
            return;
        }
        if (w.lease.filter(before -> !view.stamp().isAfter(before.stamp())).isEmpty()) {
            w.lease = Optional.of(view);
        }
        if (view.urgent()) {
            send(from, w.leaseDemand());
        }
    }

    private void send(Principal to, Message message) {
        federation.say(self, new Outgoing(to, message));
    }
}
