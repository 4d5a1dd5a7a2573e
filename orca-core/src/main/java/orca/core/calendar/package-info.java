/**
 * The interval ledger: how much of a capacity is promised, at every instant of a window, along several dimensions at once.
 * It knows loads and terms; who holds what, and which units they are, is kept elsewhere. Start at
 * {@link orca.core.calendar.Calendar}; the tree beneath it is {@code Node}, and {@code Sweep} is how it is read.
 */
package orca.core.calendar;
