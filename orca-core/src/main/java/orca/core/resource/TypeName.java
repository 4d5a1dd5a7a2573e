package orca.core.resource;

/** The name of a resource type, as a site declares it: {@code vm}, {@code licence}, {@code vlan}. */
public record TypeName(String value) implements Comparable<TypeName> {
    public TypeName {
        Names.check("type", value);
    }

    @Override
    public int compareTo(TypeName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
