package orca.cli.verb;

import java.util.List;

/** A verb that only has verbs below it. */
interface Parent {
    List<Object> verbs();
}
