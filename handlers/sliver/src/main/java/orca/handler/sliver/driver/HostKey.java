package orca.handler.sliver.driver;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * A sliver's own key, made here, so that its guest knows whom it talks to before the first connection.
 *
 * @param seed the private half, 32 bytes
 * @param point the public half, 32 bytes
 */
record HostKey(byte[] seed, byte[] point) {
    private static final byte[] KIND = "ssh-ed25519".getBytes(StandardCharsets.US_ASCII);
    private static final int HALF = 32;

    static HostKey make() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            // Both encodings end with the plain 32 bytes (RFC 8410).
            return new HostKey(tail(pair.getPrivate().getEncoded()), tail(pair.getPublic().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has Ed25519", e);
        }
    }

    private static byte[] tail(byte[] encoded) {
        return Arrays.copyOfRange(encoded, encoded.length - HALF, encoded.length);
    }

    /** As in a file of known hosts, without the host. */
    String publicLine() {
        return "ssh-ed25519 " + Base64.getEncoder().encodeToString(publicBlob());
    }

    private byte[] publicBlob() {
        return joined(KIND, point);
    }

    /** As OpenSSH's server reads it. */
    String forOpenSsh() {
        byte[] both = Arrays.copyOf(seed, 2 * HALF);
        System.arraycopy(point, 0, both, HALF, HALF);
        byte[] none = "none".getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream hidden = new ByteArrayOutputStream();
        hidden.writeBytes(new byte[8]); // two equal numbers, by which a reader sees that it could decrypt
        hidden.writeBytes(joined(KIND, point, both, new byte[0]));
        for (int i = 1; hidden.size() % 8 != 0; i++) {
            hidden.write(i);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(joined(none, none, new byte[0]));
        all.writeBytes(new byte[] {0, 0, 0, 1});
        all.writeBytes(joined(publicBlob(), hidden.toByteArray()));
        return "-----BEGIN OPENSSH PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(all.toByteArray())
                + "\n-----END OPENSSH PRIVATE KEY-----\n";
    }

    /** As Dropbear reads it. */
    byte[] forDropbear() {
        byte[] both = Arrays.copyOf(seed, 2 * HALF);
        System.arraycopy(point, 0, both, HALF, HALF);
        return joined(KIND, both);
    }

    private static byte[] joined(byte[]... strings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (byte[] string : strings) {
                out.writeInt(string.length);
                out.write(string);
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }
}
