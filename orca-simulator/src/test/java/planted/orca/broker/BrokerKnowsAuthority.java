package planted.orca.broker;

/** Planted for a house rule. */
public class BrokerKnowsAuthority {
    planted.orca.authority.InventsIds ids;
}
