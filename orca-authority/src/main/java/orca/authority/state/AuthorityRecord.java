package orca.authority.state;

import orca.core.journal.JournalRecord;

/** What an authority journals: the whole new state of one subject, or that it is forgotten. */
public sealed interface AuthorityRecord extends JournalRecord
        permits Counters, TypeImage, HostImage, DelegationImage, DelegationGone, LeaseImage, LeaseGone, UnitImage,
                StandingImage, StandingGone, PolicyImage, ChoiceImage, ProofImage,
                LossImage, StrayImage, MaintenanceImage, HostGone, InvitationImage, InvitationGone,
                DepartureImage, DepartureGone {}
