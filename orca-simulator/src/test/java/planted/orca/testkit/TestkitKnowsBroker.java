package planted.orca.testkit;

/** Planted for a house rule. */
public class TestkitKnowsBroker {
    planted.orca.broker.ThrowsDice dice;
}
