package orca.broker.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.actor.Loss;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;

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

    void take(LossImage image) {
        loss = image.loss();
        epoch = Math.max(epoch, loss.map(Loss::epoch).or(image::epoch).orElse(0L));
        cause = image.cause();
        strays.clear();
    }

    void take(StrayImage image) {
        strays.put(image.key(), image);
    }

    void forget(StrayGone gone) {
        strays.remove(gone.key());
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
