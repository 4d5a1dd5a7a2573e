package planted.orca.authority;

/** Planted for a house rule. */
public class AuthorityKnowsBroker {
    planted.orca.broker.ThrowsDice dice;
}
