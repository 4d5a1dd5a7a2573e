package planted.orca.authority;

/** Planted for a house rule. */
public class InventsIds {
    String id = java.util.UUID.randomUUID().toString();
}
