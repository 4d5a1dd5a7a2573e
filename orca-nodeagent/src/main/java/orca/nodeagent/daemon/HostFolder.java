package orca.nodeagent.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import orca.core.contract.Principal;
import orca.nodeagent.disk.FolderCells;
import orca.nodeagent.keeper.Will;
import orca.wire.text.RecordForm;
import orca.wire.text.Yaml;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.Introduction;
import orca.wire.trust.Limits;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import orca.wire.trust.TrustException;
import orca.wire.trust.WholeFile;

/** The files of the agent of this host, as they are on the disk: what joining reads and writes. */
record HostFolder(Path folder) {
    /** Where an agent's files are on a host that has one. */
    static final Path USUAL = Path.of("/etc/orca");
    private static final Path USUAL_DATA = Path.of("/var/lib/orca");
    private static final String HEAD = """
            # The agent of this host, written when it joined a site. docs/agent.md says what each line means.
            """;

    /** The configuration of the agent. */
    Path file() {
        return folder.resolve("agent.yaml");
    }

    /** What the file says, if there is one. @throws IllegalArgumentException with all that is wrong with it */
    Optional<AgentConfig> config() {
        return Files.exists(file()) ? Optional.of(Options.config(file())) : Optional.empty();
    }

    /** Where an agent that joins now keeps what it must not forget, and its drivers theirs. */
    Path data() {
        return folder.equals(USUAL) ? USUAL_DATA : folder;
    }

    /** Where the address book is. */
    Path trust() {
        return config().map(said -> AgentConfig.beside(file(), said.trust())).orElse(folder);
    }

    /** The agent's own key, which is made where there is none. */
    Identity own() throws IOException {
        Files.createDirectories(folder);
        return AgentDaemon.key(AgentConfig.beside(file(), config().map(AgentConfig::key).orElse("keys/agent.key")));
    }

    /** The authorities that the agent takes orders from, but for {@code site}. */
    List<Peer> others(Principal site) throws IOException {
        try {
            return AddressBook.read(trust()).peers().stream().filter(peer -> peer.role() == Role.AUTHORITY)
                    .filter(peer -> !peer.principal().equals(site)).toList();
        } catch (TrustException e) {
            throw new IOException(trust() + ": " + e.getMessage(), e);
        }
    }

    /** The units that are held here for {@code others}, as they are on the disk whether or not the agent runs. */
    List<Will> held(List<Peer> others) throws IOException {
        Set<Principal> owners = others.stream().map(Peer::principal).collect(Collectors.toSet());
        Path data = AgentConfig.beside(file(), config().map(AgentConfig::folder).orElse("./agent-data")).resolve("wills");
        List<Will> held = new ArrayList<>();
        if (Files.isDirectory(data)) {
            for (Map.Entry<String, String> cell : new FolderCells(data).all().entrySet()) {
                Will will = Will.read(cell.getValue());
                if (owners.contains(will.authority())) {
                    held.add(will);
                }
            }
        }
        return held;
    }

    /** Knows {@code site} from now on, as an authority, and {@code gone} no more. */
    void pin(Introduction site, List<Peer> gone, Instant now) throws IOException {
        Files.createDirectories(trust());
        Principal who = site.speaker().principal();
        try {
            AddressBook.change(trust(), book -> {
                AddressBook next = book;
                for (Peer one : gone) {
                    next = next.without(one.name());
                }
                return next.find(who).isPresent() ? next : next.with(new Peer(site.name(), Role.AUTHORITY, new Fingerprint(who),
                        List.of(), Limits.NONE, "joined by an invitation", Optional.of(now), site.speaker().lineage()));
            });
        } catch (TrustException e) {
            throw new IOException(trust().resolve(AddressBook.NAME) + ": " + e.getMessage(), e);
        }
    }

    /** Writes the configuration, whole or not at all, for those who could read it before. */
    void write(AgentConfig config) throws IOException {
        WholeFile.write(file(), (HEAD + Yaml.write(RecordForm.write(config))).getBytes(StandardCharsets.UTF_8));
    }
}
