/**
 * The site's binding: a lease, its units, and how both live (the tables). What a ticket promised becomes concrete here.
 * Start at {@code LeaseTable} and {@code UnitTable}.
 */
package orca.core.lease;
