package orca.simulator.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;
import orca.broker.Broker;
import orca.broker.ledger.BrokerSettings;
import orca.core.actor.Actor;
import orca.core.actor.Effects;
import orca.core.actor.Engine;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.actor.Repeat;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.policies.provisioning.Auction;
import orca.simulator.check.Books;

/**
 * Replays a workload through a real broker, with a site and guests that answer at once: to see what a policy does with a market,
 * and nothing else. Each job is a deferrable demand with no latest start, given up at its real end; nothing takes time but
 * the jobs. The policy is asked after each event, and arrivals come before ends where both are at one instant. {@link Books} are
 * kept of every commit.
 */
public final class MarketReplay {
    /** When the log begins. */
    static final Instant BEGIN = Instant.parse("2000-01-01T00:00:00Z");

    /** How long after the last arrival or end somebody may still begin. */
    static final Duration PATIENCE = Duration.ofDays(30);

    private static final Principal BROKER = new Principal("broker");
    private static final Principal SITE = new Principal("site");
    static final ResourceType TYPE = new ResourceType(new TypeName("slot"), List.of(), Turnaround.NONE);

    static final String TOO_WIDE = "no reservation has more than " + Demand.MOST_UNITS + " units";

    private final Workload workload;
    private final ProvisioningPolicy policy;
    private final Engine engine;
    private final Outcome.Draft outcome;
    private final Books books = new Books();
    private final PriorityQueue<End> ends = new PriorityQueue<>();
    private final Deque<Event> inbox = new ArrayDeque<>();
    private long started;
    private Instant now = BEGIN;

    /** The real end of a job that has started; of those at one instant, who started first ends first. */
    record End(Instant at, long order, int job) implements Comparable<End> {
        @Override
        public int compareTo(End other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private MarketReplay(Workload workload, ProvisioningPolicy policy, Function<Broker, Actor> as) {
        this.workload = workload;
        this.policy = policy;
        this.outcome = new Outcome.Draft(workload);
        this.engine = new Engine(as.apply(new Broker(market(BROKER))), 1, 0, BEGIN, Repeat.USUAL);
    }

    /** Nothing comes late here, so what is over is forgotten at once. */
    static BrokerSettings market(Principal self) {
        BrokerSettings usual = BrokerSettings.usual(self);
        return new BrokerSettings(usual.self(), usual.answerWithin(), usual.askAgain(), usual.longestApproval(),
                Duration.ofMillis(1), usual.mostTries(), usual.mostTickets(), usual.mostPerHolder(), usual.mostRemembered(),
                usual.mostHoldings());
    }

    /**
     * What comes of {@code workload} under {@code policy}.
     *
     * @throws orca.simulator.check.Broken if a commit changed the books to what cannot be
     */
    public static Outcome run(Workload workload, ProvisioningPolicy policy) {
        return run(workload, policy, broker -> broker);
    }

    /** The same, where somebody else stands in for the broker: to see whether it is noticed. */
    public static Outcome run(Workload workload, ProvisioningPolicy policy, Function<Broker, Actor> as) {
        MarketReplay replay = new MarketReplay(workload, policy, as);
        replay.play();
        replay.books.atTheEnd();
        return replay.outcome.build();
    }

    private void play() {
        Estate estate = workload.on(1);
        Delegation delegation = new Delegation(new DelegationId("all"), 1, SITE, BROKER, estate.type(), estate.total(),
                estate.largest(), new Term(BEGIN, Term.LATEST), 100, PropertyList.NONE);
        put(SITE, new Message.DelegationOffer(DelegationChain.of(delegation), new Stamp(1, 1), true, ""));
        int next = 0;
        List<Job> jobs = workload.jobs();
        Instant last = now;
        while (next < jobs.size() || !ends.isEmpty() || outcome.isOpen() && ring(last.plus(PATIENCE))) {
            if (next == jobs.size() && ends.isEmpty()) {
                continue; // the policy lets somebody wait for a time that it named
            }
            Optional<Instant> arrival = next < jobs.size() ? Optional.of(at(jobs.get(next).submit())) : Optional.empty();
            boolean comes = arrival.isPresent() && (ends.isEmpty() || !ends.peek().at().isBefore(arrival.get()));
            if (ring(comes ? arrival.get() : ends.peek().at())) {
                continue; // somebody may have started, and end before that
            }
            if (comes) {
                now = arrival.get();
                last = now;
                Job job = jobs.get(next);
                if (tooWide(job)) {
                    outcome.refused(next++, TOO_WIDE);
                    continue;
                }
                put(guest(job), new Message.TicketDemand(id(next), new Stamp(1, 1), true, demand(workload, job), Stamp.NONE));
                next++;
            } else {
                End end = ends.poll();
                now = end.at();
                Job job = jobs.get(end.job());
                last = now;
                put(guest(job), new Message.TicketDemand(id(end.job()), new Stamp(1, 2), false, demand(workload, job),
                        Stamp.NONE));
            }
        }
    }

    /** Lets the broker's next alarm before {@code until} ring, if there is one. */
    private boolean ring(Instant until) {
        Optional<Instant> wake = engine.nextWake().filter(at -> at.isBefore(until));
        wake.ifPresent(at -> {
            now = at.isAfter(now) ? at : now;
            engine.due(now).forEach(inbox::add);
            drain();
            engine.repeats(now);
        });
        return wake.isPresent();
    }

    private void put(Principal from, Message message) {
        inbox.add(new Event.Arrived(from, message));
        drain();
    }

    private void drain() {
        while (!inbox.isEmpty()) {
            engine.offer(inbox.poll(), now);
            engine.seal().ifPresent(books::broker);
            Effects effects = engine.release();
            effects.messages().forEach(this::deliver);
            effects.question().ifPresent(asked -> inbox.addFirst(
                    new Event.Proposed(policy.propose((ProvisioningView) asked.view(), Budget.UNLIMITED))));
        }
    }

    private void deliver(Outgoing outgoing) {
        switch (outgoing.message()) {
            case Message.TicketView view -> heard(view);
            case Message.TicketStanding standing -> inbox.add(new Event.Arrived(SITE,
                    new Message.StandingView(standing.key(), standing.stamp(), true)));
            default -> { } // the site and the guests have nothing to say to the rest
        }
    }

    private void heard(Message.TicketView view) {
        int job = Integer.parseInt(view.id().value());
        if (view.answer() instanceof Answer.Refused(var refusal)) {
            outcome.refused(job, refusal.reason());
        }
        if (view.answer() instanceof Answer.Granted granted) {
            Auction.paid(granted.why()).ifPresent(credits -> outcome.paid(job, credits));
        }
        if (view.answer() instanceof Answer.Granted && view.chain().isPresent() && outcome.isWaiting(job)) {
            Ticket ticket = view.chain().get().ticket();
            Instant start = ticket.term().start();
            outcome.started(job, Duration.between(BEGIN, start).toSeconds());
            ends.add(new End(start.plusSeconds(workload.jobs().get(job).run()), started++, job));
        }
    }

    /** Whether nobody could even ask for so much. */
    static boolean tooWide(Job job) {
        return job.units() > Demand.MOST_UNITS;
    }

    static Instant at(long second) {
        return BEGIN.plusSeconds(second);
    }

    static ReservationId id(int job) {
        return new ReservationId(Integer.toString(job));
    }

    static Principal guest(Job job) {
        return new Principal("user-" + job.user());
    }

    static Demand demand(Workload workload, Job job) {
        TypeName type = workload.estate().map(Estate::type).orElse(TYPE).name();
        Duration length = Duration.ofSeconds(job.estimate());
        Optional<Instant> deadline = job.deadline().isPresent() ? Optional.of(at(job.deadline().getAsLong())) : Optional.empty();
        PropertyList bid = job.bid() == 0 ? PropertyList.NONE : PropertyList.NONE.with(Auction.PROPERTY, job.bid());
        return new Demand(type, job.units(), job.units(), job.sliver(), Term.of(at(job.submit()), length),
                Term.LATEST.minus(length), deadline, Assurance.RESERVED, Optional.empty(), bid);
    }
}
