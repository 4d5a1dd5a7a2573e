package orca.broker.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.actor.Loss;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Stamp;
import orca.core.protocol.Message;
import orca.core.ticket.Ticket;

/**
 * What a broker lost, while that is not settled, and the tickets that only their holders know. These may be shown when it was
 * settled long ago, so the epoch that began with the newest loss is known for ever. An epoch that began without any, as when
 * another container takes over, forgets nothing.
 */
public final class Losses {
    private Optional<Loss> loss = Optional.empty();
    private long epoch;
    private Cause cause = new Cause(Instant.EPOCH, "", "");
    private final Map<ContractKey, StrayImage> strays = new LinkedHashMap<>();
    /** Those of them that are not known still; follows from them and the tickets, and is counted after each turn. */
    private final Set<ContractKey> open = new LinkedHashSet<>();

    void take(LossImage image) {
        loss = image.loss();
        epoch = Math.max(epoch, loss.map(Loss::epoch).or(image::epoch).orElse(0L));
        cause = image.cause();
        strays.clear();
        open.clear();
    }

    void take(StrayImage image, Optional<TicketImage> known) {
        strays.put(image.key(), image);
        look(image, known);
    }

    void forget(StrayGone gone) {
        strays.remove(gone.key());
        open.remove(gone.key());
    }

    /** A ticket is known otherwise than before; null for what was not, or is not any more. */
    void known(TicketImage before, TicketImage after) {
        TicketImage any = after != null ? after : before;
        StrayImage stray = any == null ? null : strays.get(any.key());
        if (stray != null) {
            look(stray, Optional.ofNullable(after));
        }
    }

    private void look(StrayImage stray, Optional<TicketImage> known) {
        if (stands(stray, known)) {
            open.add(stray.key());
        } else {
            open.remove(stray.key());
        }
    }

    private boolean stands(StrayImage stray, Optional<TicketImage> known) {
        return stray.said().flatMap(Message.TicketDemand::held)
                .map(held -> isForgotten(held.ticket(), stray.said().get().stamp(), known))
                .orElseGet(() -> known.flatMap(TicketImage::ticket).isEmpty());
    }

    /**
     * Whether {@code ticket} was issued before the newest loss and is later than what is known of it.
     *
     * @param stamp of the demand that shows it
     */
    public boolean isForgotten(Ticket ticket, Stamp stamp, Optional<TicketImage> known) {
        boolean hears = known.isEmpty() || switch (known.get().state()) {
            case UNKNOWN, REQUESTED, APPROVAL, TICKETED, RENEWING, RENEWAL_APPROVAL, REFUSED ->
                !known.get().heard().isAfter(stamp);
            case RELEASING, CLOSED -> false;
        };
        return hears && ticket.isBefore(epoch)
                && ticket.revision() > known.flatMap(TicketImage::ticket).map(Ticket::revision).orElse(0L);
    }

    public Optional<Loss> loss() {
        return loss;
    }

    /** The life that began with the newest loss, settled or not: what was issued before may be forgotten; 0 without any. */
    public long epoch() {
        return epoch;
    }

    public Map<ContractKey, StrayImage> strays() {
        return Collections.unmodifiableMap(strays);
    }

    /** Those that were noted, and whose tickets are not known still. */
    public List<StrayImage> open() {
        return strays.values().stream().filter(stray -> isOpen(stray.key())).toList();
    }

    public boolean isOpen(ContractKey key) {
        return open.contains(key);
    }

    /** How many of them there are when nothing is unsettled otherwise. */
    public int contested() {
        return loss.isPresent() ? 0 : open.size();
    }

    /** Says it if what is open is not what follows from the tickets. */
    void check(Map<ContractKey, TicketImage> tickets, List<String> broken) {
        if (strays.values().stream().anyMatch(stray ->
                isOpen(stray.key()) != stands(stray, Optional.ofNullable(tickets.get(stray.key()))))
                || !strays.keySet().containsAll(open)) {
            broken.add("ledger: tickets that were noted are miscounted");
        }
    }

    /** Whether another may be noted of {@code holder}. */
    public boolean hasRoom(Principal holder) {
        return strays.size() < Loss.MOST_STRAYS
                && strays.keySet().stream().filter(key -> key.holder().equals(holder)).count() < Loss.MOST_STRAYS_EACH;
    }

    /** Whether a ticket may be otherwise than the broker knows: its holder has said nothing since something was lost. */
    public boolean unsure(TicketImage image) {
        return loss.isPresent() && image.live() && image.said().epoch() < loss.get().epoch();
    }

    List<BrokerRecord> image() {
        List<BrokerRecord> all = new ArrayList<>();
        if (loss.isPresent()) {
            all.add(new LossImage(loss.get(), new Cause(loss.get().since(), "LOST", loss.get().what())));
        } else if (epoch > 0) {
            all.add(new LossImage(loss, cause, Optional.of(epoch)));
        }
        all.addAll(strays.values());
        return all;
    }
}
