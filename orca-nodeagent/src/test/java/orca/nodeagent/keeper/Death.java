package orca.nodeagent.keeper;

/** When a process dies: at one of the steps that it makes. What it does after that is done by nobody. */
final class Death {
    private int stepsLeft;
    private boolean dead;

    private Death(int stepsLeft) {
        this.stepsLeft = stepsLeft;
    }

    static Death after(int steps) {
        return new Death(steps);
    }

    static Death never() {
        return new Death(Integer.MAX_VALUE);
    }

    /** The end of a process. */
    static final class Died extends Error {
        private static final long serialVersionUID = 1;
    }

    synchronized void step() {
        if (dead || stepsLeft == 0) {
            dead = true;
            throw new Died();
        }
        stepsLeft--;
    }

    synchronized boolean happened() {
        return dead;
    }
}
