package orca.runtime.notice;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What letters to web hooks are signed with: HMAC-SHA-256 in the form {@code v1} of Standard Webhooks. Each receiver has a key of
 * its own, made from the container's secret and its URL, so that none can write to another as if it were the container.
 */
public final class HookKeys {
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] secret;

    /** @param secret what all keys are made from */
    public HookKeys(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /** The key of the receiver at {@code url}, as libraries for Standard Webhooks take it. */
    public String shown(String url) {
        return "whsec_" + Base64.getEncoder().encodeToString(key(url));
    }

    private byte[] key(String url) {
        return mac(secret, "orca-hook " + url);
    }

    /** The value of the header {@code webhook-signature}. */
    String signature(String url, String id, long at, String body) {
        return "v1," + Base64.getEncoder().encodeToString(mac(key(url), id + "." + at + "." + body));
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
