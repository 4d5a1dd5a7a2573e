package orca.runtime.notice;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import orca.runtime.config.ConfigFile;
import orca.runtime.config.HooksConfig;
import orca.runtime.config.MailConfig;
import orca.runtime.config.NoticesConfig;
import orca.runtime.hosting.ChangeCounter;
import orca.runtime.hosting.HostedActor;
import orca.runtime.hosting.HostingException;
import orca.runtime.hosting.SecretFile;

/** How a container's notices leave it, with the secrets that its configuration only names. */
public final class NoticePosts {
    /** How long one try to send a letter may take. */
    static final Duration LONGEST_TRY = Duration.ofSeconds(30);

    private final NoticesConfig config;
    private final Optional<String> password;
    private final Optional<SSLSocketFactory> trusted;
    private final Optional<HookKeys> keys;

    private NoticePosts(NoticesConfig config, Optional<String> password, Optional<SSLSocketFactory> trusted,
            Optional<HookKeys> keys) {
        this.config = config;
        this.password = password;
        this.trusted = trusted;
        this.keys = keys;
    }

    /**
     * Of the container that {@code file} describes.
     *
     * @throws HostingException when a secret or a certificate cannot be read
     */
    public static NoticePosts of(ConfigFile file) {
        Path base = file.path().toAbsolutePath().getParent();
        NoticesConfig config = file.config().notices().orElse(NoticesConfig.NONE);
        return new NoticePosts(config,
                config.mail().flatMap(MailConfig::passwordFile)
                        .map(name -> SecretFile.read("notices.mail.password-file", base.resolve(name))),
                config.mail().flatMap(MailConfig::caFile).map(name -> trusting(base.resolve(name))),
                config.hooks().map(hooks -> keys(base.resolve(hooks.secretFile()))));
    }

    private static HookKeys keys(Path file) {
        String secret = SecretFile.read("notices.hooks.secret-file", file);
        if (secret.length() < HooksConfig.LEAST_SECRET) {
            throw new HostingException("notices.hooks.secret-file: must hold at least " + HooksConfig.LEAST_SECRET
                    + " characters, such as 'openssl rand -hex 32' prints; " + file + " holds fewer");
        }
        return new HookKeys(secret);
    }

    private static SSLSocketFactory trusting(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new HostingException("notices.mail.ca-file: " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    public NoticesConfig config() {
        return config;
    }

    /** The keys of those that letters are posted to, if any are. */
    public Optional<HookKeys> keys() {
        return keys;
    }

    /** What sends the letters of {@code guest}, a service manager. */
    public Courier courier(HostedActor guest, ChangeCounter changes, InstantSource clock) {
        LetterText text = new LetterText(guest.name(), ZoneId.of(config.zone()));
        return new Courier(guest, config, changes, clock,
                config.mail().map(mail -> new MailRoute(mail, password, trusted, text, guest.principal(), LONGEST_TRY)),
                config.hooks().map(hooks -> new HookRoute(guest.name(), guest.principal(), keys.orElseThrow(), hooks.inside(),
                        clock, LONGEST_TRY)));
    }
}
