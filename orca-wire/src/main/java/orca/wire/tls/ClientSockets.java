package orca.wire.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Gives each socket the parameters that clients speak with, for libraries that know socket factories only. */
final class ClientSockets extends SSLSocketFactory {
    private final SSLSocketFactory plain;
    private final SSLParameters parameters;

    ClientSockets(SSLSocketFactory plain, SSLParameters parameters) {
        this.plain = plain;
        this.parameters = parameters;
    }

    private Socket with(Socket socket) {
        if (socket instanceof SSLSocket tls) {
            tls.setSSLParameters(parameters);
        }
        return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return plain.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return plain.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket() throws IOException {
        return with(plain.createSocket());
    }

    @Override
    public Socket createSocket(Socket around, String host, int port, boolean close) throws IOException {
        return with(plain.createSocket(around, host, port, close));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return with(plain.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int at) throws IOException {
        return with(plain.createSocket(host, port, from, at));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return with(plain.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int at) throws IOException {
        return with(plain.createSocket(host, port, from, at));
    }
}
