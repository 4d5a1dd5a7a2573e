/**
 * Drivers that measure: plain programs with a {@code main}, each warming up, running, and printing a table to paste into
 * {@code docs/performance.md}. No test asserts a time; what must not get worse is asserted there as a count of work. Start
 * at {@code CalendarBench}.
 */
package orca.simulator.bench;
