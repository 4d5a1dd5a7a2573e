package orca.wire.soap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import orca.wire.call.CallRefused;
import orca.wire.call.Door;
import orca.wire.call.Operation;
import orca.wire.text.Tree;
import orca.wire.trust.Identity;
import orca.wire.trust.Pem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's Python, its zeep and its xmlsec, which know nothing of us but the WSDL, call an actor. */
@Tag("hosts")
class ZeepIT {
    private static final String PYTHON = "/usr/bin/python3";
    private static final Path SCRIPT = Path.of(System.getProperty("orca.root", ".."), "orca-wire/src/test/python/signed_soap.py");

    @TempDir
    private Path folder;

    private String run(String... command) throws Exception {
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ended").isTrue();
        return Files.readString(said, StandardCharsets.UTF_8);
    }

    private Path certificate(String name, Identity identity) throws Exception {
        Path file = folder.resolve(name);
        return Files.writeString(file, Pem.block("CERTIFICATE", identity.certificate(List.of()).getEncoded()));
    }

    @Test
    void zeepCallsWithEitherKindOfKey() throws Exception {
        for (String module : new String[] {"zeep", "xmlsec"}) {
            assertThat(run(PYTHON, "-c", "import " + module)).as("apt-get install python3-" + module).isEmpty();
        }
        Identity site = Identity.generate();
        Door door = (caller, operation, body) -> {
            if (operation == Operation.REDEEM) {
                throw new CallRefused(CallRefused.Kind.FORBIDDEN, "no ticket, no lease");
            }
            Tree.Branch view = (Tree.Branch) body.fields().get("delegationView");
            Tree.Branch refusal = (Tree.Branch) view.fields().get("refusal");
            Map<String, Tree> refused = new LinkedHashMap<>(Map.of("which", new Tree.Text(0, caller.principal().value())));
            refused.put("why", refusal.fields().get("reason"));
            Map<String, Tree> reply = new LinkedHashMap<>(Map.of("taken", new Tree.Number(0, "7")));
            reply.put("refused", new Tree.Branch(0, refused));
            return new Tree.Branch(0, reply);
        };
        try (Endpoint endpoint = new Endpoint(site, door, SoapSettings.USUAL, Clock.systemUTC())) {
            Path peer = certificate("peer.pem", site);
            for (String kind : List.of("EC", "RSA")) {
                Identity guest = kind.equals("EC") ? Identity.generate() : Keys.identity(Keys.rsa(2048));
                Path key = folder.resolve(kind + ".key");
                guest.write(key);
                String said = run(PYTHON, SCRIPT.toString(), endpoint.address().toString(), key.toString(),
                        certificate(kind + ".pem", guest).toString(), peer.toString(), kind);
                assertThat(said.lines()).as(said).containsExactly(
                        "answered: 7 " + guest.principal() + " héllo <&>",
                        "refused: related no ticket, no lease forbidden",
                        "tampered: unrelated Signature: does not fit: the message was changed, or it is not by the key in its"
                                + " token");
            }
        }
    }
}
