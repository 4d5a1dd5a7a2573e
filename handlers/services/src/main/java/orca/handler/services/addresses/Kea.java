package orca.handler.services.addresses;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import orca.handler.services.ServiceException;

/** The line to Kea's DHCPv4 server by its control socket; a connection for each command. */
final class Kea {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BYTES = 64 << 20;
    private static final int UNSUPPORTED = 2;
    private static final int EMPTY = 3;

    private final AddressesSettings settings;

    Kea(AddressesSettings settings) {
        this.settings = settings;
    }

    /** All reservations that it goes by, of all its subnets. */
    List<Reservation> reservations() throws ServiceException, InterruptedException {
        JsonNode answer = ask("config-get", null);
        if (answer.path("result").asInt(-1) != 0) {
            throw ServiceException.passing("Kea does not tell its configuration: " + answer.path("text").asText());
        }
        List<Reservation> all = new ArrayList<>();
        JsonNode config = answer.path("arguments").path("Dhcp4");
        collect(config, all);
        config.path("shared-networks").forEach(network -> collect(network, all));
        return all;
    }

    private static void collect(JsonNode at, List<Reservation> all) {
        at.path("reservations").forEach(node -> all.add(Reservation.of(node)));
        at.path("subnet4").forEach(subnet -> subnet.path("reservations").forEach(node -> all.add(Reservation.of(node))));
    }

    /** Has it read its files again; empty, or why it did not and goes on as before. */
    String reload() throws ServiceException, InterruptedException {
        JsonNode answer = ask("config-reload", null);
        return answer.path("result").asInt(-1) == 0 ? "" : answer.path("text").asText("it did not say why");
    }

    /** Forgets who was given {@code address}; false where it cannot. */
    boolean forgetLease(String address) throws ServiceException, InterruptedException {
        ObjectNode arguments = JSON.createObjectNode().put("ip-address", address);
        int result = ask("lease4-del", arguments).path("result").asInt(-1);
        if (result != 0 && result != EMPTY && result != UNSUPPORTED) {
            throw ServiceException.passing("Kea did not forget the lease of " + address);
        }
        return result != UNSUPPORTED;
    }

    private JsonNode ask(String command, ObjectNode arguments) throws ServiceException, InterruptedException {
        ObjectNode question = JSON.createObjectNode().put("command", command);
        if (arguments != null) {
            question.set("arguments", arguments);
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX); Selector selector = Selector.open()) {
            channel.connect(UnixDomainSocketAddress.of(settings.control()));
            channel.configureBlocking(false);
            long deadline = System.nanoTime() + settings.timeout().toNanos();
            ByteBuffer out = ByteBuffer.wrap(JSON.writeValueAsBytes(question));
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            while (out.hasRemaining()) {
                await(selector, deadline, command);
                channel.write(out);
            }
            key.interestOps(SelectionKey.OP_READ);
            return JSON.readTree(all(channel, selector, deadline, command));
        } catch (JsonProcessingException broken) {
            throw ServiceException.passing("Kea's answer to " + command + " cannot be read", broken);
        } catch (IOException away) {
            throw away(away);
        }
    }

    /** What comes until the other end is closed. */
    private byte[] all(SocketChannel channel, Selector selector, long deadline, String command)
            throws IOException, ServiceException, InterruptedException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteBuffer in = ByteBuffer.allocate(65_536);
        while (said.size() < MOST_BYTES) {
            await(selector, deadline, command);
            if (channel.read(in.clear()) < 0) {
                return said.toByteArray();
            }
            said.write(in.array(), 0, in.position());
        }
        throw ServiceException.passing("Kea's answer to " + command + " has no end");
    }

    private void await(Selector selector, long deadline, String command)
            throws IOException, ServiceException, InterruptedException {
        long left = deadline - System.nanoTime();
        if (left > 0) {
            selector.select(Math.max(1, left / 1_000_000));
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (selector.selectedKeys().isEmpty()) {
            if (System.nanoTime() - deadline >= 0) {
                throw ServiceException.passing("Kea did not answer " + command + " at " + settings.control() + " within "
                        + settings.timeout().toMillis() + " ms");
            }
        }
        selector.selectedKeys().clear();
    }

    private ServiceException away(IOException failed) {
        boolean nobody = failed instanceof ConnectException || !Files.exists(settings.control())
                || failed instanceof SocketException && String.valueOf(failed.getMessage()).contains("refused");
        return ServiceException.passing(nobody
                ? "no Kea listens at " + settings.control()
                : "Kea cannot be spoken to at " + settings.control() + ": "
                        + failed.getMessage(),
                failed);
    }
}
