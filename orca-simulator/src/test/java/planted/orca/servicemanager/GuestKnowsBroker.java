package planted.orca.servicemanager;

/** Planted for a house rule. */
public class GuestKnowsBroker {
    planted.orca.broker.ThrowsDice dice;
}
