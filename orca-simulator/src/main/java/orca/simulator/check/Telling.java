package orca.simulator.check;

import java.io.PrintStream;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;
import orca.core.journal.Group;
import orca.servicemanager.record.LetterImage;
import orca.simulator.federation.Scene;
import orca.simulator.federation.Watched;
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

    private void tell(Watched node, String what, Object that) {
        String text = that.toString();
        if (text.contains(word)) {
            out.println((node.isUp() ? node.clock() : "") + " " + node + " " + what + " " + text);
        }
    }

    @Override
    public void meet(Scene federation) {
        judge.meet(federation);
    }

    @Override
    public void offering(Watched node, Event event, Instant now) {
        tell(node, "hears", event);
        judge.offering(node, event, now);
    }

    @Override
    public void offered(Watched node, Event event) {
        judge.offered(node, event);
    }

    @Override
    public void turned(Watched node) {
        judge.turned(node);
    }

    @Override
    public void said(Principal from, Outgoing outgoing) {
        judge.said(from, outgoing);
    }

    @Override
    public void sending(Watched node, Outgoing outgoing) {
        tell(node, "says", outgoing);
        judge.sending(node, outgoing);
    }

    @Override
    public void starting(Watched node, Duties.Run run) {
        tell(node, "starts", run);
        judge.starting(node, run);
    }

    @Override
    public void stopping(Watched node, Duties.CallName name) {
        judge.stopping(node, name);
    }

    @Override
    public void ended(Watched node, Duties.CallName name) {
        judge.ended(node, name);
    }

    @Override
    public void committed(Watched node, Group group) {
        judge.committed(node, group);
    }

    @Override
    public void posting(Watched node, LetterImage letter) {
        tell(node, "posts", letter);
        judge.posting(node, letter);
    }

    @Override
    public void delivered(Watched node, LetterImage letter) {
        tell(node, "has delivered", letter);
        judge.delivered(node, letter);
    }

    @Override
    public void restored(Watched node) {
        out.println(node + " is put back to an earlier state");
        judge.restored(node);
    }

    @Override
    public void restarted(Watched node) {
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
