package orca.core.protocol;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.ContractKey;
import orca.core.contract.Notice;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.contract.Seal;
import orca.core.contract.Stamp;
import orca.core.lease.Lease;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.ticket.Demand;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;

/**
 * One thing that an actor says to another about one contract. Four pairs, a demand and a view each:
 *
 * <pre>
 *   service manager -- TicketDemand --> broker     -- TicketView --> service manager
 *   service manager -- LeaseDemand  --> authority  -- LeaseView  --> service manager
 *   authority   -- DelegationOffer  --> broker     -- DelegationView --> authority
 *   broker      -- TicketStanding   --> authority  -- StandingView   --> broker
 * </pre>
 *
 * <p>A demand carries the sender's {@link Stamp}, which grows with each change of what it demands. Who gets a stamp that
 * it has seen answers with its current view; a lower one likewise; a known stamp with another demand is a conflict. A
 * view repeats the stamp of the demand that it answers, and has a stamp of its own. The sender of a demand repeats it
 * until the answer is final. A view that tells something nobody asked for is {@code urgent}: its sender repeats it until
 * a demand comes that has {@code seen} its stamp.
 */
public sealed interface Message {
    /**
     * What a holder wants of a broker.
     *
     * @param open false when it wants nothing any more: the ticket is relinquished
     * @param demand what it wants; the last one when not open
     * @param seen the newest view that it has seen
     * @param relinquishment what it gives up by that, for the broker to show; a broker obeys without it as well
     * @param claim what it pays with: a ticket by the sender to the broker, on credits of a bank
     * @param held the broker's own ticket, as the sender has it: shown now and then, for a broker that may have forgotten it
     */
    record TicketDemand(
            ReservationId id, Stamp stamp, boolean open, Demand demand, Stamp seen, Optional<Relinquishment> relinquishment,
            Optional<TicketChain> claim, Optional<TicketChain> held)
            implements Message {
        public TicketDemand {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(stamp, "stamp");
            Objects.requireNonNull(demand, "demand");
            Objects.requireNonNull(seen, "seen");
            Objects.requireNonNull(claim, "claim");
            Objects.requireNonNull(held, "held");
            relinquishment.flatMap(r -> r.unlike(id, open, demand)).ifPresent(why -> {
                throw new IllegalArgumentException("demand.relinquishment: " + why);
            });
        }

        /** With nothing that is shown. */
        public TicketDemand(ReservationId id, Stamp stamp, boolean open, Demand demand, Stamp seen,
                Optional<Relinquishment> relinquishment, Optional<TicketChain> claim) {
            this(id, stamp, open, demand, seen, relinquishment, claim, Optional.empty());
        }

        /** With nothing to pay. */
        public TicketDemand(ReservationId id, Stamp stamp, boolean open, Demand demand, Stamp seen,
                Optional<Relinquishment> relinquishment) {
            this(id, stamp, open, demand, seen, relinquishment, Optional.empty());
        }

        /** With nothing that is given up. */
        public TicketDemand(ReservationId id, Stamp stamp, boolean open, Demand demand, Stamp seen) {
            this(id, stamp, open, demand, seen, Optional.empty());
        }
    }

    /**
     * What a broker holds for a holder.
     *
     * @param answers the stamp of the demand that {@code answer} is about
     * @param chain the ticket in force with the delegations it stands on, if there is one
     * @param urgent whether it is repeated until seen
     */
    record TicketView(
            ReservationId id,
            Stamp stamp,
            Stamp answers,
            TicketState state,
            Answer answer,
            Optional<TicketChain> chain,
            List<Notice> notices,
            boolean urgent)
            implements Message {
        public TicketView {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(stamp, "stamp");
            Objects.requireNonNull(answers, "answers");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(answer, "answer");
            Objects.requireNonNull(chain, "chain");
            notices = bounded(notices);
        }
    }

    /**
     * What a holder wants of an authority.
     *
     * @param open false when it wants nothing any more: the lease is to be closed
     * @param chain the newest ticket that it holds; absent only when not open and none was ever sent
     * @param properties for the authority's policy and handlers; they win over the ticket's
     * @param victims the units to give up first when the new ticket has fewer
     * @param seen the newest view that it has seen
     */
    record LeaseDemand(
            ReservationId id,
            Stamp stamp,
            boolean open,
            Optional<TicketChain> chain,
            PropertyList properties,
            List<UnitId> victims,
            Stamp seen)
            implements Message {
        public LeaseDemand {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(stamp, "stamp");
            Objects.requireNonNull(chain, "chain");
            Objects.requireNonNull(properties, "properties");
            victims = List.copyOf(victims);
            Objects.requireNonNull(seen, "seen");
            if (open && chain.isEmpty()) {
                throw new IllegalArgumentException("lease.chain: must be there while the lease is wanted");
            }
            if (victims.size() > Demand.MOST_UNITS) {
                throw new IllegalArgumentException("lease.victims: at most " + Demand.MOST_UNITS + ", got " + victims.size());
            }
        }
    }

    /**
     * What an authority holds for a holder; the fields as in {@link TicketView}.
     *
     * @param seal the authority's on the lease; absent where the lease has not left the place it was made
     */
    record LeaseView(
            ReservationId id,
            Stamp stamp,
            Stamp answers,
            LeaseState state,
            Answer answer,
            Optional<Lease> lease,
            Optional<Seal> seal,
            List<Notice> notices,
            boolean urgent)
            implements Message {
        public LeaseView {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(stamp, "stamp");
            Objects.requireNonNull(answers, "answers");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(answer, "answer");
            Objects.requireNonNull(lease, "lease");
            Objects.requireNonNull(seal, "seal");
            if (seal.isPresent() && lease.isEmpty()) {
                throw new IllegalArgumentException("seal: must not be there without a lease");
            }
            notices = bounded(notices);
        }

        /** Not sealed yet. */
        public LeaseView(ReservationId id, Stamp stamp, Stamp answers, LeaseState state, Answer answer, Optional<Lease> lease,
                List<Notice> notices, boolean urgent) {
            this(id, stamp, answers, state, answer, lease, Optional.empty(), notices, urgent);
        }
    }

    /**
     * What an authority gives a broker, or a broker another.
     *
     * @param chain the delegation with those that it stands on
     * @param open false when no more tickets may be issued on it
     * @param reason why, when not open; else empty
     */
    record DelegationOffer(DelegationChain chain, Stamp stamp, boolean open, String reason) implements Message {
        public DelegationOffer {
            Objects.requireNonNull(chain, "chain");
            Objects.requireNonNull(stamp, "stamp");
            Objects.requireNonNull(reason, "reason");
        }

        /** The one that is given. */
        public Delegation delegation() {
            return chain.last();
        }
    }

    /**
     * What a broker does with a delegation.
     *
     * @param answers the stamp of the offer that it answers
     * @param live how many tickets on it, and delegations that were given of it, are not over
     * @param refusal why not, when it was refused
     */
    record DelegationView(DelegationId id, Stamp answers, DelegationState state, int live, Optional<Refusal> refusal)
            implements Message {
        public DelegationView {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(answers, "answers");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(refusal, "refusal");
        }
    }

    /**
     * Which of a broker's tickets for a reservation still hold. Said when some do not any more before their time:
     * relinquished, revoked, or replaced by a smaller one.
     *
     * @param key the holder and its reservation
     * @param rights the delegations that the tickets stand on; the sender holds the last
     * @param holds the one ticket that still holds, on the same rights; empty when none does
     * @param revoked whether the broker took it back, rather than the holder gave it
     * @param relinquishment by which the holder gave it, if the broker has that
     */
    record TicketStanding(
            ContractKey key,
            DelegationChain rights,
            Stamp stamp,
            Optional<TicketChain> holds,
            boolean revoked,
            String reason,
            Optional<Relinquishment> relinquishment)
            implements Message {
        public TicketStanding {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(rights, "rights");
            Objects.requireNonNull(stamp, "stamp");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(holds, "holds");
            if (holds.filter(chain -> !chain.links().equals(rights.links())).isPresent()) {
                throw new IllegalArgumentException("standing.holds: must stand on the rights that are shown");
            }
            holds.map(TicketChain::ticket).ifPresent(ticket -> {
                if (!ticket.holder().equals(key.holder()) || !ticket.reservation().equals(key.id())) {
                    throw new IllegalArgumentException("standing.holds: must be a ticket for " + key + ", is for "
                            + ticket.holder() + "/" + ticket.reservation());
                }
            });
            relinquishment.ifPresent(paper -> {
                if (!new ContractKey(paper.holder(), paper.reservation()).equals(key)
                        || !paper.issuer().equals(rights.last().holder())) {
                    throw new IllegalArgumentException("standing.relinquishment: must be about tickets of "
                            + rights.last().holder() + " for " + key);
                }
            });
        }

        /** With nothing that the holder signed. */
        public TicketStanding(ContractKey key, DelegationChain rights, Stamp stamp, Optional<TicketChain> holds, boolean revoked,
                String reason) {
            this(key, rights, stamp, holds, revoked, reason, Optional.empty());
        }

        /** The authority's delegation, which all the others stand on. */
        public DelegationId delegation() {
            return rights.root().id();
        }

        /** The revision that still holds; 0 when none does. */
        public long valid() {
            return holds.map(h -> h.ticket().revision()).orElse(0L);
        }
    }

    /**
     * What an authority makes of a {@link TicketStanding}.
     *
     * @param freed whether it holds nothing beyond the ticket any more, so that the rest may be sold again
     */
    record StandingView(ContractKey key, Stamp answers, boolean freed) implements Message {
        public StandingView {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(answers, "answers");
        }
    }

    private static List<Notice> bounded(List<Notice> notices) {
        if (notices.size() > Notice.MAX_KEPT) {
            throw new IllegalArgumentException("notices: at most " + Notice.MAX_KEPT + ", got " + notices.size());
        }
        return List.copyOf(notices);
    }
}
