package orca.runtime.loop;

/** What is known of a sender: whether it has a lane to itself. */
public enum Footing {
    /** A peer that the address book names, an actor of this container, or a holder whose ticket was seen to hold. */
    KNOWN,
    /** Anybody with a key. There may be any number of them, so all have one lane together. */
    STRANGER
}
