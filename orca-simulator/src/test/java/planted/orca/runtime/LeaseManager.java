package planted.orca.runtime;

/** Planted for a house rule. */
public class LeaseManager {
}
