package planted.orca.driverkit;

/** Planted for a house rule. */
public class DriverkitKnowsBroker {
    planted.orca.broker.ThrowsDice dice;
}
