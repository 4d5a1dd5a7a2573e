package planted.orca.broker;

/** Planted for a house rule. */
public class TalksToTheNet {
    java.net.URI uri = java.net.URI.create("x:y");
}
