/**
 * The whole program as its users meet it: the command, typed, against a container that runs in this process or was started by
 * the launcher. What a part does by itself is tested where the part lives. Start at {@link orca.simulator.whole.Town}.
 */
package orca.simulator.whole;
