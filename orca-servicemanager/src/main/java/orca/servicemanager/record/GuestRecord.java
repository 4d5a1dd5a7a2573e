package orca.servicemanager.record;

import orca.core.contract.ContractKey;
import orca.core.journal.JournalRecord;
import orca.core.lease.UnitId;

/** Everything that a service manager writes down: the whole new state of one subject, or that it is forgotten. */
public sealed interface GuestRecord extends JournalRecord
        permits ReservationImage,
                MemberImage,
                GroupImage,
                SliceImage,
                SampleImage,
                ControllerImage,
                ChoiceImage,
                GuestCounters,
                PurseImage,
                LossImage,
                StrayImage,
                TellingImage,
                WatchImage,
                NoticeImage,
                BoxImage,
                LetterImage,
                PostCounters,
                GuestRecord.TellingGone,
                GuestRecord.WatchGone,
                GuestRecord.BoxGone,
                GuestRecord.LetterGone,
                GuestRecord.ReservationGone,
                GuestRecord.MemberGone,
                GuestRecord.GroupGone,
                GuestRecord.SliceGone,
                GuestRecord.MemoryGone {

    /** The reservation is forgotten; its id may be used again. */
    record ReservationGone(ContractKey subject) implements GuestRecord {}

    /** The unit is out of service and none of the guest's any more. */
    record MemberGone(UnitId subject) implements GuestRecord {}

    /** The last member of the group is forgotten. */
    record GroupGone(GroupId subject) implements GuestRecord {}

    /** The last reservation of the slice is forgotten. */
    record SliceGone(SliceName subject) implements GuestRecord {}

    /** What the controller before remembered is of no use to the one that rules the slice now. */
    record MemoryGone(ControllerImage.Memory subject) implements GuestRecord {}

    /** Of the slice is told what the configuration says, and nobody has a key to its calendar. */
    record TellingGone(TellingImage.Telling subject) implements GuestRecord {}

    /** Nothing is announced of the reservation any more. */
    record WatchGone(WatchImage.Watch subject) implements GuestRecord {}

    /** Nothing waits for the receiver. */
    record BoxGone(BoxImage.Box subject) implements GuestRecord {}

    /** The letter is done, and long enough ago. */
    record LetterGone(LetterImage.LetterId subject) implements GuestRecord {}
}
