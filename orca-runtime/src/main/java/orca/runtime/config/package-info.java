/**
 * What the one YAML file of a container says, as records: one for each component, with the defaults on it, checked whole
 * before anything starts. What becomes of it is the container's affair. Start at {@link orca.runtime.config.ConfigFile},
 * then {@link orca.runtime.config.ContainerConfig}.
 */
package orca.runtime.config;
