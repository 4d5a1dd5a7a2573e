package orca.wire.log;

import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log of a process, which goes to its standard error. */
public final class Logs {
    /** What happens to reservations and units. Kept here, for a logger that nobody keeps forgets its level. */
    private static final Logger EVENTS = Logger.getLogger("orca.events");

    private Logs() {}

    static {
        EVENTS.setLevel(Level.OFF);
    }

    /**
     * From now on this process writes its log so. To be called by a main program, for it changes the whole process.
     *
     * @param format of each line, and that events are told; when it is left out, only what is wrong is told, as text
     */
    public static void use(Optional<LogFormat> format) {
        EVENTS.setLevel(format.isPresent() ? Level.INFO : Level.OFF);
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setFormatter(new LineFormatter(format.orElse(LogFormat.TEXT)));
        }
    }

    /** Something happened. @param words for people, who need not read the fields */
    public static void event(String words, LogFields about) {
        if (EVENTS.isLoggable(Level.INFO)) {
            LogRecord record = new LogRecord(Level.INFO, words);
            record.setLoggerName(EVENTS.getName());
            record.setParameters(new Object[] {about});
            EVENTS.log(record);
        }
    }
}
