package orca.runtime.plugin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Of one class what is needed when all classes of its jar are known: who it is, and what becomes of its fields. */
final class ClassSketch {
    final String name;
    final List<String> parents = new ArrayList<>();
    final Map<String, Field> fields = new LinkedHashMap<>();
    final List<Write> writes = new ArrayList<>();

    ClassSketch(String name) {
        this.name = name;
    }

    /**
     * A field that somebody wrote.
     *
     * @param type its descriptor
     */
    record Field(String name, String type, boolean ofClass, boolean isFinal) {}

    /**
     * A value goes into a field.
     *
     * @param from the method that did the step before, with its owner; empty when that was something else than a call
     */
    record Write(String owner, String field, String method, String where, String from) {
        /** Whether it belongs to making the object, or to taking its settings. */
        boolean whileMaking() {
            return method.matches("<init>|configure|lambda\\$(new|configure)\\$\\d+");
        }
    }
}
