package orca.runtime.hosting;

import java.time.Instant;
import java.util.function.BiFunction;
import orca.authority.Authority;
import orca.authority.state.AuthorityRecord;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.broker.Broker;
import orca.broker.ledger.BrokerRecord;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.BrokerTables;
import orca.core.actor.Actor;
import orca.core.contract.Principal;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.runtime.hosting.HostedActor.Role;
import orca.runtime.journal.Journal;
import orca.runtime.journal.RecordCodec;
import orca.servicemanager.GuestSettings;
import orca.servicemanager.GuestTables;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.record.GuestRecord;

/**
 * An actor as its journal left it at some instant: it decides nothing, runs nothing and says nothing to anybody.
 *
 * @param at the instant at which it is looked at
 */
public record PastActor(String name, Role role, Actor actor, Instant at) implements ReadActor {
    /** What an actor of {@code role} writes down. */
    public static RecordCodec codec(Role role) {
        Class<? extends JournalRecord> root = switch (role) {
            case AUTHORITY -> AuthorityRecord.class;
            case BROKER -> BrokerRecord.class;
            case SERVICE_MANAGER -> GuestRecord.class;
        };
        return RecordCodec.of(root);
    }

    /** An actor that knows nothing yet. Its settings are the usual ones: they guide decisions, and it takes none. */
    public static Actor born(Role role, Principal self) {
        return switch (role) {
            case AUTHORITY -> new Authority(AuthoritySettings.usual(self), AuthorityTables.STANDARD, 1);
            case BROKER -> new Broker(BrokerSettings.usual(self), BrokerTables.STANDARD, 1);
            case SERVICE_MANAGER -> new ServiceManager(GuestSettings.usual(self), GuestTables.STANDARD, 1);
        };
    }

    /** Tells {@code actor} what a journal tells. */
    public static Journal.Replay into(Actor actor) {
        return new Journal.Replay() {
            @Override
            public void begin(long epoch) {
                // The past has the epochs that its records have.
            }

            @Override
            public void snapshot(JournalRecord record) {
                actor.apply(record);
            }

            @Override
            public void group(Group group) {
                group.records().forEach(actor::apply);
            }
        };
    }

    @Override
    public <A extends Actor, T> T read(Class<A> kind, BiFunction<? super A, ? super Instant, ? extends T> look) {
        return look.apply(kind.cast(actor), at);
    }
}
