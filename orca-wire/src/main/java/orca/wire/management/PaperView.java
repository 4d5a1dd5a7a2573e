package orca.wire.management;

/**
 * Contracts of one actor as a file that anybody can check.
 *
 * @param actor who has them
 * @param file what stands in it: papers with their seals, or a proof
 */
public record PaperView(String actor, String file) {}
