package orca.runtime.enrolment;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import orca.authority.Authority;
import orca.authority.state.DepartureImage;
import orca.authority.state.InvitationImage;
import orca.core.contract.Principal;
import orca.core.protocol.Enrolling;
import orca.core.protocol.HostAgent;
import orca.core.protocol.HostOffer;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.runtime.config.ContainerConfig;
import orca.runtime.config.SiteTypeConfig;
import orca.runtime.config.Vocabulary;
import orca.runtime.hosting.HostedActor;
import orca.runtime.loop.LoopException;
import orca.runtime.watching.AgentReport;
import orca.wire.call.CallRefused;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.Introduction;
import orca.wire.trust.Role;

/**
 * Looks at the agents of hosts that showed a token, until they answer, and has those enrolled that are as they should be; tells
 * those of hosts that have left, until they have heard it. Who is expected, and who has left, stands in the journal, so a restart
 * forgets nobody; how often one was looked at is soft. One thread keeps the pace; each look has a thread of its own, and at most
 * {@value #AT_ONCE} run.
 */
public final class Reception implements AutoCloseable {
    /** The most looks at once. */
    static final int AT_ONCE = 16;
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final long LONGEST_PAUSE_SECONDS = 30;
    /** So long who let a host go tells its agent himself, and says what came of it. */
    private static final Duration OWN_TIME = Duration.ofSeconds(10);
    private static final String OPERATOR = "enrolment";
    private static final System.Logger LOG = System.getLogger(Reception.class.getName());

    private final ContainerConfig config;
    private final Vocabulary vocabulary;
    private final Path keys;
    private final Map<String, HostedActor> sites = new LinkedHashMap<>();
    private final Map<String, Expectation> expected = new ConcurrentHashMap<>();
    private final Set<String> underway = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private volatile Optional<Door> door = Optional.empty();
    private Optional<Thread> thread = Optional.empty();

    /**
     * Where hosts come in.
     *
     * @param url as the container listens there
     * @param key that it shows
     */
    public record Door(URI url, Principal key) {}

    /**
     * Why a host is not enrolled.
     *
     * @param words for the site's operator
     * @param told for who joined. What came back from an address that it has named, and that is not proved to be an agent's, is
     *     not among it
     */
    public record Trouble(String words, String told) {
        private static Optional<Trouble> of(String words) {
            return Optional.of(new Trouble(words, words));
        }

        private static Optional<Trouble> unproved(HostAgent agent, String what) {
            return Optional.of(new Trouble("its agent at " + agent.url() + " does not answer: " + what, "the site called "
                    + agent.url() + ", and no agent with this host's key answered; what did, the site's operator sees"
                    + " ('orca host invitations')"));
        }
    }

    /** How it stands with a host that is expected. @param next when to look again, by the time since this process began */
    private record Expectation(String trouble, long next, long pause) {}

    /** @param keys the folder of the sites' keys */
    public Reception(ContainerConfig config, Vocabulary vocabulary, Path keys) {
        this.config = config;
        this.vocabulary = vocabulary;
        this.keys = keys;
    }

    /** Takes care of the hosts of {@code site}. Before it is started. */
    public void serve(HostedActor site) {
        sites.put(site.name(), site);
    }

    /** From now on hosts may come in there. */
    public void opened(Door at) {
        door = Optional.of(at);
    }

    /** Where hosts come in, if they can. */
    public Optional<Door> door() {
        return door;
    }

    /** Begins to look. */
    public void start() {
        thread = Optional.of(Thread.ofPlatform().daemon().name("orca-reception").start(this::pace));
    }

    private void pace() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                sites.values().forEach(this::turn);
                Thread.sleep(TURN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What there is to do at a moment. */
    private record Work(List<String> locks, List<DepartureImage> left, Instant now) {}

    private interface Errand {
        void run() throws InterruptedException;
    }

    private void turn(HostedActor site) {
        Work work;
        try {
            work = site.read(Authority.class, (actor, now) -> new Work(actor.site().comings().invitations().stream()
                    .filter(InvitationImage::expects).map(InvitationImage::lock).toList(),
                    actor.site().comings().departures().stream()
                            .filter(left -> left.cause().at().plus(OWN_TIME).isBefore(now)).toList(), now));
        } catch (LoopException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "not looked: " + e.getMessage()); // the site cannot be read just now; it says so itself
            return;
        }
        work.locks.forEach(lock -> begin(lock, () -> enrol(site, lock)));
        work.left.forEach(left -> begin(left.agent().key().value(), () -> gone(site, left, work.now)));
    }

    /** Does {@code errand} on a thread of its own, if it is due and there is room. */
    private void begin(String lock, Errand errand) {
        Expectation before = expected.get(lock);
        boolean due = before == null || before.next - System.nanoTime() <= 0;
        if (due && !underway.contains(lock) && places.tryAcquire()) {
            Thread.ofVirtual().name("orca-look-" + lock.substring(0, Math.min(8, lock.length()))).start(() -> look(errand));
        }
    }

    private void look(Errand errand) {
        try {
            errand.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (LoopException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "not done: " + e.getMessage());
        } finally {
            places.release();
        }
    }

    /**
     * Looks at the agent that joined by that invitation and enrols its host. Blocks for some seconds where the agent is silent.
     *
     * @return why the host is not enrolled; empty when it is
     */
    public Optional<Trouble> enrol(HostedActor site, String lock) throws InterruptedException {
        if (!underway.add(lock)) {
            return Trouble.of("its agent is being looked at just now");
        }
        try {
            Optional<InvitationImage> found = site.read(Authority.class, (actor, now) -> actor.site().comings().invitation(lock));
            if (found.filter(InvitationImage::enrolled).isPresent()) {
                return Optional.empty();
            }
            if (found.flatMap(InvitationImage::joined).isEmpty()) {
                return Trouble.of("nobody has joined by that invitation");
            }
            Optional<Trouble> trouble = tried(site, found.get());
            note(site, found.get(), trouble.map(Trouble::words));
            return trouble;
        } finally {
            underway.remove(lock);
        }
    }

    private void note(HostedActor site, InvitationImage invitation, Optional<String> trouble) {
        String lock = invitation.lock();
        if (trouble.isEmpty()) {
            expected.remove(lock);
            return;
        }
        later(lock, trouble.get(), "host " + invitation.joined().orElseThrow().host() + " is not enrolled at " + site.name()
                + " yet: ");
    }

    /** Notes why it came to nothing; what is new about it is for the log. */
    private void later(String lock, String trouble, String what) {
        Expectation before = expected.get(lock);
        if (before == null || !before.trouble.equals(trouble)) {
            LOG.log(Level.INFO, what + trouble);
        }
        long pause = before == null ? 1 : Math.min(LONGEST_PAUSE_SECONDS, before.pause * 2);
        expected.put(lock, new Expectation(trouble, System.nanoTime() + Duration.ofSeconds(pause).toNanos(), pause));
    }

    private Optional<Trouble> tried(HostedActor site, InvitationImage invitation) throws InterruptedException {
        InvitationImage.Joined joined = invitation.joined().orElseThrow();
        AgentReport report;
        try {
            report = AgentCalls.status(joined.agent(), key(site.name()));
        } catch (CallRefused e) {
            return Trouble.of("its agent refuses: " + e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            return Trouble.unproved(joined.agent(), e.getMessage());
        }
        if (!report.host().equals(joined.host())) {
            return Trouble.of("its agent calls itself " + report.host() + ", and it joined as " + joined.host());
        }
        if (report.authorities().size() != 1) {
            return Trouble.of("it is somebody else's too: its agent takes orders from " + String.join(", ", report
                    .authorities()));
        }
        if (report.units().stream().anyMatch(unit -> unit.match().equals("unknown"))) {
            return Trouble.of("there are units on it that nobody holds, left by somebody else: " + String.join(", ", report
                    .units()
                    .stream().filter(unit -> unit.match().equals("unknown")).map(AgentReport.Unit::unit).limit(5).toList())
                    + "; remove them on the host first");
        }
        if (report.cpus() == 0) {
            return Trouble.of("its agent cannot say yet what the host has: " + String.join("; ", report.alarms()));
        }
        Sizing sizing;
        try {
            ResourceType type = vocabulary.type(invitation.offer().type().value());
            sizing = Sizing.of(type, invitation.offer(), report, reserve(site.name(), invitation.offer()), usual(type));
        } catch (IllegalArgumentException e) {
            return Trouble.of("what it has cannot be told: " + e.getMessage()); // a type that is gone from the file, say
        }
        if (sizing.load().isEmpty()) {
            return Trouble.of(sizing.trouble());
        }
        return switch (site.order(OPERATOR, new Enrolling.Enrol(invitation.lock(), sizing.load().get()))) {
            case Reply.Declined(var refusal) -> Trouble.of(refusal.reason());
            case Reply.Accepted accepted -> {
                LOG.log(Level.INFO, "host " + joined.host() + " (" + Fingerprint.brief(joined.agent().key()) + ") is enrolled at "
                        + site.name() + " as " + invitation.offer().type() + " with " + sizing.load().get());
                yield Optional.empty();
            }
        };
    }

    private Map<String, Long> reserve(String site, HostOffer offer) {
        SiteTypeConfig type = config.authorities().get(site).types().get(offer.type().value());
        return type == null ? Map.of() : type.reserve();
    }

    private Optional<Amounts> usual(ResourceType type) {
        return vocabulary.usual(type);
    }

    /** Why the host of an invitation is not enrolled yet, as far as that was found out. */
    public String trouble(String lock) {
        return Optional.ofNullable(expected.get(lock)).map(Expectation::trouble).orElse("");
    }

    /** Which dimensions of {@code type} an invitation must say, since no agent measures them. */
    public static List<String> unsaid(ResourceType type, PropertyList said) {
        return Sizing.unsaid(type, said);
    }

    /** The file of a site's own key. */
    public Path key(String site) {
        return keys.resolve(site + ".key").toAbsolutePath().normalize();
    }

    /** Who a site is, for a host to pin. @throws IOException when it has no key, or one that cannot be read */
    public String introduction(String site) throws IOException {
        if (!Files.exists(key(site))) {
            throw new IOException("'" + site + "' has no key to sign orders with: there is no " + key(site)
                    + "; make one with 'orca key new " + key(site) + "'");
        }
        return Introduction.of(Identity.read(key(site)), site, Role.AUTHORITY, List.of()).toFile();
    }

    /** Tells the agent of a host that has left so, and notes it; why it could not be told, in which case it is tried again. */
    public Optional<String> dismiss(HostedActor site, DepartureImage left) throws InterruptedException {
        String lock = left.agent().key().value();
        if (!underway.add(lock)) {
            return Optional.of("it is being told just now");
        }
        try {
            boolean over = site.read(Authority.class, (actor, now) -> actor.site().comings().departure(left.agent().key()))
                    .filter(left::equals).isEmpty();
            if (over) {
                return Optional.empty(); // it has joined again since
            }
            Optional<String> trouble = told(site.name(), left.agent());
            if (trouble.isEmpty()) {
                site.order(OPERATOR, new Enrolling.Dismissed(left.agent().key()));
                expected.remove(lock);
            } else {
                later(lock, trouble.get(), "the agent of host " + left.host() + ", which has left " + site.name()
                        + ", is not told yet: ");
            }
            return trouble;
        } finally {
            underway.remove(lock);
        }
    }

    /** Whether the agent with {@code key} is being told just now that it has left; what it does after that is not known yet. */
    public boolean tells(Principal key) {
        return underway.contains(key.value());
    }

    private Optional<String> told(String site, HostAgent agent) throws InterruptedException {
        try {
            AgentCalls.dismiss(agent, key(site));
            return Optional.empty();
        } catch (CallRefused e) {
            // Who says that it does not know the site has nothing to be told.
            return e.kind() == CallRefused.Kind.FORBIDDEN ? Optional.empty() : Optional.of(e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void gone(HostedActor site, DepartureImage left, Instant now) throws InterruptedException {
        if (now.isBefore(left.until())) {
            dismiss(site, left);
        } else {
            LOG.log(Level.WARNING, "the agent of host " + left.host() + " was never told that it has left " + site.name());
            site.order(OPERATOR, new Enrolling.Dismissed(left.agent().key()));
        }
    }

    @Override
    public void close() {
        thread.ifPresent(Thread::interrupt);
    }
}
