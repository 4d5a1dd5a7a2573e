package orca.wire.management;

import java.util.List;

/** What the handlers said about a unit, oldest line first; each begins with its instant. */
public record LogView(String unit, List<String> lines, boolean cut) {}
