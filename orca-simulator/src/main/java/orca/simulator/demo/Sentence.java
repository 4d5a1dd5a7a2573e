package orca.simulator.demo;

/** Why the demo cannot go on, in a sentence for people. */
final class Sentence extends RuntimeException {
    private static final long serialVersionUID = 1;

    Sentence(String message) {
        super(message);
    }

    Sentence(String message, Throwable cause) {
        super(message, cause);
    }
}
