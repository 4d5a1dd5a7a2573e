package planted.orca.servicemanager;

/** Planted for a house rule. */
public class ThrowsMathDice {
    double die = Math.random();
}
