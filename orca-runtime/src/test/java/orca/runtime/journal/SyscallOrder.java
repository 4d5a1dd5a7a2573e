package orca.runtime.journal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code strace -f -y} wrote down and says at which acknowledgement a file had unsynced writes.
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
    private int acknowledgements;
    private long line;

    /**
     * @param acks the name of the file whose writes are acknowledgements
     * @param watched the names of the files that must be synced by then
     */
    SyscallOrder(String acks, List<String> watched) {
        this.acks = acks;
        watched.forEach(name -> files.put(name, new FileState()));
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
            state.writesStarted++;
            state.writesRunning++;
        }
        return new Pending(call, name, line, state == null || state.writesRunning > 0 ? -1 : state.writesStarted);
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
        files.forEach((name, state) -> {
            if (state.synced < state.writesStarted) {
                violations.add("line " + line + ": acknowledgement " + acknowledgements + " with "
                        + (state.writesStarted - state.synced) + " unsynced writes to " + name);
            }
            if (state.writesStarted == state.atLastAck) {
                violations.add("line " + line + ": acknowledgement " + acknowledgements + " without a write to " + name);
            }
            state.atLastAck = state.writesStarted;
        });
    }
}
