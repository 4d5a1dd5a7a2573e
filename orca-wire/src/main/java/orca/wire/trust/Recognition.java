package orca.wire.trust;

import orca.core.contract.Principal;

/** Says who somebody is, of whom a key was seen. */
@FunctionalInterface
public interface Recognition {
    /** Believes what the key and its lineage prove, and knows nothing besides. */
    Recognition BY_PROOF = Speaker::principal;

    /** @throws TrustException when the key must not be believed any more, or never was */
    Principal of(Speaker speaker) throws TrustException;
}
