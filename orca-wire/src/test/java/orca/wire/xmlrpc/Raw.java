package orca.wire.xmlrpc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import orca.wire.trust.Identity;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A program that is not ours: any key or none, any bytes. */
final class Raw {
    private static final int WAIT_MILLIS = 60_000;

    private Raw() {}

    /** Believes everybody; shows what is in {@code keys}, or nothing. */
    static SSLContext context(KeyManager[] keys) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String kind) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String kind) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        }}, null);
        return context;
    }

    static KeyManager[] keys(KeyStore store, String password) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password.toCharArray());
        return factory.getKeyManagers();
    }

    static SSLContext context(Identity identity) throws GeneralSecurityException {
        return context(keys(identity.keyStore(List.of()), Identity.PASSWORD));
    }

    static KeyPair pair(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    /** A key with a certificate for it that {@code signer} signed. */
    static KeyManager[] keys(KeyPair pair, KeyPair signer, String algorithm)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        X500Name name = new X500Name("CN=a stranger");
        X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(new JcaX509v3CertificateBuilder(name,
                BigInteger.TEN, Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                Date.from(Instant.parse("2099-01-01T00:00:00Z")), name, pair.getPublic())
                .build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate())));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", pair.getPrivate(), new char[0], new X509Certificate[] {certificate});
        return keys(store, "");
    }

    static SSLSocket socket(SSLContext context, int port) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        plain.setSoTimeout(WAIT_MILLIS);
        return (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true);
    }

    /** Posts {@code body} with {@code headers} and gives back all that is answered until the connection ends. */
    static String post(SSLSocket socket, String headers, InputStream body, long length) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(("POST /rpc/west HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + length + "\r\n"
                + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
        try {
            body.transferTo(out);
            out.flush();
        } catch (IOException e) {
            // The other side has heard enough; what it answered may still be there to read.
            return rest(socket);
        }
        return rest(socket);
    }

    static String post(SSLSocket socket, String headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return post(socket, headers, new ByteArrayInputStream(bytes), bytes.length);
    }

    private static String rest(SSLSocket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            byte[] part = new byte[8192];
            InputStream in = socket.getInputStream();
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                text.append(new String(part, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            if (text.isEmpty()) {
                throw e;
            }
        }
        return text.toString();
    }
}
