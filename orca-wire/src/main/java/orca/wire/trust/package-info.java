/**
 * Keys and signatures: who somebody is, what somebody signed, which algorithms are good enough; and whom a container knows by its
 * key. Nothing here knows what a contract means. Start at {@link orca.wire.trust.Identity} and {@link orca.wire.trust.Seals},
 * then {@link orca.wire.trust.AddressBook}.
 */
package orca.wire.trust;
