package orca.handler.ant;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.io.input.NullInputStream;
import org.apache.sshd.common.util.security.SecurityUtils;

/** One command over SSH. It reads nothing of the user who runs this: no known hosts, no keys, no configuration, no agent. */
final class SshCall {
    /** How often it looks whether it was cancelled. */
    private static final long LOOK_MILLIS = 100;

    private final String host;
    private final int port;
    private final String user;
    private final PublicKey pinned;
    private final byte[] identity;
    private final String command;
    private final boolean terminal;
    private final Duration within;
    private final SshLines lines;
    private volatile boolean cancelled;

    /**
     * @param pinned the only key by which the other side is known
     * @param identity our private key as it stands in a file
     * @param terminal whether the command has a terminal there, so that it ends with the connection
     * @param within for all of it
     * @param most how many characters of the output are kept
     * @param say takes each line as it comes
     */
    SshCall(String host, int port, String user, PublicKey pinned, byte[] identity, String command, boolean terminal,
            Duration within, int most, Consumer<String> say) {
        this.host = host;
        this.port = port;
        this.user = user;
        this.pinned = pinned;
        this.identity = identity;
        this.command = command;
        this.terminal = terminal;
        this.within = within;
        this.lines = new SshLines(most, say);
    }

    /**
     * How a command ended.
     *
     * @param code its exit code, or the name of the signal that ended it
     * @param text what it printed, the beginning of it
     */
    record End(String code, String text) {}

    /** Somebody else answered. */
    static final class OtherKey extends IOException {
        private static final long serialVersionUID = 1;

        OtherKey(String message) {
            super(message);
        }
    }

    void cancel() {
        cancelled = true;
    }

    /** Runs it. @throws IOException when it cannot be run, or takes too long; the command is then killed, if there is a way */
    End run() throws IOException, GeneralSecurityException {
        long deadline = System.nanoTime() + within.toNanos();
        List<KeyPair> pairs = new ArrayList<>();
        SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName("key"), new ByteArrayInputStream(identity), null)
                .forEach(pairs::add);
        if (pairs.size() != 1) {
            throw new IOException("key: must be one private key");
        }
        PublicKey[] shown = new PublicKey[1];
        try (SshClient client = client(shown)) {
            client.start();
            try (ClientSession session = client.connect(user, host, port).verify(left(deadline)).getSession()) {
                session.addPublicKeyIdentity(pairs.get(0));
                session.auth().verify(left(deadline));
                return run(session, deadline);
            }
        } catch (IOException e) {
            if (shown[0] != null) {
                throw new OtherKey("it shows the key " + KeyUtils.getFingerPrint(shown[0])
                        + ", not the one that the script names");
            }
            throw e;
        }
    }

    private SshClient client(PublicKey[] shown) {
        SshClient client = SshClient.setUpDefaultClient();
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        client.setServerKeyVerifier((session, address, key) -> {
            boolean same = KeyUtils.compareKeys(key, pinned);
            shown[0] = same ? null : key;
            return same;
        });
        // A host has keys of several kinds: it is to show the one that we know.
        List<NamedFactory<Signature>> kinds = new ArrayList<>(client.getSignatureFactories());
        String kind = KeyUtils.getKeyType(pinned);
        kinds.sort((a, b) -> Boolean.compare(ofKind(b.getName(), kind), ofKind(a.getName(), kind)));
        client.setSignatureFactories(kinds);
        return client;
    }

    private static boolean ofKind(String signature, String kind) {
        return signature.equals(kind) || kind.equals("ssh-rsa") && signature.startsWith("rsa-sha2-");
    }

    private Duration left(long deadline) throws IOException {
        long nanos = deadline - System.nanoTime();
        if (cancelled || nanos <= 0) {
            throw new IOException(cancelled ? "cancelled" : "not done within " + within.toMillis() + " ms");
        }
        return Duration.ofNanos(nanos);
    }

    private End run(ClientSession session, long deadline) throws IOException {
        try (ChannelExec channel = session.createExecChannel(command)) {
            if (terminal) {
                channel.setUsePty(true);
                channel.setPtyType("dumb");
            }
            channel.setIn(new NullInputStream());
            channel.setOut(lines);
            channel.setErr(lines);
            channel.open().verify(left(deadline));
            Set<ClientChannelEvent> wanted = EnumSet.of(ClientChannelEvent.CLOSED);
            while (!channel.waitFor(wanted, LOOK_MILLIS).contains(ClientChannelEvent.CLOSED)) {
                try {
                    left(deadline);
                } catch (IOException over) {
                    kill(session, channel);
                    throw over;
                }
            }
            Integer code = channel.getExitStatus();
            String signal = channel.getExitSignal();
            if (code == null && signal == null) {
                throw new IOException("the connection ended before the command did");
            }
            return new End(code != null ? code.toString() : signal, lines.finished());
        }
    }

    /** For a command without a terminal, which would go on else; servers do this for other users than root. */
    private static void kill(ClientSession session, ChannelExec channel) throws IOException {
        Buffer request = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST);
        request.putUInt(channel.getRecipient());
        request.putString("signal");
        request.putBoolean(false);
        request.putString("KILL");
        session.writePacket(request).verify(Duration.ofSeconds(1));
    }
}
