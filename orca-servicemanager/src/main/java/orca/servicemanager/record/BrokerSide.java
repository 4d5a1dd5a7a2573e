package orca.servicemanager.record;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.Stamp;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketChain;

/**
 * What a reservation and its broker said to each other last.
 *
 * @param stamp of the newest demand; {@link Stamp#NONE} before the first
 * @param open false when the newest demand gives everything up
 * @param said the newest demand
 * @param mayEnd when all is over that the broker may hold for it: it may grant a demand before it hears of the next
 * @param shown the view that was seen when that demand was made, so that its repeats are all alike
 * @param seen the newest view
 * @param heard the highest number of a notice from there
 * @param answer what the broker makes of the newest demand, once it says something of it
 * @param chain the newest ticket
 * @param over whether the broker holds nothing for it any more
 */
public record BrokerSide(
        Stamp stamp,
        boolean open,
        Demand said,
        Instant mayEnd,
        Stamp shown,
        Stamp seen,
        long heard,
        Optional<Answer> answer,
        Optional<TicketChain> chain,
        boolean over) {
    public BrokerSide {
        Objects.requireNonNull(stamp, "broker.stamp");
        Objects.requireNonNull(said, "broker.said");
        Objects.requireNonNull(mayEnd, "broker.mayEnd");
        Objects.requireNonNull(shown, "broker.shown");
        Objects.requireNonNull(seen, "broker.seen");
        Objects.requireNonNull(answer, "broker.answer");
        Objects.requireNonNull(chain, "broker.chain");
    }

    public static BrokerSide silent(Demand wish) {
        return new BrokerSide(Stamp.NONE, true, wish, end(wish), Stamp.NONE, Stamp.NONE, 0, Optional.empty(), Optional.empty(),
                false);
    }

    private static Instant end(Demand demand) {
        return demand.lastStart().plus(demand.term().length());
    }

    /** Another demand is made. */
    public BrokerSide demanding(long epoch, Demand demand) {
        Instant end = end(demand).isAfter(mayEnd) ? end(demand) : mayEnd;
        return new BrokerSide(stamp.next(epoch), true, demand, end, seen, seen, heard, Optional.empty(), chain, over);
    }

    /** Everything is given up. */
    public BrokerSide closing(long epoch) {
        return new BrokerSide(stamp.next(epoch), false, said, mayEnd, seen, seen, heard, Optional.empty(), chain, over);
    }

    /** The same is demanded again under a stamp above {@code known}, one that an earlier life of this actor used. */
    public BrokerSide above(long epoch, Stamp known) {
        return new BrokerSide(known.next(epoch), open, said, mayEnd, seen, seen, heard, Optional.empty(), chain, over);
    }

    /** A newer view came. */
    public BrokerSide viewed(Stamp view, long notice, Optional<Answer> newAnswer, boolean isOver) {
        return new BrokerSide(stamp, open, said, mayEnd, shown, view, Math.max(heard, notice), newAnswer, chain, isOver);
    }

    public BrokerSide ticketed(TicketChain newest) {
        return new BrokerSide(stamp, open, said, newest.ticket().term().end(), shown, seen, heard, answer,
                Optional.of(newest), over);
    }

    /** What is held is known by the broker's word alone: the newest ticket, and what must have been asked for. */
    public BrokerSide holding(Demand had, TicketChain newest) {
        return new BrokerSide(stamp, open, had, newest.ticket().term().end(), shown, seen, heard, answer,
                Optional.of(newest), over);
    }

    /** Without what an ended reservation needs no more. */
    public BrokerSide stripped() {
        return new BrokerSide(stamp, open, said, mayEnd, shown, seen, heard, answer, Optional.empty(), over);
    }
}
