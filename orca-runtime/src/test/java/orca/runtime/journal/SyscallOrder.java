package orca.runtime.journal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code strace -f -y} wrote down and says where the order of writes and syncs would let a power cut take back an
 * acknowledgement: at an acknowledgement the redo file or the head file had unsynced writes; the database was written with what
 * was not synced in the redo file; or the redo file was begun again from the front before the database was synced.
 *
 * <p>A write counts from the moment it starts, a sync from the moment it ends, and a sync covers only the writes that ended
 * before it started. So whatever the kernel was free to forget at an acknowledgement is found, whichever thread wrote it.
 */
final class SyscallOrder {
    /** The calls to trace. */
    static final String CALLS =
            "write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,fsync,fdatasync,msync,mmap,sendfile,"
                    + "copy_file_range,splice,rename,renameat,renameat2,unlink";

    private static final Pattern LINE = Pattern.compile(
            "(\\d+)\\s+(?:<\\.\\.\\. (?<resumed>\\w+) resumed>.*|(?<call>\\w+)\\((?<rest>.*))");
    private static final Pattern FILE = Pattern.compile("\\d+<(?<path>[^>]*)>");

    private static final Pattern AT_FRONT = Pattern.compile(", 0(?:\\)| <unfinished)");

    private record Pending(String call, String path, long startedAt, long writesThen) {}

    private static final class FileState {
        private long writesStarted;
        private long writesRunning;
        private long synced;
        private long atLastAck;
        private long syncs;
    }

    private final Map<String, FileState> files = new LinkedHashMap<>();
    private final Map<String, Pending> running = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final String acks;
    private final String database;
    private final String redo;
    private final List<String> promised;
    private int acknowledgements;
    private long line;

    /**
     * @param acks the name of the file whose writes are acknowledgements
     * @param database the file that is written after its redo file
     * @param head the file that must be synced at an acknowledgement like the redo file
     */
    SyscallOrder(String acks, String database, String redo, String head) {
        this.acks = acks;
        this.database = database;
        this.redo = redo;
        promised = List.of(redo, head);
        List.of(database, redo, head).forEach(name -> files.put(name, new FileState()));
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    int acknowledgements() {
        return acknowledgements;
    }

    long syncs(String file) {
        return files.get(file).syncs;
    }

    SyscallOrder read(List<String> lines) {
        lines.forEach(this::read);
        return this;
    }

    private void read(String text) {
        line++;
        Matcher parts = LINE.matcher(text);
        if (!parts.matches()) {
            return;
        }
        String thread = parts.group(1);
        if (parts.group("resumed") != null) {
            Pending pending = running.remove(thread);
            if (pending != null) {
                finish(pending, !text.contains("= -1"));
            }
            return;
        }
        Matcher file = FILE.matcher(parts.group("rest"));
        if (!file.find()) {
            return;
        }
        String path = file.group("path");
        Pending pending = start(parts.group("call"), path.substring(path.lastIndexOf('/') + 1), parts.group("rest"));
        if (text.endsWith("<unfinished ...>")) {
            running.put(thread, pending);
        } else {
            finish(pending, !text.contains("= -1"));
        }
    }

    private Pending start(String call, String name, String rest) {
        FileState state = files.get(name);
        if (name.equals(acks)) {
            acknowledge();
        } else if (state != null && call.equals("mmap")) {
            if (rest.contains("PROT_WRITE") && rest.contains("MAP_SHARED")) {
                violations.add("line " + line + ": " + name + " is written through memory, which no trace shows");
            }
        } else if (state != null && !isSync(call)) {
            checkOrder(call, name, rest);
            state.writesStarted++;
            state.writesRunning++;
        }
        return new Pending(call, name, line, state == null || state.writesRunning > 0 ? -1 : state.writesStarted);
    }

    private void checkOrder(String call, String name, String rest) {
        if (name.equals(database) && unsynced(redo) > 0) {
            violations.add("line " + line + ": " + database + " is written before " + redo + " is synced");
        }
        if (name.equals(redo) && unsynced(database) > 0 && (call.contains("truncate") || AT_FRONT.matcher(rest).find())) {
            violations.add("line " + line + ": " + redo + " begins again before " + database + " is synced");
        }
    }

    private long unsynced(String name) {
        FileState state = files.get(name);
        return state.writesStarted - state.synced;
    }

    private static boolean isSync(String call) {
        return call.equals("fsync") || call.equals("fdatasync") || call.equals("msync");
    }

    private void finish(Pending pending, boolean succeeded) {
        FileState state = files.get(pending.path);
        if (state == null || pending.call.equals("mmap")) {
            return;
        }
        if (!isSync(pending.call)) {
            state.writesRunning--;
        } else if (succeeded && pending.writesThen >= 0) {
            state.synced = Math.max(state.synced, pending.writesThen);
            state.syncs++;
        }
    }

    private void acknowledge() {
        acknowledgements++;
        promised.forEach(name -> {
            FileState state = files.get(name);
            if (unsynced(name) > 0) {
                violations.add("line " + line + ": acknowledgement " + acknowledgements + " with " + unsynced(name)
                        + " unsynced writes to " + name);
            }
            if (state.writesStarted == state.atLastAck) {
                violations.add("line " + line + ": acknowledgement " + acknowledgements + " without a write to " + name);
            }
            state.atLastAck = state.writesStarted;
        });
    }
}
