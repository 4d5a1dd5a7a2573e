/**
 * The handler {@code volumes}: a unit is a file that a machine of another lease can have as a disk. Start at
 * {@link orca.handler.services.volumes.UnitVolume}.
 */
package orca.handler.services.volumes;
