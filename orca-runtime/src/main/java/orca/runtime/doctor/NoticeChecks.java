package orca.runtime.doctor;

import static orca.runtime.doctor.Finding.ok;
import static orca.runtime.doctor.Finding.warning;
import static orca.runtime.doctor.Finding.wrong;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import orca.runtime.config.ConfigFile;
import orca.runtime.config.MailConfig;
import orca.runtime.config.NoticesConfig;
import orca.runtime.hosting.HostingException;
import orca.runtime.notice.NoticePosts;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.NoticeRow;

/** Whether notices can leave, and do. */
final class NoticeChecks {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** More than these are summed up. */
    private static final int MOST_LETTERS = 10;

    private NoticeChecks() {}

    /** What can be seen before anything is sent. */
    static List<Finding> look(ConfigFile file) {
        List<Finding> found = new ArrayList<>();
        if (file.config().notices().isEmpty()) {
            return found;
        }
        try {
            NoticesConfig config = NoticePosts.of(file).config();
            config.mail().ifPresent(mail -> found.add(server(mail)));
        } catch (HostingException e) {
            found.add(wrong("notices", e.getMessage(), "mend it; docs/notices.md says what it holds"));
        }
        return found;
    }

    /** A server that is spoken to in clear says 220 first; by TLS it is enough that it lets somebody in. */
    private static Finding server(MailConfig mail) {
        String where = mail.host() + ":" + mail.port();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(mail.host(), mail.port()), (int) PATIENCE.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            if (mail.security() == MailConfig.Security.TLS) {
                return ok("mail server", where + " answers");
            }
            String first = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 512)
                    .readLine();
            return first != null && first.startsWith("220") ? ok("mail server", where + " answers")
                    : warning("mail server", where + " is none: it says "
                            + (first == null ? "nothing" : "something else than 220"),
                            "see 'notices.mail' in the file, 'security: tls' for one that speaks TLS from the beginning");
        } catch (IOException e) {
            return warning("mail server", where + " does not answer: " + e.getMessage(),
                    "see whether it runs; letters wait for it for three days");
        }
    }

    /** What becomes of letters in a container that runs. */
    static void letters(ManagementClient client, List<Finding> found) {
        List<NoticeRow.Letter> bad = NoticeRow.Letter.of(client, Filter.LIVE).items().stream()
                .filter(letter -> !letter.trouble().isEmpty()).toList();
        for (NoticeRow.Letter letter : bad.subList(0, Math.min(MOST_LETTERS, bad.size()))) {
            found.add(warning("letter " + letter.id(), letter.state() + " to " + letter.to() + " after " + letter.tries()
                    + " tries: " + letter.trouble(), "mend what it says; 'orca notices test SLICE' tries whether it is"));
        }
        if (bad.size() > MOST_LETTERS) {
            found.add(warning("letters", (bad.size() - MOST_LETTERS) + " more could not be sent", "'orca notices letters'"));
        }
    }
}
