/**
 * The management API as data: what operators and guests ask a container over HTTP on loopback, what it answers, and a small
 * client. All of it is records, written and read as JSON by {@link orca.wire.text.RecordForm}; unknown fields are refused
 * on both sides. What answers is in the runtime. Start at {@link orca.wire.management.ManagementClient}, then
 * {@link orca.wire.management.Problem}.
 */
package orca.wire.management;
