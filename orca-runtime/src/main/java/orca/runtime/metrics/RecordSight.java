package orca.runtime.metrics;

import java.util.Optional;
import orca.authority.state.AuthorityRecord;
import orca.authority.state.Counters;
import orca.authority.state.DelegationGone;
import orca.authority.state.DelegationImage;
import orca.authority.state.HostImage;
import orca.authority.state.LeaseGone;
import orca.authority.state.LeaseImage;
import orca.authority.state.MaintenanceImage;
import orca.authority.state.PolicyImage;
import orca.authority.state.ProofImage;
import orca.authority.state.StandingGone;
import orca.authority.state.StandingImage;
import orca.authority.state.TypeImage;
import orca.authority.state.UnitImage;
import orca.broker.ledger.BrokerRecord;
import orca.broker.ledger.ClaimGone;
import orca.broker.ledger.ClaimImage;
import orca.broker.ledger.GrantGone;
import orca.broker.ledger.GrantImage;
import orca.broker.ledger.HoldingGone;
import orca.broker.ledger.HoldingImage;
import orca.broker.ledger.MarketImage;
import orca.broker.ledger.TicketGone;
import orca.broker.ledger.TicketImage;
import orca.core.contract.Answer;
import orca.core.contract.Refusal;
import orca.core.journal.JournalRecord;
import orca.core.lease.UnitState;
import orca.core.ticket.Delegation;
import orca.runtime.metrics.Sight.HostState;
import orca.runtime.metrics.Sight.Kind;
import orca.servicemanager.record.BoxImage;
import orca.servicemanager.record.ControllerImage;
import orca.servicemanager.record.GroupImage;
import orca.servicemanager.record.GuestCounters;
import orca.servicemanager.record.GuestRecord;
import orca.servicemanager.record.LetterImage;
import orca.servicemanager.record.MemberImage;
import orca.servicemanager.record.NoticeImage;
import orca.servicemanager.record.PostCounters;
import orca.servicemanager.record.PurseImage;
import orca.servicemanager.record.ReservationImage;
import orca.servicemanager.record.SampleImage;
import orca.servicemanager.record.SliceImage;
import orca.servicemanager.record.TellingImage;
import orca.servicemanager.record.WatchImage;

/** Reads journal records as those who count do. */
final class RecordSight {
    private static final Sight NOTHING = new Sight.Nothing();
    private static final Sight GONE = new Sight.Gone();

    private RecordSight() {}

    static Sight of(JournalRecord record) {
        return switch (record) {
            case AuthorityRecord mine -> atAuthority(mine);
            case BrokerRecord mine -> atBroker(mine);
            case GuestRecord mine -> atGuest(mine);
            default -> NOTHING;
        };
    }

    private static Sight atAuthority(AuthorityRecord record) {
        return switch (record) {
            case LeaseImage lease -> new Sight.Standing(Kind.LEASE, lease.newest().map(chain -> chain.ticket().type().value()),
                    lease.state(), lease.cause().at(), refused(lease.told().answers(), lease.told().answer()));
            // The last image of a unit that is gone says so by its state.
            case UnitImage unit when unit.state() == UnitState.FREE -> GONE;
            case UnitImage unit -> new Sight.Standing(Kind.UNIT, Optional.of(unit.type().value()), unit.state(),
                    unit.cause().at(), Optional.empty());
            case DelegationImage given -> new Sight.Standing(Kind.DELEGATION, type(given.current()),
                    given.state(), given.cause().at(), Optional.empty());
            case HostImage host -> new Sight.Standing(Kind.HOST, Optional.of(host.type().value()),
                    host.drained().isPresent() ? HostState.DRAINED : host.open() ? HostState.OPEN : HostState.CLOSED,
                    host.cause().at(), Optional.empty());
            case LeaseGone gone -> GONE;
            case DelegationGone gone -> GONE;
            case orca.authority.state.HostGone gone -> GONE;
            case orca.authority.state.InvitationImage other -> NOTHING;
            case orca.authority.state.InvitationGone other -> NOTHING;
            case orca.authority.state.DepartureImage other -> NOTHING;
            case orca.authority.state.DepartureGone other -> NOTHING;
            case Counters other -> NOTHING;
            case TypeImage other -> NOTHING;
            case StandingImage other -> NOTHING;
            case StandingGone other -> NOTHING;
            case PolicyImage other -> NOTHING;
            case orca.authority.state.ChoiceImage other -> NOTHING;
            case ProofImage other -> NOTHING;
            case MaintenanceImage work when work.stage() == MaintenanceImage.Stage.OVER -> GONE;
            case MaintenanceImage work -> new Sight.Standing(Kind.MAINTENANCE, Optional.empty(), work.stage(), work.cause().at(),
                    Optional.empty());
            case orca.authority.state.LossImage other -> NOTHING;
            case orca.authority.state.StrayImage other -> NOTHING;
        };
    }

    private static Sight atBroker(BrokerRecord record) {
        return switch (record) {
            case TicketImage ticket -> new Sight.Standing(Kind.TICKET,
                    ticket.ticket().map(t -> t.type().value()).or(() -> ticket.demand().map(d -> d.type().value())),
                    ticket.state(), ticket.cause().at(), refused(ticket.heard(), ticket.answer()));
            case HoldingImage held -> new Sight.Standing(Kind.HOLDING, type(held.delegation()), held.state(),
                    held.cause().at(), held.refusal().map(no -> new Sight.Refused(held.heard(), no.kind())));
            case GrantImage given -> new Sight.Standing(Kind.DELEGATION, type(given.current().last()),
                    given.state(), given.cause().at(), Optional.empty());
            case TicketGone gone -> GONE;
            case HoldingGone gone -> GONE;
            case GrantGone gone -> GONE;
            case MarketImage other -> NOTHING;
            case orca.broker.ledger.ChoiceImage other -> NOTHING;
            case ClaimImage other -> NOTHING;
            case ClaimGone other -> NOTHING;
            case orca.broker.ledger.LossImage other -> NOTHING;
            case orca.broker.ledger.StrayImage other -> NOTHING;
            case orca.broker.ledger.StrayGone other -> NOTHING;
        };
    }

    private static Sight atGuest(GuestRecord record) {
        return switch (record) {
            case ReservationImage mine -> new Sight.Standing(Kind.RESERVATION, Optional.of(mine.wish().type().value()),
                    mine.state(), mine.cause().at(),
                    mine.lastRefusal().map((Refusal no) -> new Sight.Refused(no, no.kind())));
            case MemberImage member -> new Sight.Standing(Kind.MEMBER, Optional.empty(), member.state(),
                    member.cause().at(), Optional.empty());
            case GuestRecord.ReservationGone gone -> GONE;
            case GuestRecord.MemberGone gone -> GONE;
            case GroupImage other -> NOTHING;
            case SliceImage other -> NOTHING;
            case SampleImage other -> NOTHING;
            case ControllerImage other -> NOTHING;
            case orca.servicemanager.record.ChoiceImage other -> NOTHING;
            case GuestCounters other -> NOTHING;
            case PurseImage other -> NOTHING;
            case orca.servicemanager.record.LossImage other -> NOTHING;
            case orca.servicemanager.record.StrayImage other -> NOTHING;
            case GuestRecord.GroupGone other -> NOTHING;
            case GuestRecord.SliceGone other -> NOTHING;
            case GuestRecord.MemoryGone other -> NOTHING;
            case TellingImage other -> NOTHING;
            case WatchImage other -> NOTHING;
            case NoticeImage other -> NOTHING;
            case BoxImage other -> NOTHING;
            case LetterImage letter -> new Sight.Standing(Kind.LETTER, Optional.empty(), letter.state(), letter.doneAt(),
                    Optional.empty());
            case PostCounters other -> NOTHING;
            case GuestRecord.TellingGone other -> NOTHING;
            case GuestRecord.WatchGone other -> NOTHING;
            case GuestRecord.BoxGone other -> NOTHING;
            case GuestRecord.LetterGone gone -> GONE;
        };
    }

    private static Optional<String> type(Delegation delegation) {
        return Optional.of(delegation.type().name().value());
    }

    private static Optional<Sight.Refused> refused(Object to, Answer answer) {
        return answer instanceof Answer.Refused(Refusal no) ? Optional.of(new Sight.Refused(to, no.kind())) : Optional.empty();
    }
}
