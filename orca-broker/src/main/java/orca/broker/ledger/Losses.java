package orca.broker.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.actor.Loss;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;

/** What a broker lost, while that is not settled, and the tickets that only their holders know. */
public final class Losses {
    private Optional<Loss> loss = Optional.empty();
    private final Map<ContractKey, StrayImage> strays = new LinkedHashMap<>();

    void take(LossImage image) {
        loss = image.loss();
        strays.clear();
    }

    void take(StrayImage image) {
        strays.put(image.key(), image);
    }

    public Optional<Loss> loss() {
        return loss;
    }

    public Map<ContractKey, StrayImage> strays() {
        return Collections.unmodifiableMap(strays);
    }

    /** Whether a ticket may be otherwise than the broker knows: its holder has said nothing since something was lost. */
    public boolean unsure(TicketImage image) {
        return loss.isPresent() && image.live() && image.said().epoch() < loss.get().epoch();
    }

    List<BrokerRecord> image() {
        List<BrokerRecord> all = new ArrayList<>();
        loss.ifPresent(lost -> all.add(new LossImage(loss, new Cause(lost.since(), "LOST", lost.what()))));
        all.addAll(strays.values());
        return all;
    }
}
