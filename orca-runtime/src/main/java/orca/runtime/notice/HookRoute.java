package orca.runtime.notice;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import orca.core.contract.Principal;
import orca.servicemanager.record.LetterImage;
import orca.wire.text.RecordForm;

/**
 * Posts letters to web hooks, signed as Standard Webhooks says. Redirects are not followed, and of what is answered only the
 * status is read.
 */
final class HookRoute implements Route {
    /** How long a try may take. */
    private final Duration limit;
    private final String guest;
    private final Principal principal;
    private final HookKeys keys;
    private final boolean inside;
    private final InstantSource clock;

    /** @param inside whether addresses of this machine and of private networks may be called */
    HookRoute(String guest, Principal principal, HookKeys keys, boolean inside, InstantSource clock, Duration limit) {
        this.guest = guest;
        this.principal = principal;
        this.keys = keys;
        this.inside = inside;
        this.clock = clock;
        this.limit = limit;
    }

    @Override
    public Delivery send(LetterImage letter) throws InterruptedException {
        URI url = URI.create(letter.to().address());
        try {
            Optional<String> hidden = inside ? Optional.empty() : hidden(url.getHost());
            return hidden.isPresent() ? Delivery.useless(hidden.get()) : post(url, letter);
        } catch (UnknownHostException e) {
            return Delivery.failed("no address is known for " + url.getHost());
        } catch (IOException e) {
            return Delivery.failed(String.valueOf(e.getMessage()));
        }
    }

    private Delivery post(URI url, LetterImage letter) throws IOException, InterruptedException {
        String body = RecordForm.json(LetterForm.of(guest, principal, letter));
        long at = clock.instant().getEpochSecond();
        String id = letter.name();
        HttpRequest request = HttpRequest.newBuilder(url).timeout(limit)
                .header("Content-Type", "application/json")
                .header("User-Agent", "orca")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(at))
                .header("webhook-signature", keys.signature(url.toString(), id, at, body))
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8)).build();
        HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1).connectTimeout(limit).build();
        try {
            HttpResponse<InputStream> answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
            answer.body().close(); // whatever it is, nobody wants it
            int status = answer.statusCode();
            return status / 100 == 2 ? Delivery.SENT
                    : status == 410 ? Delivery.useless(url.getHost() + " answers that it is gone")
                    : Delivery.failed(url.getHost() + " answers with status " + status);
        } catch (TimeoutException e) {
            return late(url);
        } catch (ExecutionException e) {
            // The client has the same limit for the head of the answer, and either may see first that it is over.
            return e.getCause() instanceof HttpTimeoutException ? late(url)
                    : Delivery.failed(url.getHost() + ": " + e.getCause());
        } finally {
            client.shutdownNow();
        }
    }

    private Delivery late(URI url) {
        return Delivery.failed(url.getHost() + " took longer than " + limit.toSeconds() + " s");
    }

    /** Why {@code host} must not be called from here; its name may have been given any address by whoever owns it. */
    private static Optional<String> hidden(String host) throws UnknownHostException {
        for (InetAddress address : InetAddress.getAllByName(host)) {
            byte[] bytes = address.getAddress();
            boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
            boolean carrier = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
            boolean nowhere = bytes.length == 4 && (bytes[0] == 0 || (bytes[0] & 0xf0) == 0xf0);
            if (address.isAnyLocalAddress() || address.isLoopbackAddress() || address.isLinkLocalAddress()
                    || address.isSiteLocalAddress() || address.isMulticastAddress() || uniqueLocal || carrier || nowhere) {
                return Optional.of(host + " has the address " + address.getHostAddress()
                        + ", which is not public ('notices.hooks.private')");
            }
        }
        return Optional.empty();
    }
}
