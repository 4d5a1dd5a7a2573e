/**
 * What the author of a driver implements: named actions on one host's units, run under an id and a time limit. Nothing
 * here knows leases or who asks; that a thing is asked twice is the agent's business, that it may be is the driver's.
 * Start at {@link orca.nodeagent.driver.Driver}.
 */
package orca.nodeagent.driver;
