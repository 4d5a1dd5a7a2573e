/**
 * Real slivers without a hypervisor: process trees behind namespaces, with a root, a user and limits of their own. Nothing
 * here is remembered but what lies on the host: folders, cgroups, users and processes that carry the unit's label. Start
 * at {@link orca.handler.sandbox.driver.NativeDriver}; what happens inside a unit is the script {@code unit.sh}.
 */
package orca.handler.sandbox.driver;
