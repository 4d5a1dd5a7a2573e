/**
 * {@code orca doctor}: looks at a deployment from its configuration file, and says of each thing whether it is as it should
 * be, and what to do where it is not. It changes nothing and disturbs nobody. Start at {@link orca.runtime.doctor.Doctor}.
 */
package orca.runtime.doctor;
