package orca.nodeagent.talk;

/**
 * A question about an action.
 *
 * @param token under which it was asked for
 * @param heard how many lines of its words were heard
 * @param patience how long the answer may take, in milliseconds
 */
public record Poll(String token, long heard, long patience) {}
