package orca.simulator.check;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import orca.core.actor.Actor;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;
import orca.core.contract.Subject;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.servicemanager.record.LetterImage;
import orca.simulator.federation.Scene;
import orca.simulator.federation.Watched;
import orca.simulator.federation.Storm;

/** All checks together, each asked where it has something to say. */
public final class Checks implements Storm.Judge {
    private final Durability durability = new Durability();
    private final Progress progress = new Progress();
    private final Calls calls = new Calls();
    private final Promises promises = new Promises();
    private final Thrift thrift = new Thrift();
    private final Factoring factoring = new Factoring();
    private final Payments payments = new Payments();
    private final Forgotten forgotten = new Forgotten();
    private final Letters letters = new Letters();
    private final Growth growth;
    private Optional<Provenance> provenance = Optional.empty();
    private Optional<Trespass> trespass = Optional.empty();
    /** The last group of each node that was looked at; nothing but a group changes an actor. */
    private final Map<Watched, Long> seen = new LinkedHashMap<>();
    private Optional<Scene> met = Optional.empty();

    public Checks() {
        this(new GrowthCount());
    }

    /** @param count takes up what becomes of units that move so that they can grow */
    public Checks(GrowthCount count) {
        this.growth = new Growth(count);
    }

    private Scene federation() {
        return met.orElseThrow();
    }

    @Override
    public void meet(Scene federation) {
        met = Optional.of(federation);
        Set<Principal> strangers = new LinkedHashSet<>(federation.forgers());
        strangers.add(federation.stranger());
        trespass = Optional.of(new Trespass(strangers));
        if (federation.keyed()) {
            provenance = Optional.of(new Provenance(federation.forgers()));
        }
    }

    @Override
    public void turned(Watched node) {
        boolean changed = !Objects.equals(seen.put(node, node.committed()), node.committed());
        Scene federation = federation();
        if (changed) {
            sound(node.actor(), node);
        }
        if (federation.brokers().contains(node)) {
            Punctuality.broker(node);
            if (changed) {
                promises.broker(node);
                forgotten.broker(node, federation);
                thrift.broker(node);
                payments.market(node, federation);
                progress.broker(node);
            }
        } else if (federation.sites().contains(node)) {
            Punctuality.authority(node);
            new Ground(federation.substrate(), forgotten).authority(node);
            if (changed) {
                promises.authority(node);
                Reasons.authority(node);
                factoring.authority(node);
                growth.authority(node);
                progress.authority(node);
            }
        } else {
            Punctuality.guest(node);
            if (changed) {
                progress.guest(node);
            }
        }
    }

    @Override
    public void offered(Watched node, Event event) {
        if (event instanceof Event.Rang(Subject subject, long mark)) {
            Punctuality.rang(node, subject, mark);
        }
        if (event instanceof Event.Ordered ordered && ordered.command() instanceof Command.FreeUnit free) {
            calls.pulled(free.unit());
        }
        if (federation().sites().contains(node)) {
            Reasons.closed(node, event);
        }
    }

    @Override
    public void offering(Watched node, Event event, Instant now) {
        provenance.ifPresent(p -> p.offering(node, event));
        trespass.orElseThrow().offering(node, event, now);
    }

    @Override
    public void said(Principal from, Outgoing outgoing) {
        provenance.ifPresent(p -> p.said(from, outgoing));
    }

    @Override
    public void sending(Watched node, Outgoing outgoing) {
        said(node.self(), outgoing);
        durability.sending(node, outgoing);
        promises.sending(node, outgoing);
        if (outgoing.message() instanceof Message.StandingView view && view.freed()) {
            promises.freed(node, view, federation().substrate());
        }
    }

    @Override
    public void ended(Watched node, Duties.CallName name) {
        calls.ended(node, name);
    }

    @Override
    public void stopping(Watched node, Duties.CallName name) {
        calls.stopping(node, name);
    }

    @Override
    public void starting(Watched node, Duties.Run run) {
        calls.starting(node, run);
        durability.starting(node, run);
    }

    @Override
    public void committed(Watched node, Group group) {
        letters.committed(node, group);
    }

    @Override
    public void posting(Watched node, LetterImage letter) {
        letters.posting(node, letter);
    }

    @Override
    public void delivered(Watched node, LetterImage letter) {
        letters.delivered(node, letter);
    }

    @Override
    public void restored(Watched node) {
        letters.restored(node);
        seen.remove(node);
        progress.restored(node);
        calls.restored(node);
        promises.restored(node);
        thrift.restored(node);
        growth.restored(node);
        forgotten.restored(node, federation());
    }

    @Override
    public void restarted(Watched node) {
        calls.restarted(node);
        List<JournalRecord> restored = node.actor().image();
        List<JournalRecord> durable = node.replica().image();
        if (!restored.equals(durable)) {
            throw new Broken(node + " came back other than it was: " + Difference.between(durable, restored));
        }
        sound(node.actor(), node);
        promises.restarted(node, federation());
        growth.restarted(node);
    }

    @Override
    public Optional<String> disagreement() {
        federation().nodes().forEach(node -> sound(node.actor(), node));
        try {
            new Agreement(federation(), forgotten).afterRepair();
            return Optional.empty();
        } catch (Broken e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public void atTheEnd() {
        federation().nodes().forEach(node -> sound(node.actor(), node));
        new Agreement(federation(), forgotten).atTheEnd();
        calls.atTheEnd();
        letters.atTheEnd();
    }

    private static void sound(Actor actor, Watched node) {
        List<String> broken = actor.broken();
        if (!broken.isEmpty()) {
            throw new Broken(node + " at " + node.clock() + " is unsound: " + String.join("; ", broken));
        }
    }
}
