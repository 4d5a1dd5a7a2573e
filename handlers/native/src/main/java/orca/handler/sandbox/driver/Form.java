package orca.handler.sandbox.driver;

import java.util.Locale;

/** How a unit is kept apart from its host and from other units; the strongest first. */
public enum Form {
    /** Namespaces made as root, a root of its own over overlayfs, a user of its own, no right at all inside. */
    ROOT,
    /** The same namespaces behind a user namespace, made without being root; the host's folders are read-only. */
    USER,
    /** A process group in a folder: it sees the host. */
    GROUP;

    /** As configuration and properties write it: {@code root}, {@code user}, {@code group}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Form of(String word) {
        for (Form form : values()) {
            if (form.word().equals(word)) {
                return form;
            }
        }
        throw new IllegalArgumentException("form: must be root, user or group, got " + word);
    }

    /** Whether the unit has a process 1, a root and a host name of its own. */
    boolean namespaced() {
        return this != GROUP;
    }
}
