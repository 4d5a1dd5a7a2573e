package orca.runtime.enrolment;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import orca.authority.Authority;
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
 * Looks at the agents of hosts that showed a token, until they answer, and has those enrolled that are as they should be. Who is
 * expected stands in the journal, so a restart forgets nobody; how often one was looked at is soft. One thread keeps the pace;
 * each look has a thread of its own, and at most {@value #AT_ONCE} run.
 */
public final class Reception implements AutoCloseable {
    /** The most looks at once. */
    static final int AT_ONCE = 16;
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final long LONGEST_PAUSE_SECONDS = 30;
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

    private void turn(HostedActor site) {
        List<String> locks;
        try {
            locks = site.read(Authority.class, (actor, now) -> actor.site().invitations().stream()
                    .filter(InvitationImage::expects).map(InvitationImage::lock).toList());
        } catch (LoopException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "not looked: " + e.getMessage()); // the site cannot be read just now; it says so itself
            return;
        }
        for (String lock : locks) {
            Expectation before = expected.get(lock);
            boolean due = before == null || before.next - System.nanoTime() <= 0;
            if (due && !underway.contains(lock) && places.tryAcquire()) {
                Thread.ofVirtual().name("orca-look-" + lock.substring(0, 8)).start(() -> look(site, lock));
            }
        }
    }

    private void look(HostedActor site, String lock) {
        try {
            enrol(site, lock);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (LoopException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "not enrolled: " + e.getMessage());
        } finally {
            places.release();
        }
    }

    /**
     * Looks at the agent that joined by that invitation and enrols its host. Blocks for some seconds where the agent is silent.
     *
     * @return why the host is not enrolled; empty when it is
     */
    public Optional<String> enrol(HostedActor site, String lock) throws InterruptedException {
        if (!underway.add(lock)) {
            return Optional.of("its agent is being looked at just now");
        }
        try {
            Optional<InvitationImage> found = site.read(Authority.class, (actor, now) -> actor.site().invitation(lock));
            if (found.filter(InvitationImage::enrolled).isPresent()) {
                return Optional.empty();
            }
            if (found.flatMap(InvitationImage::joined).isEmpty()) {
                return Optional.of("nobody has joined by that invitation");
            }
            Optional<String> trouble = tried(site, found.get());
            note(site, found.get(), trouble);
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
        Expectation before = expected.get(lock);
        if (before == null || !before.trouble.equals(trouble.get())) {
            LOG.log(Level.INFO, "host " + invitation.joined().orElseThrow().host() + " is not enrolled at " + site.name()
                    + " yet: "
                    + trouble.get());
        }
        long pause = before == null ? 1 : Math.min(LONGEST_PAUSE_SECONDS, before.pause * 2);
        expected.put(lock, new Expectation(trouble.get(), System.nanoTime() + Duration.ofSeconds(pause).toNanos(), pause));
    }

    private Optional<String> tried(HostedActor site, InvitationImage invitation) throws InterruptedException {
        InvitationImage.Joined joined = invitation.joined().orElseThrow();
        AgentReport report;
        try {
            report = AgentCalls.status(joined.agent(), key(site.name()));
        } catch (CallRefused e) {
            return Optional.of("its agent refuses: " + e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of("its agent at " + joined.agent().url() + " does not answer: " + e.getMessage());
        }
        if (!report.host().equals(joined.host())) {
            return Optional.of("its agent calls itself " + report.host() + ", and it joined as " + joined.host());
        }
        if (report.authorities().size() != 1) {
            return Optional.of("it is somebody else's too: its agent takes orders from " + String.join(", ", report
                    .authorities()));
        }
        if (report.units().stream().anyMatch(unit -> unit.match().equals("unknown"))) {
            return Optional.of("there are units on it that nobody holds, left by somebody else: " + String.join(", ", report
                    .units()
                    .stream().filter(unit -> unit.match().equals("unknown")).map(AgentReport.Unit::unit).limit(5).toList())
                    + "; remove them on the host first");
        }
        Sizing sizing;
        try {
            ResourceType type = vocabulary.type(invitation.offer().type().value());
            sizing = Sizing.of(type, invitation.offer(), report, reserve(site.name(), invitation.offer()), usual(type));
        } catch (IllegalArgumentException e) {
            return Optional.of("what it has cannot be told: " + e.getMessage()); // a type that is gone from the file, say
        }
        if (sizing.load().isEmpty()) {
            return Optional.of(sizing.trouble());
        }
        return switch (site.order(OPERATOR, new Enrolling.Enrol(invitation.lock(), sizing.load().get()))) {
            case Reply.Declined(var refusal) -> Optional.of(refusal.reason());
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

    /** Tells an agent that the site has nothing there any more; why it could not be told. */
    public Optional<String> dismiss(String site, HostAgent agent) throws InterruptedException {
        try {
            AgentCalls.dismiss(agent, key(site));
            return Optional.empty();
        } catch (CallRefused e) {
            return Optional.of(e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        thread.ifPresent(Thread::interrupt);
    }
}
