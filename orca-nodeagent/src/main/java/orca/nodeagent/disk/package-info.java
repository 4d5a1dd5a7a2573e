/**
 * What an agent must not forget, and the host that it must not forget it on: small named texts that are durable when they are
 * written, and the boot of the machine. What the texts mean is not known here. Start at {@link orca.nodeagent.disk.Cells}.
 */
package orca.nodeagent.disk;
