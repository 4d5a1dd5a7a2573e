package orca.handler.services.addresses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import orca.handler.services.FileGuard;
import orca.handler.services.ServiceException;
import orca.wire.trust.WholeFile;

/**
 * The file with the reservations, a list in JSON. Whoever has it open is the only one who has, of all processes of this host.
 * What is written is there wholly or not at all, whenever the process or the host dies.
 */
final class ReservationFile implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.ALLOW_COMMENTS)
            .enable(JsonParser.Feature.ALLOW_YAML_COMMENTS);

    private final Path file;
    private final FileGuard alone;
    private ArrayNode nodes;

    private ReservationFile(Path file, FileGuard alone, ArrayNode nodes) {
        this.file = file;
        this.alone = alone;
        this.nodes = nodes;
    }

    static ReservationFile open(Path file) throws ServiceException, InterruptedException {
        FileGuard alone = null;
        boolean open = false;
        try {
            read(file); // before a lock is made for a file that is not there
            alone = FileGuard.of(file.resolveSibling(file.getFileName() + ".lock"));
            ReservationFile opened = new ReservationFile(file, alone, read(file));
            open = true;
            return opened;
        } catch (IOException failed) {
            throw broken(file, failed);
        } finally {
            if (!open && alone != null) {
                close(alone);
            }
        }
    }

    private static void close(FileGuard alone) throws ServiceException {
        try {
            alone.close();
        } catch (IOException failed) {
            throw ServiceException.passing("reservations: its lock cannot be given back: " + failed.getMessage(), failed);
        }
    }

    private static ServiceException broken(Path file, IOException failed) {
        if (failed instanceof NoSuchFileException) {
            return ServiceException.passing("reservations: there is no file " + file + "; begin with: echo '[]' > " + file
                    + ", and include it in Kea's subnet", failed);
        }
        if (failed instanceof JsonProcessingException) {
            return ServiceException.passing("reservations: " + file + " is not a list of reservations in JSON", failed);
        }
        return ServiceException.passing("reservations: " + file + " cannot be read or written: " + failed.getMessage(), failed);
    }

    private static ArrayNode read(Path file) throws IOException, ServiceException {
        JsonNode all = JSON.readTree(Files.readAllBytes(file));
        if (all instanceof ArrayNode list) {
            return list;
        }
        throw ServiceException.passing("reservations: " + file + " is not a list of reservations in JSON");
    }

    /** What it says, in its order. */
    List<Reservation> reservations() {
        List<Reservation> all = new ArrayList<>();
        nodes.forEach(node -> all.add(Reservation.of(node)));
        return all;
    }

    /** As it is now, to be given to {@link #write} again. */
    ArrayNode nodes() {
        return nodes.deepCopy();
    }

    /** Without those that bear {@code mark}, and with {@code more}; what others have in it stays as it is. */
    void write(String mark, List<Reservation> more) throws ServiceException {
        ArrayNode next = JSON.createArrayNode();
        for (JsonNode node : nodes) {
            if (!Reservation.of(node).mark().equals(mark)) {
                next.add(node);
            }
        }
        more.forEach(reservation -> next.add(reservation.node()));
        write(next);
    }

    void write(ArrayNode next) throws ServiceException {
        try {
            WholeFile.write(file, (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(next) + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            nodes = next;
        } catch (IOException failed) {
            throw broken(file, failed);
        }
    }

    @Override
    public void close() throws ServiceException {
        close(alone);
    }
}
