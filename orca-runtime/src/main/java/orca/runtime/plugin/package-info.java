/**
 * What may come in from outside of this build: jars with policies, looked through class by class before anything in them
 * runs. Start at {@link orca.runtime.plugin.PolicyJar}.
 */
package orca.runtime.plugin;
