/**
 * What others' libraries do in the place of ours, to measure ours by. Runs in a process of its own, the only one with CXF on its
 * class path; nothing else belongs here, and nothing refers to it but by name. Start at {@link orca.simulator.yardstick.Echo}.
 */
package orca.simulator.yardstick;
