/** What the siege's inspection sees, by what is told to it. That it sees it of real processes, {@code --sabotage} shows. */
package orca.simulator.siege;
