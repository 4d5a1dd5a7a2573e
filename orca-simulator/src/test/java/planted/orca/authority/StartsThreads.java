package planted.orca.authority;

/** Planted for a house rule. */
public class StartsThreads {
    Thread thread = new Thread();
}
