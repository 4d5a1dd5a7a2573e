package orca.wire.management;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.time.Duration;

/** What a container answers with the bytes of a file. */
public final class Download {
    /** How long nothing may come of what is long. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

    private Download() {}

    /**
     * Writes a backup of the container to {@code out}; only its end says that it is whole. Throws as the methods of
     * {@link ManagementClient} do.
     */
    public static void backup(ManagementClient client, OutputStream out) {
        HttpURLConnection call = client.open("POST", "backup", LONGEST_SILENCE);
        try {
            ManagementClient.send(call, "{}");
            if (call.getResponseCode() != 200) {
                throw new ManagementClient.Refused(client.problem(call));
            }
            try (InputStream in = call.getInputStream()) {
                in.transferTo(out);
            }
        } catch (IOException e) {
            throw client.unreachable(e);
        } finally {
            call.disconnect();
        }
    }
}
