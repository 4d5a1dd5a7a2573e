package orca.simulator.history;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import orca.authority.Authority;
import orca.broker.Broker;
import orca.core.actor.Actor;
import orca.core.actor.Outgoing;
import orca.core.actor.Duties;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.runtime.hosting.HostedActor.Role;
import orca.runtime.hosting.PastActor;
import orca.runtime.journal.RecordCodec;
import orca.servicemanager.ServiceManager;
import orca.simulator.federation.Scene;
import orca.simulator.federation.Storm;
import orca.simulator.federation.Watched;

/**
 * Collects what journals of this version can have in them: of each kind of record those that show a value or a choice that none
 * before had, and of each role all that an actor knew in a storm which knew much. What one version has kept, every later one
 * must read as it was meant.
 */
final class Keepsake implements Storm.Judge {
    /** An image is looked at after so many groups: it is all that an actor knows, and taking it takes a while. */
    private static final int EVERY = 25;

    private final Map<Role, RecordCodec> codecs = new EnumMap<>(Role.class);
    private final Map<Role, List<JournalRecord>> kept = new EnumMap<>(Role.class);
    private final Map<Role, List<JournalRecord>> whole = new EnumMap<>(Role.class);
    private final Set<String> shown = new HashSet<>();
    private final Map<Watched, Long> looked = new LinkedHashMap<>();

    Keepsake() {
        for (Role role : Role.values()) {
            codecs.put(role, PastActor.codec(role));
            kept.put(role, new ArrayList<>());
            whole.put(role, List.of());
        }
    }

    @Override
    public void turned(Watched node) {
        if (node.isUp() && node.committed() - looked.getOrDefault(node, 0L) >= EVERY) {
            looked.put(node, node.committed());
            look(node.actor());
        }
    }

    private void look(Actor actor) {
        Optional<Role> role = role(actor);
        if (role.isPresent()) {
            List<JournalRecord> image = List.copyOf(actor.image());
            image.forEach(record -> look(role.get(), record));
            whole.merge(role.get(), image, (before, now) -> now.size() > before.size() ? now : before);
        }
    }

    private static Optional<Role> role(Actor actor) {
        return switch (actor) {
            case Authority site -> Optional.of(Role.AUTHORITY);
            case Broker market -> Optional.of(Role.BROKER);
            case ServiceManager guest -> Optional.of(Role.SERVICE_MANAGER);
            default -> Optional.empty();
        };
    }

    /** What a journal has. */
    Keepsake look(Role role, List<Group> groups) {
        groups.forEach(group -> group.records().forEach(record -> look(role, record)));
        return this;
    }

    private void look(Role role, JournalRecord record) {
        boolean news = false;
        for (Map.Entry<String, String> leaf : Leaves.of(codecs.get(role), record).entrySet()) {
            // One of many is as good as another; which kind of thing it is, and in which state, is not.
            String way = leaf.getKey().replaceAll("\\[[0-9]+]", "[]");
            boolean choice = way.endsWith("@") || leaf.getValue().matches("[A-Z][A-Z_]+");
            news |= shown.add(role + " " + record.getClass().getSimpleName() + " " + way + (choice ? "=" + leaf.getValue() : ""));
        }
        if (news) {
            kept.get(role).add(record);
        }
    }

    /** Writes two files for each role into {@code folder}, a line for each record: its bytes in Base64, and what they mean. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Role role : Role.values()) {
            write(codecs.get(role), kept.get(role), folder.resolve(kinds(role)));
            write(codecs.get(role), whole.get(role), folder.resolve(actor(role)));
        }
    }

    private static void write(RecordCodec codec, List<JournalRecord> records, Path file) throws IOException {
        try (Writer out = new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
            for (JournalRecord record : records) {
                out.write(Base64.getEncoder().encodeToString(codec.encode(List.of(record))) + '\t'
                        + codec.toJson(record).replaceAll("\\s*\\n\\s*", " ") + '\n');
            }
        }
    }

    /** The file with a record of each kind. */
    static String kinds(Role role) {
        return word(role) + "-kinds.tsv.gz";
    }

    /** The file with all that one actor knew. */
    static String actor(Role role) {
        return word(role) + "-whole.tsv.gz";
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public void meet(Scene federation) {
        // whoever is there is looked at when it has done something
    }

    @Override
    public Optional<String> disagreement() {
        return Optional.empty();
    }

    @Override
    public void atTheEnd() {
        // what is wrong is for others to find
    }

    @Override
    public void sending(Watched node, Outgoing outgoing) {
        // only what is written counts
    }

    @Override
    public void starting(Watched node, Duties.Run run) {
        // only what is written counts
    }

    @Override
    public void restarted(Watched node) {
        // only what is written counts
    }
}
