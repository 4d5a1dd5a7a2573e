package orca.runtime.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import orca.core.notice.Receiver;
import orca.core.resource.Names;
import orca.wire.text.Default;
import orca.wire.text.Written;

/**
 * The mail server that notices leave by, and whom they may be sent to.
 *
 * @param host of the server
 * @param port of it, 1 to 65535
 * @param security how what is said to it is kept from others
 * @param user who may send mail there; nobody has to say who he is when it is left out
 * @param passwordFile holds the password in its first line, relative to the configuration file
 * @param caFile the certificates, in PEM, that the server's is checked against instead of Java's own, likewise
 * @param from the sender of all notices
 * @param to whom notices may be sent to: addresses, or {@code *@HOST} for all of a host; nobody else
 */
public record MailConfig(
        String host,
        @Default("587") int port,
        @Default("starttls") Security security,
        Optional<String> user,
        @Written("password-file") Optional<String> passwordFile,
        @Written("ca-file") Optional<String> caFile,
        String from,
        List<String> to) {
    /** How a mail server is spoken with. */
    public enum Security {
        /** In clear at first; without the server's offer of TLS nothing is sent. */
        STARTTLS,
        /** By TLS from the beginning. */
        TLS,
        /** In clear, for a server on this machine. */
        NONE
    }

    public MailConfig {
        if (!host.matches("[A-Za-z0-9.:_-]{1,253}")) {
            throw new IllegalArgumentException("host: must be a name or an address, got " + Names.quoted(host));
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: must be from 1 to 65535, got " + port);
        }
        if (user.isPresent() != passwordFile.isPresent()) {
            throw new IllegalArgumentException("user: needs a 'password-file', and that needs a user");
        }
        if (user.isPresent() && security == Security.NONE && !ManagementConfig.isLoopback(host)) {
            throw new IllegalArgumentException("security: a password is not sent in clear; say starttls or tls");
        }
        if (caFile.isPresent() && security == Security.NONE) {
            throw new IllegalArgumentException("ca-file: needs 'security' starttls or tls");
        }
        inField("from", from);
        to.forEach(allowed -> inField("to", allowed.startsWith("*@") ? "any" + allowed.substring(1) : allowed));
        if (to.isEmpty()) {
            throw new IllegalArgumentException("to: must say whom notices may be sent to, such as '*@example.org'");
        }
    }

    private static void inField(String field, String address) {
        try {
            Receiver.parse("mail:" + address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field + ": must be a mail address, got " + Names.quoted(address), e);
        }
    }

    /** Whether notices may be sent to {@code address}. */
    public boolean allows(String address) {
        String plain = address.toLowerCase(Locale.ROOT);
        return to.stream().map(allowed -> allowed.toLowerCase(Locale.ROOT))
                .anyMatch(allowed -> allowed.startsWith("*@") ? plain.endsWith(allowed.substring(1)) : plain.equals(allowed));
    }
}
