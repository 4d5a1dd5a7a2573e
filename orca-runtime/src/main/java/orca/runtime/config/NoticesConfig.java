package orca.runtime.config;

import java.net.URI;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import orca.core.notice.Receiver;
import orca.core.resource.Names;
import orca.wire.server.Listen;
import orca.wire.text.Default;

/**
 * How notices leave a container.
 *
 * @param mail by which server mails go; none go when it is left out
 * @param hooks where notices may be posted to; nowhere when it is left out
 * @param feed where calendars are offered; nowhere when it is left out
 * @param zone in which times are told, as {@code Europe/Berlin}
 */
public record NoticesConfig(
        Optional<MailConfig> mail, Optional<HooksConfig> hooks, Optional<FeedConfig> feed, @Default("UTC") String zone) {
    /** What a container does that says nothing of it: nothing leaves. */
    public static final NoticesConfig NONE = new NoticesConfig(Optional.empty(), Optional.empty(), Optional.empty(), "UTC");

    public NoticesConfig {
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("zone: must be a zone such as UTC or Europe/Berlin, got " + Names.quoted(zone), e);
        }
    }

    /**
     * Where calendars are offered, to whoever has the key to one.
     *
     * @param listen {@code HOST:PORT}
     * @param address how others reach that, when it is otherwise than it says: the URL of a web server that passes calls on
     */
    public record FeedConfig(@Default("127.0.0.1:7480") Listen listen, Optional<String> address) {
        public FeedConfig {
            address.ifPresent(text -> {
                URI uri = URI.create(text);
                if (uri.getHost() == null || !"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
                    throw new IllegalArgumentException(
                            "address: must be a URL such as https://calendar.example.org, got " + Names.quoted(text));
                }
            });
        }
    }

    /** Why nothing can be sent to {@code receiver}; empty when it can. */
    public Optional<String> refusal(Receiver receiver) {
        return switch (receiver.way()) {
            case MAIL -> mail.isEmpty() ? Optional.of("the container has no mail server ('notices: {mail: ...}')")
                    : mail.get().allows(receiver.address()) ? Optional.empty()
                    : Optional.of("the container may not write to " + receiver.address() + " ('notices.mail.to')");
            case HOOK -> hooks.isEmpty() ? Optional.of("the container posts nowhere ('notices: {hooks: ...}')")
                    : hooks.get().allows(receiver.address()) ? Optional.empty()
                    : Optional.of("the container may not post to " + receiver.address() + " ('notices.hooks.to')");
        };
    }
}
