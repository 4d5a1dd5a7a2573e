package orca.runtime.slots;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import orca.broker.Broker;
import orca.broker.ledger.Holding;
import orca.broker.slots.SlotSearch;
import orca.core.contract.Principal;
import orca.core.slot.SlotAnswer;
import orca.core.slot.SlotQuestion;
import orca.runtime.hosting.HostedActor;
import orca.wire.call.CallRefused;
import orca.wire.trust.Limits;

/**
 * Answers what could be had at a broker. The broker is only looked at for an instant: what it holds are values, in which the
 * search goes on beside it, on the thread of who asks. Safe for threads.
 */
public final class SlotDesk {
    /** How many searches go on at once. */
    static final int AT_ONCE = 2;
    /** How long a question waits for others to be answered. */
    static final Duration PATIENCE = Duration.ofSeconds(1);
    /** How long one search may take; then it answers with what it has. */
    static final Duration LONGEST = Duration.ofMillis(250);
    /** How many questions one caller may ask in a row. */
    public static final int BURST = 20;
    /** How many more each second after that. */
    public static final int PER_SECOND = 2;
    /** How many callers are remembered; whoever has not asked for longest is forgotten, which does him no harm. */
    private static final int MOST_CALLERS = 10_000;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanos;
    private final Semaphore searches = new Semaphore(AT_ONCE);
    private final Map<Principal, Purse> purses = new LinkedHashMap<>(16, 0.75f, true);

    /** @param nanos a clock that only goes forward */
    public SlotDesk(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** How many questions a caller has left, in parts of a question, and since when. */
    private record Purse(double left, long at) {}

    /** What a broker had at an instant. */
    private record Look(Instant now, List<Holding> holdings) {}

    /**
     * What {@code caller} could have at {@code broker} within its limits there.
     *
     * @throws CallRefused busy: it asks too often, or too many ask at once
     */
    public SlotAnswer answer(HostedActor broker, Principal caller, Limits limits, SlotQuestion question)
            throws CallRefused, InterruptedException {
        pay(caller);
        long most = limits.mostUnits().map(limit -> Math.min(limit, question.units())).orElse(question.units());
        Optional<String> no = limits.exceeded(question.type(), most, question.length());
        if (no.isPresent()) {
            return SlotAnswer.none("slots." + no.get());
        }
        if (!searches.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new CallRefused(CallRefused.Kind.BUSY, "slots: " + AT_ONCE + " searches go on already; ask again");
        }
        try {
            Look look = broker.read(Broker.class, (actor, now) -> new Look(now, actor.holdings()));
            long until = nanos.getAsLong() + LONGEST.toNanos();
            SlotAnswer answer = SlotSearch.answer(
                    question.atMost(most), look.holdings, look.now, () -> nanos.getAsLong() - until > 0);
            return most == question.units() || !answer.reason().isEmpty() ? answer
                    : new SlotAnswer(answer.slots(), "slots.units: may be at most " + most + " for you here");
        } finally {
            searches.release();
        }
    }

    private void pay(Principal caller) throws CallRefused {
        synchronized (purses) {
            long now = nanos.getAsLong();
            Purse before = purses.getOrDefault(caller, new Purse(BURST, now));
            double left = Math.min(BURST, before.left + (double) (now - before.at) * PER_SECOND / SECOND);
            if (left < 1) {
                purses.put(caller, new Purse(left, now));
                throw new CallRefused(CallRefused.Kind.BUSY, "slots: at most " + BURST + " questions in a row and " + PER_SECOND
                        + " a second; ask again later");
            }
            purses.put(caller, new Purse(left - 1, now));
            if (purses.size() > MOST_CALLERS) {
                purses.remove(purses.keySet().iterator().next());
            }
        }
    }
}
