package orca.handler.services.names;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import orca.handler.services.ServiceException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * The line to the primary server of the zones: every question and every answer is signed, and goes by TCP, so that a server
 * that is not there says so at once.
 */
final class NameServer {
    /** How often something is asked when connections end. */
    private static final int MOST_TRIES = 3;

    private final InetSocketAddress server;
    private final TsigFile.Key key;
    private final Duration timeout;

    NameServer(InetSocketAddress server, TsigFile.Key key, Duration timeout) {
        this.server = server;
        this.key = key;
        this.timeout = timeout;
    }

    /** What the server has at {@code name}, of one type or of {@link Type#ANY}; not what it knows of other zones. */
    List<Record> records(Name name, int type) throws ServiceException, InterruptedException {
        Message answer = ask(Message.newQuery(Record.newRecord(name, type, DClass.IN)), "asking for " + name);
        int code = answer.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            throw refused(code, "asking for " + name, name);
        }
        return answer.getSection(Section.ANSWER).stream()
                .filter(record -> record.getName().equals(name) && (type == Type.ANY || record.getType() == type)).toList();
    }

    /**
     * Has the zone changed, all of {@code update} or nothing.
     *
     * @return whether it was; if not, what it takes for granted is not so
     */
    boolean change(Name zone, Update update) throws ServiceException, InterruptedException {
        int code = ask(update, "updating " + zone).getRcode();
        return switch (code) {
            case Rcode.NOERROR -> true;
            case Rcode.YXDOMAIN, Rcode.YXRRSET, Rcode.NXDOMAIN, Rcode.NXRRSET -> false;
            default -> throw refused(code, "updating " + zone, zone);
        };
    }

    private Message ask(Message question, String what) throws ServiceException, InterruptedException {
        InetSocketAddress address = new InetSocketAddress(server.getHostString(), server.getPort());
        if (address.isUnresolved()) {
            throw ServiceException.passing("the name server's host " + server.getHostString() + " is not known");
        }
        for (int tries = 1;; tries++) {
            try {
                return checked(sent(address, question), what);
            } catch (ExecutionException failed) {
                if (tries == MOST_TRIES || !broken(root(failed))) {
                    throw away(failed.getCause(), what);
                }
            }
        }
    }

    /** Whether a connection ended. One that was kept from before may be one to a server that has ended meanwhile. */
    private static boolean broken(Throwable root) {
        return root instanceof IOException && !(root instanceof ConnectException) && !late(root);
    }

    private static boolean late(Throwable root) {
        return root instanceof TimeoutException
                || String.valueOf(root.getMessage()).toLowerCase(Locale.ROOT).contains("timed out");
    }

    private static Throwable root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    private Message sent(InetSocketAddress address, Message question)
            throws ExecutionException, InterruptedException, ServiceException {
        SimpleResolver line = new SimpleResolver(address);
        line.setTCP(true);
        line.setTSIGKey(key.key());
        line.setTimeout(timeout);
        CompletableFuture<Message> answer = line.sendAsync(question.clone()).toCompletableFuture();
        try {
            return answer.get(timeout.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            // What was asked may still happen; nobody else is to look at the zone before it did.
            linger(answer);
            throw stopped;
        } catch (TimeoutException late) {
            throw away(late, "waiting");
        }
    }

    private void linger(CompletableFuture<Message> answer) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!answer.isDone() && System.nanoTime() - deadline < 0) {
            try {
                answer.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException again) {
                continue;
            } catch (ExecutionException | TimeoutException over) {
                return;
            }
        }
    }

    /** The answer, if it is the server's. */
    private Message checked(Message answer, String what) throws ServiceException {
        if (answer.isVerified()) {
            return answer;
        }
        TSIGRecord signature = answer.getTSIG();
        int error = signature == null ? Rcode.NOERROR : signature.getError();
        String why = switch (error) {
            case Rcode.BADKEY -> "it does not know the key " + key.name() + ", or not with this algorithm";
            case Rcode.BADSIG -> "its key " + key.name() + " has another secret than the key-file";
            case Rcode.BADTIME -> "its clock and ours differ by more than five minutes";
            default -> "its answer is not signed with the key " + key.name();
        };
        throw ServiceException.passing("the name server " + shown() + " is not to be had for " + what + ": " + why);
    }

    private ServiceException refused(int code, String what, Name zone) {
        String hint = switch (code) {
            case Rcode.REFUSED -> "; does the zone's update-policy or allow-update grant this to the key " + key.name() + "?";
            case Rcode.NOTAUTH, Rcode.NOTZONE -> "; is it the primary server of " + zone + "?";
            case Rcode.SERVFAIL -> "; its log says why, perhaps it cannot write the zone's journal";
            default -> "";
        };
        return ServiceException.passing(
                "the name server " + shown() + " said " + Rcode.string(code) + " to " + what + hint);
    }

    private ServiceException away(Throwable cause, String what) {
        Throwable root = root(cause);
        if (root instanceof ConnectException) {
            return ServiceException.passing("no name server listens at " + shown() + ", " + what, cause);
        }
        if (late(root)) {
            return ServiceException.passing(
                    "the name server " + shown() + " did not answer within " + timeout.toMillis() + " ms, " + what, cause);
        }
        return ServiceException.passing("the name server " + shown() + " cannot be spoken to, " + what + ": " + root, cause);
    }

    private String shown() {
        return server.getHostString() + ":" + server.getPort();
    }
}
