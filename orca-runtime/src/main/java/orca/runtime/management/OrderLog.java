package orca.runtime.management;

import java.util.List;
import orca.wire.management.JoinCommand;

/** Says in the container's log which operator from elsewhere gave which command: before it is done, and when it is refused. */
final class OrderLog {
    /** How much of a command is shown, in characters. */
    private static final int MOST = 400;
    private static final System.Logger LOG = System.getLogger(OrderLog.class.getName());

    private OrderLog() {}

    static void heard(Call call) {
        if (isOrder(call)) {
            String body = call.body().length() > MOST ? call.body().substring(0, MOST) + ".." : call.body();
            log("operator " + call.by() + " orders " + path(call) + " " + body);
        }
    }

    static void refused(Call call, String why) {
        if (isOrder(call)) {
            log("operator " + call.by() + " is told no to " + path(call) + ": " + why);
        }
    }

    /** Not what a host says that joins: a token is in it. */
    private static boolean isOrder(Call call) {
        return call.by().key().isPresent() && call.method().equals("POST") && !call.path().equals(List.of(JoinCommand.PATH));
    }

    private static String path(Call call) {
        return String.join("/", call.path());
    }

    /** In one line, whatever the caller wrote. */
    private static void log(String line) {
        LOG.log(System.Logger.Level.INFO, line.replaceAll("\\p{Cntrl}", " "));
    }
}
