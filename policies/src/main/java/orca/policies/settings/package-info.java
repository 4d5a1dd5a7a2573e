/**
 * How policies and controllers read what a configuration or a command says to them. What a setting means is not here, but with
 * whoever has it. Start at {@link orca.policies.settings.Given}.
 */
package orca.policies.settings;
