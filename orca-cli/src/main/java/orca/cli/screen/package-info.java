/**
 * What people see: tables that never wrap, instants in their own zone with what is left of them, and a little colour. No
 * verb lives here, and nothing here knows what a reservation is. Start at {@link orca.cli.screen.Table}, then
 * {@link orca.cli.screen.Moments}.
 */
package orca.cli.screen;
