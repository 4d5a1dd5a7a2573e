package orca.simulator.plants;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import orca.authority.Authority;
import orca.authority.state.DelegationImage;
import orca.core.actor.Decision;
import orca.core.actor.Event;
import orca.core.journal.JournalRecord;
import orca.core.resource.Amounts;
import orca.core.ticket.Delegation;

/**
 * An authority that promises by host and does not look which: all of a delegation is said to be on the first host. The sums are
 * right, and so is everything that the broker and the site check of each other; only the host does not have so much.
 */
final class OneHost extends Disguise<Authority> {
    private final Lot lot;
    private final Firings firings;

    OneHost(Authority heart, Lot lot, Firings firings) {
        super(heart);
        this.lot = lot;
        this.firings = firings;
    }

    @Override
    public Decision decide(Event event, Instant now) {
        Decision decision = super.decide(event, now);
        List<JournalRecord> records = decision.records().stream().map(this::stacked).toList();
        return new Decision(records, decision.tell(), decision.reply());
    }

    private JournalRecord stacked(JournalRecord record) {
        // Once, when it is given: later records repeat what is remembered.
        if (!(record instanceof DelegationImage image) || image.hosts().size() < 2 || image.version() > 1
                || !lot.fallsOn(image.subject())) {
            return record;
        }
        firings.fired();
        Delegation d = image.current();
        List<Amounts> bins = new ArrayList<>(List.of(d.capacity()));
        bins.addAll(Collections.nCopies(image.hosts().size() - 1, Amounts.zero(d.capacity().size())));
        Delegation wrong = new Delegation(d.id(), d.revision(), d.issuer(), d.holder(), d.type(), d.capacity(), d.largest(),
                d.term(), d.oversubscription(), d.properties(), bins);
        return new DelegationImage(image.number(), image.version(), image.state(), wrong, image.renewal(), image.issued(),
                image.stamp(), image.reason(), image.live(), image.forgetAt(), image.cause(), image.hosts());
    }
}
