package orca.wire.soap;

import java.security.KeyPair;
import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import orca.wire.call.Operation;
import orca.wire.text.Tree;
import orca.wire.trust.Identity;

/** Calls per second over a loopback socket, both ends in one process; and envelopes per second of one thread. */
final class SoapBench {
    private static final long SECONDS = 3;

    private SoapBench() {}

    private static Tree.Branch body(int entries) {
        Map<String, Tree> entry = new LinkedHashMap<>();
        for (int i = 0; i < 8; i++) {
            entry.put("field" + i, new Tree.Text(0, "some value of usual length"));
        }
        return new Tree.Branch(0, Map.of("entry", new Tree.Row(0, Collections.nCopies(entries, new Tree.Branch(0, entry)))));
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void rate(String what, int threads, Step step) throws Exception {
        LongAdder done = new LongAdder();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            for (int i = 0; i < threads; i++) {
                pool.submit(() -> {
                    while (System.nanoTime() < end) {
                        step.run();
                        done.increment();
                    }
                    return null;
                });
            }
        }
        System.out.printf("%-46s %5d threads %8d per s%n", what, threads, done.sum() / SECONDS);
    }

    /** Runs all of it twice: the first time warms. */
    public static void main(String[] args) throws Exception {
        Identity site = Identity.generate();
        KeyPair rsa = Keys.rsa(2048);
        for (Identity guest : new Identity[] {Identity.generate(), Keys.identity(rsa), Keys.identity(Keys.edwards())}) {
            String kind = SignatureKind.of(guest.known()).name();
            for (int entries : new int[] {5, 100}) {
                String payload = XmlTree.write("exchange", body(entries));
                EnvelopeWriter writer = new EnvelopeWriter(guest, SoapSettings.USUAL, Clock.systemUTC());
                byte[] envelope = writer.write("http://x/", "urn:orca:wire:exchange", "urn:1", Optional.empty(), payload);
                TwoReaders two = new TwoReaders();
                two.read(envelope);
                WssReader wss = new WssReader(new Tokens());
                for (int round = 0; round < 2; round++) {
                    String size = kind + ", " + envelope.length / 1024 + " KiB";
                    rate("write and sign " + size, 1,
                            () -> writer.write("http://x/", "urn:orca:wire:exchange", "urn:1", Optional.empty(), payload));
                    rate("check by our own " + size, 1, () -> two.read(envelope));
                    rate("check by WSS4J " + size, 1, () -> wss.read(envelope).content());
                }
                Tree.Branch reply = body(entries);
                try (Endpoint endpoint = new Endpoint(site, (c, o, b) -> reply, SoapSettings.USUAL, Clock.systemUTC());
                        SoapLine line = endpoint.line(guest)) {
                    for (int threads : new int[] {1, 32, 1, 32}) {
                        rate("calls " + kind + ", " + envelope.length / 1024 + " KiB", threads,
                                () -> line.call(Operation.EXCHANGE, body(entries)));
                    }
                }
            }
        }
    }
}
