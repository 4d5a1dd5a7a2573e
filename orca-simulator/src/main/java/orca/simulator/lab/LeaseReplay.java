package orca.simulator.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;
import orca.authority.Authority;
import orca.core.actor.Actor;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.contract.Answer;
import orca.core.contract.Principal;
import orca.core.lease.UnitState;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.ProvisioningPolicy;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.resource.Mobility;
import orca.core.resource.PropertyList;
import orca.core.ticket.DelegationId;
import orca.core.time.Term;
import orca.policies.assignment.FirstFit;
import orca.policies.provisioning.Auction;
import orca.simulator.federation.Storm;
import orca.simulator.federation.Watched;
import orca.simulator.federation.Watcher;

/**
 * Replays a workload through all three real actors: the user's guest asks, the broker promises, the guest redeems the ticket, the
 * site sets units up and tears them down. Each job is a request that may start whenever, closed at its real end. Nothing takes
 * time but the jobs: turnaround, margin, skew and latency are nothing. A job has started when its guest has all its units.
 * A ticket for which no host has room, though all together would have, is refused by the site and given up by its guest.
 */
public final class LeaseReplay {
    private static final String HANDLER = "simulated";
    private static final String SLICE = "jobs";
    /** After this long everything that is over is forgotten by everybody. */
    private static final Duration AFTERMATH = Duration.ofHours(1);

    private final Workload workload;
    private final Site site;
    private final Outcome.Draft outcome;
    private final PriorityQueue<MarketReplay.End> ends = new PriorityQueue<>();
    private final Company company;
    private long started;

    /**
     * How closely it is watched.
     *
     * @param judge who checks everything after each turn
     * @param folder where each actor's durable journal is kept: each group is on the disk before anything of it leaves
     * @param restartAfter how many jobs have come when everybody dies once and comes back from the journal; 0 for never
     */
    public record Watch(Storm.Judge judge, Path folder, int restartAfter) {
        public Watch {
            Objects.requireNonNull(judge, "watch.judge");
            Objects.requireNonNull(folder, "watch.folder");
        }
    }

    /**
     * What the site is.
     *
     * @param hosts how many there are; the units are divided among them as evenly as may be. From 1 to the workload's capacity
     * @param policy which unit lives where
     */
    public record Site(int hosts, AssignmentPolicy policy) {
        /** One host, in which everything has a place. */
        public static final Site PLAIN = new Site(1, new FirstFit());

        public Site {
            Objects.requireNonNull(policy, "site.policy");
            if (hosts < 1) {
                throw new IllegalArgumentException("hosts: must be 1 or more, got " + hosts);
            }
        }
    }

    private LeaseReplay(Workload workload, ProvisioningPolicy policy, Site site, Optional<Watch> watch,
            Function<Authority, Actor> as) {
        if (workload.estate().isEmpty() && site.hosts() > workload.capacity()) {
            throw new IllegalArgumentException("hosts: must be at most as many as there are units (" + workload.capacity()
                    + "), got " + site.hosts());
        }
        this.workload = workload;
        this.site = site;
        this.outcome = new Outcome.Draft(workload);
        this.company = new Company(policy, site.policy(), watch.<Watcher>map(Watch::judge).orElse(new Unwatched()),
                watch.map(Watch::folder),
                this::heard, as);
        watch.ifPresent(w -> w.judge().meet(company));
    }

    /** Nobody looks. */
    private static final class Unwatched implements Watcher {
        @Override
        public void turned(Watched node) {
            // nobody looks
        }

        @Override
        public void sending(Watched node, Outgoing outgoing) {
            // nobody looks
        }

        @Override
        public void starting(Watched node, Duties.Run run) {
            // nobody looks
        }

        @Override
        public void restarted(Watched node) {
            // nobody looks
        }
    }

    /** What comes of {@code workload} under {@code policy}. */
    public static Outcome run(Workload workload, ProvisioningPolicy policy) {
        return run(workload, policy, Site.PLAIN);
    }

    /** The same at such a site. */
    public static Outcome run(Workload workload, ProvisioningPolicy policy, Site site) {
        return run(workload, policy, site, authority -> authority);
    }

    /** The same, where somebody else stands in for the site's authority: to see whether it is noticed. */
    public static Outcome run(Workload workload, ProvisioningPolicy policy, Site site, Function<Authority, Actor> as) {
        return run(workload, policy, site, Optional.empty(), as);
    }

    /**
     * The same, under somebody's eyes.
     *
     * @throws RuntimeException as {@code watch} finds something wrong
     */
    public static Outcome run(Workload workload, ProvisioningPolicy policy, Watch watch) {
        return run(workload, policy, Site.PLAIN, Optional.of(watch), authority -> authority);
    }

    private static Outcome run(Workload workload, ProvisioningPolicy policy, Site site, Optional<Watch> watch,
            Function<Authority, Actor> as) {
        LeaseReplay replay = new LeaseReplay(workload, policy, site, watch, as);
        try {
            replay.open();
            replay.play(watch.map(Watch::restartAfter).orElse(0));
            replay.pass(replay.company.now().plus(AFTERMATH));
            watch.ifPresent(w -> w.judge().atTheEnd());
            replay.company.books().atTheEnd();
            replay.outcome.moved(replay.company.moves());
            return replay.outcome.build();
        } finally {
            replay.company.close();
        }
    }

    /** A site with as many units as the workload has, all of them delegated. */
    private void open() {
        Estate estate = workload.on(site.hosts());
        order(company.site(), new Command.DefineType(estate.type(), HANDLER, Optional.of(Mobility.BY_SITE)));
        for (Estate.Machine machine : estate.machines()) {
            order(company.site(), new Command.SetHost(
                    machine.name(), estate.type().name(), machine.capacity(), machine.properties(), true));
        }
        order(company.site(), new Command.Delegate(Optional.of(new DelegationId("all")), Optional.empty(), Company.BROKER,
                estate.type().name(), estate.total(), estate.largest(), new Term(MarketReplay.BEGIN, Term.LATEST), 100,
                PropertyList.NONE));
    }

    private void play(int restartAfter) {
        int next = 0;
        List<Job> jobs = workload.jobs();
        Instant last = company.now();
        while (next < jobs.size() || !ends.isEmpty() || outcome.isOpen() && company.step(last.plus(MarketReplay.PATIENCE))) {
            if (next == jobs.size() && ends.isEmpty()) {
                continue; // the policy lets somebody wait for a time that it named
            }
            Optional<Instant> arrival = next < jobs.size()
                    ? Optional.of(MarketReplay.at(jobs.get(next).submit())) : Optional.empty();
            boolean comes = arrival.isPresent() && (ends.isEmpty() || !ends.peek().at().isBefore(arrival.get()));
            if (company.step(comes ? arrival.get() : ends.peek().at())) {
                continue; // somebody may have started, and end before that
            }
            last = comes ? arrival.get() : ends.peek().at();
            if (comes) {
                Job job = jobs.get(next);
                if (MarketReplay.tooWide(job)) {
                    outcome.refused(next, MarketReplay.TOO_WIDE);
                } else {
                    order(guest(job), arrival.get(), request(next, job));
                }
                next++;
                if (next == restartAfter) {
                    company.restart();
                }
            } else {
                MarketReplay.End end = ends.poll();
                order(guest(jobs.get(end.job())), end.at(), new Command.Close(MarketReplay.id(end.job())));
            }
        }
    }

    /** Lets time pass until {@code until}. */
    private void pass(Instant until) {
        while (company.step(until)) {
            continue;
        }
    }

    private Command request(int index, Job job) {
        return new Command.Request(Optional.empty(), SLICE, List.of(new Command.Wish(Optional.of(MarketReplay.id(index)),
                Company.BROKER, MarketReplay.demand(workload, job), Optional.empty(), List.of(), List.of())), false,
                Optional.empty());
    }

    private Party guest(Job job) {
        return company.guest(MarketReplay.guest(job));
    }

    private void order(Party party, Command command) {
        order(party, company.now(), command);
    }

    private void order(Party party, Instant when, Command command) {
        company.put(party, new Event.Ordered("operator", command), when);
    }

    /** What a guest is told. */
    private void heard(Principal guest, Message message) {
        switch (message) {
            case Message.TicketView view -> {
                if (view.answer() instanceof Answer.Refused(var refusal)) {
                    outcome.refused(Integer.parseInt(view.id().value()), refusal.reason());
                }
                if (view.answer() instanceof Answer.Granted granted) {
                    Auction.paid(granted.why()).ifPresent(credits -> outcome.paid(Integer.parseInt(view.id().value()), credits));
                }
            }
            case Message.LeaseView view -> leased(view);
            default -> throw new IllegalStateException(guest + " is told what is not for guests: " + message);
        }
    }

    private void leased(Message.LeaseView view) {
        int job = Integer.parseInt(view.id().value());
        if (view.answer() instanceof Answer.Refused(var refusal)) {
            outcome.homeless(job, refusal.reason());
        }
        boolean has = view.lease().filter(lease -> lease.units().size() == workload.jobs().get(job).units()
                && lease.units().stream().allMatch(unit -> unit.state() == UnitState.READY)).isPresent();
        if (has && view.answer() instanceof Answer.Granted && outcome.isWaiting(job)) {
            outcome.started(job, Duration.between(MarketReplay.BEGIN, company.now()).toSeconds());
            Instant end = company.now().plusSeconds(workload.jobs().get(job).run());
            Instant last = view.lease().get().term().end(); // it may have waited for a host, and its time ran
            ends.add(new MarketReplay.End(end.isAfter(last) ? last : end, started++, job));
        }
    }
}
