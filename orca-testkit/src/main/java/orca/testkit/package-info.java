/**
 * For the authors of policies, controllers and handlers, and for our own tests: a world whose time moves only when told, a
 * stage that drives one actor by hand, and the contract that an implementation's test inherits. It sees orca-core alone, so
 * it plays the other actors itself. Our own tests find ports of this machine here, too, and a database server of their own.
 * Start at {@link orca.testkit.Stage} or {@link orca.testkit.HandlerContract}.
 */
package orca.testkit;
