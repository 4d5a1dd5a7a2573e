package orca.simulator.check;

import java.io.PrintStream;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;
import orca.simulator.federation.Federation;
import orca.simulator.federation.Node;
import orca.simulator.federation.Storm;

/** A judge that says what it sees, where a certain word occurs in it: for people who want to know how a seed came to break. */
public final class Telling implements Storm.Judge {
    private final Storm.Judge judge;
    private final String word;
    private final PrintStream out;

    public Telling(Storm.Judge judge, String word, PrintStream out) {
        this.judge = Objects.requireNonNull(judge, "judge");
        this.word = Objects.requireNonNull(word, "word");
        this.out = Objects.requireNonNull(out, "out");
    }

    private void tell(Node node, String what, Object that) {
        String text = that.toString();
        if (text.contains(word)) {
            out.println((node.isUp() ? node.clock() : "") + " " + node + " " + what + " " + text);
        }
    }

    @Override
    public void meet(Federation federation) {
        judge.meet(federation);
    }

    @Override
    public void offering(Node node, Event event, Instant now) {
        tell(node, "hears", event);
        judge.offering(node, event, now);
    }

    @Override
    public void offered(Node node, Event event) {
        judge.offered(node, event);
    }

    @Override
    public void turned(Node node) {
        judge.turned(node);
    }

    @Override
    public void said(Principal from, Outgoing outgoing) {
        judge.said(from, outgoing);
    }

    @Override
    public void sending(Node node, Outgoing outgoing) {
        tell(node, "says", outgoing);
        judge.sending(node, outgoing);
    }

    @Override
    public void starting(Node node, Duties.Run run) {
        tell(node, "starts", run);
        judge.starting(node, run);
    }

    @Override
    public void stopping(Node node, Duties.CallName name) {
        judge.stopping(node, name);
    }

    @Override
    public void ended(Node node, Duties.CallName name) {
        judge.ended(node, name);
    }

    @Override
    public void restarted(Node node) {
        out.println(node + " starts");
        judge.restarted(node);
    }

    @Override
    public Optional<String> disagreement() {
        return judge.disagreement();
    }

    @Override
    public void atTheEnd() {
        judge.atTheEnd();
    }
}
