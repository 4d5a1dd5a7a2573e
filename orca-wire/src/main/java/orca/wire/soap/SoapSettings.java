package orca.wire.soap;

import java.time.Duration;

/**
 * Limits of the SOAP binding.
 *
 * @param mostBytes the largest envelope that is read, from 64 KiB to 256 MiB
 * @param life how long after it was made a message of ours may be heard; at most {@code longestLife}
 * @param longestLife how long a message that is heard may say it lives, at most a day
 * @param behind how far a sender's clock may be behind: it is heard as long after its end, at most an hour
 * @param ahead how far a sender's clock may be ahead: it waits until our clock has come to the same time, at most a minute
 * @param mostRemembered how many messages are remembered at once so that none is heard twice, from 2
 * @param patience how long a line waits for an answer
 */
public record SoapSettings(int mostBytes, Duration life, Duration longestLife, Duration behind, Duration ahead,
        int mostRemembered, Duration patience) {
    private static final int KIB = 1024;
    public static final SoapSettings USUAL = new SoapSettings(8 * KIB * KIB, Duration.ofMinutes(1), Duration.ofMinutes(5),
            Duration.ofMinutes(1), Duration.ofSeconds(5), 500_000, Duration.ofMinutes(1));

    public SoapSettings {
        if (mostBytes < 64 * KIB || mostBytes > 256 * KIB * KIB) {
            throw new IllegalArgumentException("mostBytes: must be from 65536 to 268435456, got " + mostBytes);
        }
        within("longestLife", longestLife, Duration.ofSeconds(1), Duration.ofDays(1));
        within("life", life, Duration.ofSeconds(1), longestLife);
        within("behind", behind, Duration.ZERO, Duration.ofHours(1));
        within("ahead", ahead, Duration.ZERO, Duration.ofMinutes(1));
        within("patience", patience, Duration.ofMillis(1), Duration.ofHours(1));
        if (mostRemembered < 2) {
            throw new IllegalArgumentException("mostRemembered: must be at least 2, got " + mostRemembered);
        }
    }

    private static void within(String field, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(field + ": must be from " + least + " to " + most + ", got " + value);
        }
    }
}
