package orca.wire.soap;

import java.security.InvalidKeyException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import orca.wire.call.CallRefused;
import orca.wire.trust.Recent;
import orca.wire.trust.Speaker;

/**
 * Whose certificates came with messages. Only the key counts, and how its owner came to it: neither the name nor the dates nor
 * whoever signed the certificate says anything that is believed. Remembers those it read, for a few come again and
 * again. Safe for many threads.
 */
final class Tokens {
    private static final int REMEMBERED = 1024;
    /** The longest certificate, in base64: with the longest lineage. */
    private static final int MOST_CHARACTERS = 24 * 1024;

    private final Map<String, Speaker> speakers = new Recent<>(REMEMBERED);

    /** Who is in a certificate that WSS4J read too, and found the same in it, and that was written just so. */
    Optional<Speaker> confirmed(String base64) {
        synchronized (speakers) {
            return Optional.ofNullable(speakers.get(base64));
        }
    }

    /** Remembers that WSS4J found a speaker's key in a token, and that a signature by it was good. */
    void confirm(String base64, Speaker speaker) {
        synchronized (speakers) {
            speakers.put(base64, speaker);
        }
    }

    /** @param base64 the certificate in DER; white space is passed over */
    Speaker speaker(String base64) throws CallRefused {
        if (base64.length() > MOST_CHARACTERS) {
            throw no("has more than " + MOST_CHARACTERS + " characters");
        }
        Optional<Speaker> known = confirmed(base64);
        return known.isPresent() ? known.get() : read(base64.replaceAll("[ \t\r\n]", ""));
    }

    private static Speaker read(String base64) throws CallRefused {
        try {
            return Speaker.of(Base64.getDecoder().decode(base64));
        } catch (InvalidKeyException e) {
            throw no(e.getMessage());
        } catch (IllegalArgumentException e) {
            throw no("is no X.509 certificate");
        }
    }

    private static CallRefused no(String what) {
        return new CallRefused(CallRefused.Kind.UNPROVED, "BinarySecurityToken: " + what);
    }
}
