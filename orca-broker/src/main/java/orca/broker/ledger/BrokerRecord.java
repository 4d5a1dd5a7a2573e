package orca.broker.ledger;

import orca.core.journal.JournalRecord;

/** Everything that a broker writes down. */
public sealed interface BrokerRecord extends JournalRecord
        permits TicketImage, TicketGone, HoldingImage, HoldingGone, GrantImage, GrantGone, MarketImage, ChoiceImage,
                ClaimImage, ClaimGone, LossImage, StrayImage, StrayGone {}
