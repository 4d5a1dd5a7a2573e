package orca.authority.state;

import orca.core.calendar.Calendar;
import orca.core.resource.Amounts;
import orca.core.resource.ResourceType;

/** A type as it stands: what its open hosts have together, and what of it is delegated. Changed by {@link Site#apply} alone. */
public final class TypeFile {
    private TypeImage image;
    private Amounts inventory;
    private Calendar delegated;

    TypeFile(TypeImage image) {
        this.image = image;
        int dimensions = image.type().dimensions().size() + 1;
        this.inventory = Amounts.zero(dimensions);
        this.delegated = Host.unbounded(dimensions);
    }

    void become(TypeImage next) {
        image = next;
    }

    void addHost(HostImage host) {
        inventory = host.takes() ? inventory.plus(host.capacity()) : inventory;
    }

    void removeHost(HostImage host) {
        inventory = host.takes() ? inventory.minus(host.capacity()) : inventory;
    }

    void book(DelegationImage delegation) {
        delegated = delegation.booked() ? delegated.commit(delegation.bookedAmounts(), delegation.bookedTerm()) : delegated;
    }

    void unbook(DelegationImage delegation) {
        delegated = delegation.booked() ? delegated.release(delegation.bookedAmounts(), delegation.bookedTerm()) : delegated;
    }

    public TypeImage image() {
        return image;
    }

    public ResourceType type() {
        return image.type();
    }

    /** What the open hosts have together. */
    public Amounts inventory() {
        return inventory;
    }

    /** What is delegated, against what the open hosts have. */
    public Calendar delegated() {
        return delegated.withCapacity(inventory, Host.ALWAYS);
    }
}
