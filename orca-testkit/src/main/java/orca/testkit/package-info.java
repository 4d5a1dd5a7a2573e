/**
 * For authors of plug-ins: contracts that an implementation's test inherits, and the small world they run in. It sees orca-core
 * and nothing else of the house, so a plug-in's tests need no more than the plug-in. Start at
 * {@link orca.testkit.HandlerContract}.
 */
package orca.testkit;
