package orca.runtime.journal;

import java.io.IOException;
import java.sql.SQLException;

/** An open database under one actor's journal; what differs between the products is behind it. */
interface JournalDatabase extends AutoCloseable {
    /** Whether the tables are there. */
    boolean prepared() throws SQLException;

    /** Makes the tables, or brings those of an older version up to date. */
    void prepare() throws SQLException, IOException;

    /** The tables for the one who appends; whoever has them keeps every other journal off them. */
    JournalTables writer() throws SQLException;

    /** The tables, on a connection of their own. */
    JournalTables tables() throws SQLException;

    /** Ends it as it is: nothing more is written. For a database whose last write failed. */
    void abandon();

    /** Closes every connection. Nothing that is durable can be lost by it, so it has nothing to report. */
    @Override
    void close();

    /** What a database said, without further lines and without control characters out of a damaged file. */
    static String firstLine(Throwable e) {
        String text = String.valueOf(e.getMessage());
        int end = text.indexOf('\n');
        String line = end < 0 ? text : text.substring(0, end);
        return line.replaceAll("\\p{Cntrl}", "?");
    }
}
