package planted.orca.policies;

/** Planted for a house rule. */
public class HashesItsState {
    java.util.Map<String, String> state = new java.util.HashMap<>();
}
