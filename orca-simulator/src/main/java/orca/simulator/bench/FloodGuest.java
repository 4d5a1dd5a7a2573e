package orca.simulator.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.wire.call.CallRefused;
import orca.wire.call.Operation;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.Sealing;
import orca.wire.protocol.MessageForm;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.text.Tree;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;
import orca.wire.trust.Seals;

/** A guest that asks for something new all the time, in calls of 512 demands each, and heeds no answer. */
final class FloodGuest {
    private static final int PARCEL = 512;
    private static final MessageForm FORM = new MessageForm(new Sealing(who -> Optional.empty()), new ChainCheck(new Seals()));

    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong later = new AtomicLong();
    private final AtomicLong names = new AtomicLong();

    private FloodGuest() {}

    /** What became of its demands: sent, taken, and sent away for want of room. */
    record Count(long sent, long taken, long later) {
        static final Count NONE = new Count(0, 0, 0);

        Count plus(Count other) {
            return new Count(sent + other.sent, taken + other.taken, later + other.later);
        }

        Count minus(Count other) {
            return new Count(sent - other.sent, taken - other.taken, later - other.later);
        }

        static Count read(Path home) throws IOException {
            Path file = home.resolve("count");
            if (!Files.exists(file)) {
                return NONE;
            }
            String[] words = Files.readString(file).strip().split(" ");
            return new Count(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
        }
    }

    /** One guest for each home floods until the process ends; it is written there now and then how much. */
    static void run(List<Path> homes, String url, String principal, int calls) throws IOException, InterruptedException {
        Map<Path, FloodGuest> guests = new LinkedHashMap<>();
        for (Path home : homes) {
            Identity own = Identity.read(home.resolve("keys").resolve(home.getFileName() + ".key"));
            FloodGuest guest = new FloodGuest();
            guests.put(home, guest);
            for (int i = 0; i < calls; i++) {
                Thread.ofPlatform().daemon().start(() -> guest.flood(url, new Principal(principal), own));
            }
        }
        while (true) {
            for (Map.Entry<Path, FloodGuest> guest : guests.entrySet()) {
                Path fresh = guest.getKey().resolve("count.new");
                Files.writeString(fresh, guest.getValue().sent + " " + guest.getValue().taken + " " + guest.getValue().later);
                Files.move(fresh, guest.getKey().resolve("count"), StandardCopyOption.ATOMIC_MOVE);
            }
            Thread.sleep(200);
        }
    }

    private void flood(String url, Principal market, Identity own) {
        try (SoapLine line = new SoapLine(URI.create(url), Expected.of(market), own, SoapSettings.USUAL, Clock.systemUTC())) {
            while (true) {
                sent.addAndGet(PARCEL);
                try {
                    Tree.Branch body = FORM.writeAll(IntStream.range(0, PARCEL).mapToObj(i -> ask()).toList()).body();
                    MessageForm.Receipt receipt = MessageForm.receipt(line.call(Operation.EXCHANGE, body));
                    taken.addAndGet(receipt.taken());
                    later.addAndGet(receipt.later().size());
                } catch (CallRefused | IOException e) {
                    later.addAndGet(PARCEL);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Message ask() {
        Instant now = Term.grain(Instant.now());
        return new Message.TicketDemand(new ReservationId("f" + names.incrementAndGet()), new Stamp(1, 1), true,
                new Demand(new TypeName("slot"), 1, 1, Amounts.EMPTY, Term.of(now, Duration.ofDays(1)), now.plusSeconds(600),
                        Optional.empty(), Assurance.RESERVED, Optional.empty(), PropertyList.NONE), Stamp.NONE);
    }
}
