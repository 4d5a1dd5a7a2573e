package orca.core.contract;

import orca.core.resource.Names;

/**
 * Who somebody is: the hash of a public key. The core compares principals and never asks what is behind one; whoever
 * hands a message to an actor has proved its sender first.
 *
 * @param value a name as {@link Names} allows, which a SHA-256 in hexadecimal also is
 */
public record Principal(String value) implements Comparable<Principal> {
    public Principal {
        Names.check("principal", value);
    }

    @Override
    public int compareTo(Principal other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
