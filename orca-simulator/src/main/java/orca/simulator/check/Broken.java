package orca.simulator.check;

/** Something that must hold does not. The message says what, where and when, for a person who has only the seed besides. */
public final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Broken(String what) {
        super(what);
    }
}
