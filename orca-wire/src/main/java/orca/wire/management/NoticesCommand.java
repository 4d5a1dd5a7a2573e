package orca.wire.management;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.core.notice.NoticeKind;
import orca.core.notice.NoticeWish;
import orca.core.notice.Receiver;
import orca.wire.text.Default;

/**
 * Say what people are told of a slice; to be posted to {@code notices}.
 *
 * @param actor the service manager; may be left out when the container has one
 * @param to the receivers; left out with all that follows: what the configuration says
 * @param before how long before the end of a lease it is announced; a day and an hour when it is left out
 * @param about what is told; the usual when it is left out
 * @param gather how long what is not urgent waits for more
 */
public record NoticesCommand(
        Optional<String> requestId,
        @Default("false") boolean dryRun,
        Optional<String> actor,
        String slice,
        Optional<List<Receiver>> to,
        Optional<List<Duration>> before,
        Optional<List<NoticeKind>> about,
        @Default("5m") Duration gather) {
    public NoticesCommand {
        if (to.isEmpty() && (before.isPresent() || about.isPresent())) {
            throw new IllegalArgumentException("to: must be said where 'before' or 'about' are");
        }
        wish(to, before, about, gather);
    }

    /** What is told from now on; absent: what the configuration says. */
    public Optional<NoticeWish> wish() {
        return wish(to, before, about, gather);
    }

    private static Optional<NoticeWish> wish(Optional<List<Receiver>> to, Optional<List<Duration>> before,
            Optional<List<NoticeKind>> about, Duration gather) {
        return to.map(receivers -> new NoticeWish(
                receivers, before.orElse(NoticeWish.USUAL_BEFORE), about.orElse(NoticeKind.told()), gather));
    }

    /** Gives it to a container. Throws as the methods of {@link ManagementClient} do. */
    public CommandAnswer giveTo(ManagementClient client) {
        return client.post("notices", this, CommandAnswer.class);
    }

    /**
     * Send a test to each receiver of a slice; to be posted to {@code notices-test}.
     *
     * @param actor as above
     */
    public record Test(Optional<String> requestId, @Default("false") boolean dryRun, Optional<String> actor, String slice) {
        /** Gives it to a container. */
        public CommandAnswer giveTo(ManagementClient client) {
            return client.post("notices-test", this, CommandAnswer.class);
        }
    }

    /**
     * Ask for the key that letters to a web hook are signed with; to be posted to {@code hook-key}.
     *
     * @param url its address
     */
    public record HookKey(String url) {
        /** Asks a container. */
        public Key askOf(ManagementClient client) {
            return client.post("hook-key", this, Key.class);
        }
    }

    /** The key of a web hook, as libraries for Standard Webhooks take it. */
    public record Key(String url, String key) {}
}
