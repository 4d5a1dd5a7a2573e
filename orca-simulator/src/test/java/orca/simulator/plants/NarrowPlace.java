package orca.simulator.plants;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.authority.Authority;
import orca.authority.state.Bound;
import orca.authority.state.LeaseFile;
import orca.authority.state.LeaseImage;
import orca.authority.state.Moving;
import orca.authority.state.UnitImage;
import orca.core.actor.Decision;
import orca.core.actor.Event;
import orca.core.journal.JournalRecord;
import orca.core.lease.UnitState;

/**
 * An authority that books the place to which some units move so that they can grow for the size that they have. It remembers the
 * size that is wanted when they have arrived; by then others may have the room.
 */
final class NarrowPlace extends Disguise<Authority> {
    private final Lot lot;
    private final Firings firings;

    NarrowPlace(Authority heart, Lot lot, Firings firings) {
        super(heart);
        this.lot = lot;
        this.firings = firings;
    }

    @Override
    public Decision decide(Event event, Instant now) {
        Decision decision = super.decide(event, now);
        return new Decision(decision.records().stream().map(r -> r instanceof UnitImage unit && lot.fallsOn(unit.id())
                ? booked(unit, decision.records()) : r).toList(), decision.tell(), decision.reply());
    }

    private UnitImage booked(UnitImage unit, List<JournalRecord> records) {
        if (unit.state() == UnitState.MIGRATING && unit.moving().flatMap(Moving::held).isPresent()) {
            firings.fired();
            return unit.sized(unit.sliver(), unit.sliver());
        }
        boolean arrives = unit.state() == UnitState.MODIFYING && heart().site().unit(unit.id())
                .flatMap(UnitImage::moving).filter(m -> m.held().isPresent() && m.to().equals(unit.host())).isPresent();
        if (!arrives) {
            return unit;
        }
        Optional<LeaseImage> now = records.stream().filter(LeaseImage.class::isInstance).map(LeaseImage.class::cast)
                .filter(lease -> lease.key().equals(unit.lease())).findFirst();
        return now.or(() -> heart().site().lease(unit.lease()).map(LeaseFile::image)).flatMap(LeaseImage::bound)
                .map(Bound::sliver).map(wanted -> unit.sized(unit.sliver(), wanted)).orElse(unit);
    }
}
