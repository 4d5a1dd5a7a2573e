/**
 * Asks for what sensors measure, by commands and at addresses, and tells it to service managers. What is made of it is the
 * controllers'. Start at {@link orca.runtime.sensing.SensorPoll}.
 */
package orca.runtime.sensing;
