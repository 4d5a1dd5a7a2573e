/**
 * The tables as a page for people. The tables themselves stand in the rooms of what they govern, and how a table is written
 * and asked in {@code orca.core.table}. Start at {@link orca.core.lifecycle.LifecyclePage}.
 */
package orca.core.lifecycle;
