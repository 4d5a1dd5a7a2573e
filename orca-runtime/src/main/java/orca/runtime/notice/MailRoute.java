package orca.runtime.notice;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocketFactory;
import orca.core.contract.Principal;
import orca.runtime.config.MailConfig;
import orca.servicemanager.record.LetterImage;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/** Sends letters by a mail server. A letter that is sent twice has the same message id both times. */
final class MailRoute implements Route {
    private final MailConfig config;
    private final Optional<String> password;
    private final Optional<SSLSocketFactory> trusted;
    private final LetterText text;
    private final Principal principal;
    private final Duration limit;

    /**
     * @param password of the configuration's user
     * @param trusted what servers' certificates are checked by, where it is not Java's own
     * @param limit how long a try may take
     */
    MailRoute(MailConfig config, Optional<String> password, Optional<SSLSocketFactory> trusted, LetterText text,
            Principal principal, Duration limit) {
        this.config = config;
        this.password = password;
        this.trusted = trusted;
        this.text = text;
        this.principal = principal;
        this.limit = limit;
    }

    /** A message whose id is not made up. */
    private static final class Named extends MimeMessage {
        private final String id;

        Named(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }

    /** The parts of a conversation have limits of their own; a server that keeps just within each has this one. */
    @Override
    public Delivery send(LetterImage letter) throws InterruptedException {
        FutureTask<Delivery> talk = new FutureTask<>(() -> talk(letter));
        Thread thread = Thread.ofVirtual().name("orca-mail-" + letter.subject()).start(talk);
        try {
            return talk.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Delivery.failed("the mail server took longer than " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            return Delivery.failed("the letter could not be written: " + e.getCause());
        } finally {
            thread.interrupt(); // which ends what it waits for
        }
    }

    private Delivery talk(LetterImage letter) {
        try {
            Session session = Session.getInstance(properties());
            MimeMessage message = message(session, letter);
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect(config.host(), config.port(), config.user().orElse(null), password.orElse(null));
                transport.sendMessage(message, message.getAllRecipients());
            }
            return Delivery.SENT;
        } catch (AuthenticationFailedException e) {
            return Delivery.failed("the mail server does not let " + config.user().orElse("nobody") + " in");
        } catch (MessagingException e) {
            return unwanted(e) ? Delivery.useless(said(e)) : Delivery.failed(said(e));
        }
    }

    /** What was said in the end: what the library makes of it comes first, and tells less. */
    private static String said(MessagingException e) {
        Exception last = e;
        while (last instanceof MessagingException said && said.getNextException() != null) {
            last = said.getNextException();
        }
        return last.getMessage() == null || last.getMessage().isBlank() ? last.toString() : last.getMessage();
    }

    /** Whether the server will never take it: a code of 5xx for the address or the message. */
    private static boolean unwanted(MessagingException e) {
        for (Exception cause = e; cause instanceof MessagingException said; cause = said.getNextException()) {
            if (cause instanceof SMTPAddressFailedException address && address.getReturnCode() / 100 == 5
                    || cause instanceof SMTPSendFailedException sending && sending.getReturnCode() / 100 == 5) {
                return true;
            }
        }
        return false;
    }

    private MimeMessage message(Session session, LetterImage letter) throws MessagingException {
        String host = config.from().substring(config.from().indexOf('@') + 1);
        MimeMessage message = new Named(session, "<" + letter.name() + "." + principal.value() + "@" + host + ">");
        message.setFrom(new InternetAddress(config.from(), true));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(letter.to().address(), true));
        message.setSubject(text.subject(letter), "UTF-8");
        message.setSentDate(Date.from(letter.made()));
        // Programs that answer when their owner is away must not answer to this.
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setText(text.body(letter), "UTF-8");
        return message;
    }

    private Properties properties() {
        Properties all = new Properties();
        all.put("mail.transport.protocol", "smtp");
        all.put("mail.smtp.auth", Boolean.toString(config.user().isPresent()));
        all.put("mail.smtp.from", config.from());
        String millis = Long.toString(limit.dividedBy(3).toMillis());
        all.put("mail.smtp.connectiontimeout", millis);
        all.put("mail.smtp.timeout", millis);
        all.put("mail.smtp.writetimeout", millis);
        all.put("mail.smtp.ssl.checkserveridentity", "true");
        switch (config.security()) {
            case STARTTLS -> {
                all.put("mail.smtp.starttls.enable", "true");
                all.put("mail.smtp.starttls.required", "true");
            }
            case TLS -> all.put("mail.smtp.ssl.enable", "true");
            case NONE -> { }
        }
        trusted.ifPresent(factory -> all.put("mail.smtp.ssl.socketFactory", factory));
        return all;
    }
}
