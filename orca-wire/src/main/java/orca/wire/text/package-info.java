/**
 * Words as data: JSON and YAML documents as trees that know their lines, records read from such trees with every problem
 * named, and the notations of lengths of time, points in time and sizes that people write; readers of XML that are closed to
 * what XML could fetch. What the documents mean lives elsewhere: in {@code orca.wire.management}, in the bindings and in the
 * runtime's configuration. Start at {@link orca.wire.text.Tree}, then {@link orca.wire.text.RecordForm}.
 */
package orca.wire.text;
