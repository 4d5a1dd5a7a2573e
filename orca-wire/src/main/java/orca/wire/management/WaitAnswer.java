package orca.wire.management;

/**
 * What came of waiting for a reservation.
 *
 * @param reached whether it is in a state that was waited for
 * @param timedOut whether the time was over first; neither means that it ended otherwise
 * @param reservation how it stands
 */
public record WaitAnswer(boolean reached, boolean timedOut, ReservationView reservation) {}
