package orca.nodeagent.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.nodeagent.talk.Asked;
import orca.nodeagent.talk.Kind;
import orca.nodeagent.talk.Poll;
import orca.nodeagent.talk.Progress;
import orca.nodeagent.talk.StatusView;
import orca.nodeagent.term.Mandate;
import orca.nodeagent.text.PropertyLines;
import orca.wire.call.CallRefused;
import orca.wire.call.Line;
import orca.wire.call.Operation;
import orca.wire.text.Tree;

/**
 * The client of an agent that runs by itself, on another host perhaps. What is lost on the way is said again, under the same
 * id; an agent that was restarted meanwhile gets the order again. A host that is silent until the order's limit is trouble,
 * and never an outcome: nobody knows what is there.
 */
public final class RemoteClient implements AgentClient, AutoCloseable {
    /** How long beyond an order's limit the agent is asked for its outcome. */
    static final Duration SLACK = Duration.ofSeconds(30);
    /** How long an action that nobody wants any more is waited for. The agent lets no other begin before it has ended. */
    private static final Duration STOPPING = Duration.ofSeconds(12);
    private static final Duration WAIT = Duration.ofSeconds(15);
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 3_000;

    private final String name;
    private final Line line;
    private final Duration slack;

    /** @param name what to call the agent in messages */
    public RemoteClient(String name, Line line) {
        this(name, line, SLACK);
    }

    /** @param slack how long beyond an order's limit it is asked for its outcome */
    public RemoteClient(String name, Line line, Duration slack) {
        this.name = Objects.requireNonNull(name, "name");
        this.line = Objects.requireNonNull(line, "line");
        this.slack = slack;
    }

    @Override
    public Outcome run(String driver, Order order, CallContext context) {
        return new Outcome.Trouble("agent " + name + ": takes no order without a term", false);
    }

    @Override
    public Outcome run(String driver, Order order, Mandate mandate, CallContext context) throws Exception {
        Conversation conversation = new Conversation(driver, order, mandate, context);
        try {
            return conversation.outcome();
        } catch (InterruptedException e) {
            conversation.stop();
            throw e;
        }
    }

    /** One order, until its outcome. */
    private final class Conversation {
        private final String token = UUID.randomUUID().toString();
        private final String driver;
        private final Order order;
        private final Mandate mandate;
        private final CallContext context;
        private final long until;
        private boolean known;
        private long heard;
        private long pause = FIRST_PAUSE_MS;

        Conversation(String driver, Order order, Mandate mandate, CallContext context) {
            this.driver = driver;
            this.order = order;
            this.mandate = mandate;
            this.context = context;
            this.until = System.nanoTime() + order.limit().plus(slack).toNanos();
        }

        Outcome outcome() throws InterruptedException {
            String silence = "it does not end";
            while (System.nanoTime() < until) {
                try {
                    Progress progress = known ? say(Kind.POLL, new Poll(token, heard, WAIT.toMillis()))
                            : say(Kind.RUN, Asked.of(token, driver, order, mandate, WAIT));
                    Optional<Outcome> end = take(progress);
                    if (end.isPresent()) {
                        return end.get();
                    }
                } catch (CallRefused e) {
                    if (!e.kind().again()) {
                        return new Outcome.Trouble("agent " + name + ": " + e.getMessage(), false);
                    }
                    silence = e.getMessage();
                    rest();
                } catch (IOException | IllegalArgumentException e) {
                    silence = e.getMessage();
                    rest();
                }
            }
            cancel();
            return new Outcome.Trouble("agent " + name + ": is silent about " + order.action() + " of " + order.unit() + ": "
                    + silence, true);
        }

        private Progress say(Kind kind, Record content) throws CallRefused, IOException, InterruptedException {
            return Kind.content(line.call(Operation.ORDER, kind.body(content)), Progress.class);
        }

        private Optional<Outcome> take(Progress progress) {
            pause = FIRST_PAUSE_MS;
            if (!progress.known()) {
                known = false;
                heard = 0;
                return Optional.empty();
            }
            known = true;
            heard = progress.heard();
            progress.lines().forEach(context::say);
            return progress.end();
        }

        private void rest() throws InterruptedException {
            Thread.sleep(pause);
            pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
        }

        /** Tells the agent to stop, and returns when the action has ended there, or soon. */
        void stop() {
            try {
                cancel().join(STOPPING);
            } catch (InterruptedException again) {
                Thread.currentThread().interrupt();
            }
        }

        /** Tells the agent to stop; where that is lost, the action ends at its limit. The thread ends with the action. */
        private Thread cancel() {
            return Thread.ofVirtual().name("cancel " + order.id()).start(() -> {
                try {
                    Progress progress = say(Kind.CANCEL, new Poll(token, heard, 0));
                    long longest = System.nanoTime() + STOPPING.toNanos();
                    while (progress.known() && progress.outcome().isEmpty() && System.nanoTime() < longest) {
                        progress = say(Kind.POLL, new Poll(token, progress.heard(), STOPPING.toMillis() / 4));
                    }
                } catch (CallRefused | IOException | IllegalArgumentException e) {
                    System.getLogger(RemoteClient.class.getName()).log(System.Logger.Level.DEBUG,
                            "agent " + name + ": not told to stop " + order.id() + ": " + e.getMessage());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    @Override
    public List<FoundUnit> units() throws IOException {
        List<FoundUnit> units = new ArrayList<>();
        for (StatusView.UnitRow row : status().units()) {
            boolean there = switch (row.match()) {
                case HELD, PARTIAL, UNKNOWN, ENDING -> true;
                case MISSING -> false;
            };
            if (there) {
                boolean whole = row.match() == StatusView.Match.HELD || row.match() == StatusView.Match.UNKNOWN;
                units.add(new FoundUnit(row.driver(), new UnitId(row.unit()), whole, PropertyLines.read(row.properties())));
            }
        }
        return units;
    }

    /** How the host is. */
    public StatusView status() throws IOException {
        return ask(Kind.STATUS, new Kind.Nothing(), StatusView.class);
    }

    /** Says something and gives the answer. @throws IOException when there is none, or a refusal */
    public <T extends Record> T ask(Kind kind, Record content, Class<T> answer) throws IOException {
        try {
            Tree.Branch reply = line.call(Operation.ORDER, kind.body(content));
            return Kind.content(reply, answer);
        } catch (CallRefused | IllegalArgumentException e) {
            throw new IOException("agent " + name + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("agent " + name + ": interrupted", e);
        }
    }

    @Override
    public void close() {
        line.close();
    }
}
