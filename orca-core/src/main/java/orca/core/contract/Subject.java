package orca.core.contract;

/**
 * Something that an actor keeps a state for and may owe the world something about: a contract, a unit, a group. Used as
 * a key of the actor's timers and of its outbox.
 */
public interface Subject {}
