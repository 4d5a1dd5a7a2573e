package orca.wire.management;

import java.util.List;
import java.util.Map;

/**
 * A guest's named group of reservations.
 *
 * @param states how many of its reservations are in which state
 */
public record SliceRow(String name, String actor, List<String> reservations, Map<String, Long> states) {}
