package orca.nodeagent.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import orca.core.handler.Outcome;
import orca.nodeagent.disk.Boot;
import orca.nodeagent.disk.Cells;
import orca.nodeagent.disk.FolderCells;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.text.OutcomeText;

/**
 * The outcomes of finished actions, one cell each, found by action id. An outcome of an earlier boot of the host is
 * forgotten: what the action made may have gone with that boot, so answering for it would be a lie.
 */
public final class OutcomeStore {
    /** The most outcomes that are kept; beyond it the oldest goes. */
    static final int MOST = 10_000;

    private final Cells cells;
    private final String boot;
    private final int most;
    /** By name of the cell, oldest first. */
    private final Map<String, Outcome> kept = new LinkedHashMap<>();

    private OutcomeStore(Cells cells, String boot, int most) {
        this.cells = cells;
        this.boot = boot;
        this.most = most;
    }

    static OutcomeStore open(Path folder) throws IOException {
        return open(new FolderCells(folder), Boot.id());
    }

    static OutcomeStore open(Path folder, String boot, int most) throws IOException {
        return open(new FolderCells(folder), boot, most);
    }

    /** What is in {@code cells}, which are its own. */
    public static OutcomeStore open(Cells cells, String boot) throws IOException {
        return open(cells, boot, MOST);
    }

    private static OutcomeStore open(Cells cells, String boot, int most) throws IOException {
        OutcomeStore store = new OutcomeStore(cells, boot, most);
        for (Map.Entry<String, String> cell : cells.all().entrySet()) {
            store.load(cell.getKey(), cell.getValue());
        }
        return store;
    }

    /** What cannot be read as an outcome is a write that was cut short: it never was an answer. */
    private void load(String name, String text) throws IOException {
        Optional<Outcome> outcome = OutcomeText.read(boot, text);
        if (outcome.isPresent() && kept.size() < most) {
            kept.put(name, outcome.get());
        } else {
            cells.remove(name);
        }
    }

    synchronized Optional<Outcome> find(ActionId id) {
        return Optional.ofNullable(kept.get(name(id)));
    }

    /** Returns once the outcome is on the disk. */
    synchronized void keep(ActionId id, Outcome outcome) throws IOException {
        String name = name(id);
        cells.put(name, OutcomeText.write(boot, outcome));
        kept.remove(name);
        kept.put(name, outcome);
        while (kept.size() > most) {
            String oldest = kept.keySet().iterator().next();
            cells.remove(oldest);
            kept.remove(oldest);
        }
    }

    private static String name(ActionId id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.value().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
