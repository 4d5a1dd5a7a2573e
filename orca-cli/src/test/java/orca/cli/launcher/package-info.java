/**
 * The launcher as a script, tried in trees of its own. What it starts is tried elsewhere.
 */
package orca.cli.launcher;
