package orca.simulator.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import orca.broker.ledger.Holding;
import orca.broker.ledger.HoldingImage;
import orca.broker.ledger.HoldingKey;
import orca.broker.slots.SlotSearch;
import orca.core.calendar.Calendar;
import orca.core.contract.Cause;
import orca.core.contract.Principal;
import orca.core.contract.Stamp;
import orca.core.policy.Budget;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.slot.SlotAnswer;
import orca.core.slot.SlotQuestion;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.time.Term;
import orca.core.time.Turnaround;

/**
 * How long a broker looks for slots, over 10,000 hosts and 90 days, by the number of its commitments and of the delegations that
 * they lie in, for questions that are hard in different ways.
 */
public final class SlotBench {
    private static final Instant ZERO = Instant.parse("2030-01-01T00:00:00Z");
    private static final Duration DAYS = Duration.ofDays(90);
    private static final int HOSTS = 10_000;
    /** Each host has room for so many of the smallest unit, by its cores and by its memory. */
    private static final long ROOM = 16;
    private static final int ASKED = 400;
    private static final ResourceType VM = new ResourceType(new TypeName("vm"),
            List.of(new Dimension("cpu", "cores"), new Dimension("memory", "GiB")),
            new Turnaround(Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO));

    private final SplittableRandom dice = new SplittableRandom(20_300_101);

    private SlotBench() {}

    public static void main(String[] arguments) {
        System.out.println("| commitments | delegations | question | slots | ms, mean | p99 | most |");
        System.out.println("|---:|---:|:---|---:|---:|---:|---:|");
        for (int commitments : new int[] {10_000, 100_000, 1_000_000}) {
            for (int delegations : new int[] {1, 10, 100}) {
                new SlotBench().rows(commitments, delegations);
            }
        }
        System.out.println();
        System.out.println("Java " + Runtime.version() + ".");
    }

    private void rows(int commitments, int delegations) {
        List<Holding> holdings = new ArrayList<>();
        for (int i = 0; i < delegations; i++) {
            holdings.add(holding(i, commitments / delegations, ROOM * HOSTS / delegations));
        }
        long all = ROOM * HOSTS / delegations;
        row(commitments, holdings, "20 units for 4 h", 20, Duration.ofHours(4));
        row(commitments, holdings, "10,000 units, or six tenths, for 4 h", Math.min(10_000, all * 6 / 10), Duration.ofHours(4));
        row(commitments, holdings, "10,000 units, or all, for 12 h", Math.min(10_000, all), Duration.ofHours(12));
    }

    /** Two thirds in use on average, and each commitment for up to two days. */
    private Holding holding(int number, int commitments, long units) {
        Principal site = new Principal("site-" + number);
        Delegation delegation = new Delegation(new DelegationId("d-" + number), 1, site, new Principal("market"), VM,
                Amounts.of(units, units, units * 4), Amounts.of(16, 64), Term.of(ZERO, DAYS), 100, PropertyList.NONE);
        Calendar calendar = Calendar.of(delegation.promisable(), VM.turnaround().occupied(delegation.term()));
        long each = Math.max(1, units * DAYS.toMinutes() * 4 / 3 / commitments / 1440);
        for (int i = 0; i < commitments; i++) {
            long from = dice.nextLong(DAYS.toMillis() - 1000);
            long length = Math.min(DAYS.toMillis() - from, 1 + dice.nextLong(Duration.ofDays(2).toMillis()));
            Term term = VM.turnaround().occupied(Term.of(ZERO.plusMillis(from), Duration.ofMillis(length)));
            long count = 1 + dice.nextLong(each);
            Amounts load = Amounts.of(count, count, count * dice.nextLong(1, 7));
            if (calendar.fits(load, term)) {
                calendar = calendar.commit(load, term);
            }
        }
        return new Holding(new HoldingImage(new HoldingKey(site, delegation.id()), DelegationState.HELD,
                DelegationChain.of(delegation), new Stamp(1, 1), Optional.empty(), ZERO, delegation.term().end(), 1,
                new Cause(ZERO, "HOLD", "")), calendar, commitments, 0);
    }

    private void row(int commitments, List<Holding> holdings, String name, long units, Duration length) {
        long[] nanos = new long[ASKED];
        SlotAnswer last = SlotAnswer.none("");
        for (int i = -ASKED; i < ASKED; i++) {
            Instant from = ZERO.plusMillis(dice.nextLong(Duration.ofDays(1).toMillis()));
            SlotQuestion question = new SlotQuestion(VM.name(), units, 1, Amounts.of(1, 4), length, from, ZERO.plus(DAYS),
                    Optional.empty(), SlotAnswer.MOST_SLOTS);
            long begun = System.nanoTime();
            last = SlotSearch.answer(question, holdings, from, Budget.UNLIMITED);
            if (i >= 0) {
                nanos[i] = System.nanoTime() - begun;
            }
        }
        Arrays.sort(nanos);
        System.out.printf(Locale.ROOT, "| %,d | %d | %s | %d | %.3f | %.3f | %.3f |%n", commitments, holdings.size(), name,
                last.slots().size(), Arrays.stream(nanos).average().orElseThrow() / 1e6, nanos[ASKED * 99 / 100] / 1e6,
                nanos[ASKED - 1] / 1e6);
    }
}
