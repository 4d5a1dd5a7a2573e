/**
 * Keys and signatures: who somebody is, what somebody signed, and which algorithms are good enough. Nothing here knows what
 * a signed text means. Start at {@link orca.wire.trust.Identity} and {@link orca.wire.trust.Seals}.
 */
package orca.wire.trust;
