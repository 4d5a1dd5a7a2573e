package orca.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.notice.NoticeKind;
import orca.core.notice.NoticeWish;
import orca.core.notice.Receiver;
import orca.wire.text.Default;

/**
 * What people are told of a service manager's slices.
 *
 * @param usual of slices that are not named
 * @param slices by name
 */
public record TellingConfig(Optional<WishConfig> usual, Map<String, WishConfig> slices) {
    /**
     * What is told, and to whom.
     *
     * @param to the receivers
     * @param before how long before the end of a lease it is announced
     * @param about what is told
     * @param gather how long what is not urgent waits for more
     */
    public record WishConfig(List<Receiver> to, Optional<List<Duration>> before, Optional<List<NoticeKind>> about,
            @Default("5m") Duration gather) {
        public WishConfig {
            wish(to, before, about, gather);
        }

        public NoticeWish wish() {
            return wish(to, before, about, gather);
        }

        private static NoticeWish wish(List<Receiver> to, Optional<List<Duration>> before, Optional<List<NoticeKind>> about,
                Duration gather) {
            return new NoticeWish(to, before.orElse(NoticeWish.USUAL_BEFORE), about.orElse(NoticeKind.told()), gather);
        }
    }
}
