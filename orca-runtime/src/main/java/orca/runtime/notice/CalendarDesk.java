package orca.runtime.notice;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import orca.core.notice.NoticeWish;
import orca.core.resource.Names;
import orca.runtime.hosting.Actors;
import orca.runtime.hosting.HostedActor;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.record.ReservationImage;
import orca.servicemanager.record.SliceName;

/**
 * Hands calendars to whoever has the key to one. Only the hash of a key is kept, in the service manager's journal, so that the
 * key is good in whatever container that lives, and cannot be read from a backup.
 */
public final class CalendarDesk {
    /** The most reservations in a calendar, the newest. */
    static final int MOST_EVENTS = 1_000;
    private static final String NO_LOCK = "0".repeat(64);

    private final Actors actors;

    public CalendarDesk(Actors actors) {
        this.actors = actors;
    }

    /** A key that nobody has. */
    public static String newKey() {
        byte[] secret = new byte[24];
        new SecureRandom().nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** What a key opens, as {@link orca.core.protocol.Command.SetFeed} has it. */
    public static String lock(String key) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private record Found(String lock, List<Duration> before, List<ReservationImage> reservations) {}

    /** The calendar of a slice; empty when there is none, or the key is another: who asks is not told which. */
    public Optional<String> calendar(String guest, String slice, String key) {
        Optional<HostedActor> actor = actors.named(guest).filter(a -> a.role() == HostedActor.Role.SERVICE_MANAGER);
        if (actor.isEmpty() || !isName(slice)) {
            return Optional.empty();
        }
        SliceName name = new SliceName(slice);
        Found found = actor.get().read(ServiceManager.class, (a, now) -> {
            Optional<String> lock = a.lock(name);
            List<Duration> before = a.wish(name).equals(NoticeWish.NONE) ? NoticeWish.USUAL_BEFORE : a.wish(name).before();
            return new Found(lock.orElse(NO_LOCK), before, lock.isEmpty() ? List.of() : a.inSlice(name));
        });
        if (!MessageDigest.isEqual(lock(key).getBytes(StandardCharsets.US_ASCII),
                found.lock.getBytes(StandardCharsets.US_ASCII))) {
            return Optional.empty();
        }
        List<ReservationImage> newest = found.reservations.stream()
                .sorted(Comparator.comparingLong(ReservationImage::number).reversed()).limit(MOST_EVENTS).toList();
        return Optional.of(CalendarText.of(actor.get().principal(), guest, slice, found.before, newest));
    }

    private static boolean isName(String text) {
        try {
            Names.check("slice", text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
