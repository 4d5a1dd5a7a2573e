/**
 * What is traded, without saying what it is: types with named dimensions, amounts along them, and typed properties.
 * No type is special here; a machine, a licence and a VLAN tag differ only in their dimensions. Start at
 * {@link orca.core.resource.ResourceType}, then {@link orca.core.resource.Amounts}.
 */
package orca.core.resource;
