package orca.wire.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.resource.PropertyList;
import orca.wire.text.RecordForm;
import orca.wire.text.When;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagementFormsTest {
    private static final TermView TERM = new TermView(Instant.EPOCH, Instant.EPOCH.plusSeconds(60));
    private static final Optional<CauseView> CAUSE = Optional.of(new CauseView(Instant.EPOCH, "GRANT", "why"));

    @Test
    void aRequestComesBackAsItWasAndItsDefaultsAreThese() {
        RequestCommand request = RecordForm.readJson(RequestCommand.class,
                "{\"wishes\": [{\"type\": \"vm\", \"length\": \"1h\", \"sliver\": {\"cpu\": 500}}]}");
        assertThat(request).isEqualTo(new RequestCommand(Optional.empty(), false, Optional.empty(), "default",
                List.of(new RequestCommand.Wish(Optional.empty(), Optional.empty(), "vm", 1, Optional.empty(),
                        Map.of("cpu", 500L), When.NOW, Optional.empty(), Optional.of(Duration.ofHours(1)), Optional.empty(),
                        Optional.empty(), Assurance.RESERVED, Optional.empty(), PropertyList.NONE, Optional.empty(),
                        List.of(), List.of())),
                false, Optional.empty()));
        assertThat(RecordForm.readJson(RequestCommand.class, RecordForm.json(request))).isEqualTo(request);
    }

    @Test
    void aRequestNeedsWishesAndOneOfEndAndLength() {
        assertThatThrownBy(() -> RecordForm.readJson(RequestCommand.class, "{}"))
                .hasMessageContaining("wishes: must be 1 to 256, got 0");
        assertThatThrownBy(() -> RecordForm.readJson(RequestCommand.class, "{\"wishes\": [{\"type\": \"vm\"}]}"))
                .hasMessageContaining("wishes[0]: end: give either end or length, not neither");
    }

    @Test
    void viewsComeBackAsTheyWere() {
        Problem problem = new Problem(Problem.Kind.INSUFFICIENT, "no", Optional.of("units"),
                Optional.of(new AlternativeView(Optional.of(Instant.EPOCH), 3)));
        ReservationView reservation = new ReservationView("r1", "lab", "default", "active", "the guest", "market",
                Optional.of("duke"), "vm", 2, 1, Optional.of(2L), Map.of("cpu", 500L), TERM, Optional.of(TERM),
                Optional.empty(), Optional.empty(), "", Optional.of(problem), CAUSE,
                List.of(new ReservationView.MemberView("u1", "h1", "ready", "in", Map.of("cpu", 500L),
                        PropertyList.of("a", "b"))));
        Story story = new Story("r1", List.of(reservation), List.of(), List.of(), List.of(),
                List.of(new Story.Line(Instant.EPOCH, "lab", "reservation", "active", "JOINED", "")), false);
        assertThat(RecordForm.readJson(Story.class, RecordForm.json(story))).isEqualTo(story);
    }

    @Test
    void everyKindOfProblemHasAnErrorStatusAndAnExitCode() {
        assertThat(Problem.Kind.values()).allSatisfy(kind -> {
            assertThat(kind.status()).isBetween(400, 599);
            // 0 is success and 1 is "differs", which no refused call is.
            assertThat(kind.exitCode()).isBetween(2, 7);
        });
    }

    @Test
    void theAccessFileIsItsOwnersAloneAndNeverShowsItsToken(@TempDir Path folder) throws IOException {
        AccessFile access = new AccessFile(URI.create("http://127.0.0.1:7420"), "ab".repeat(32));
        access.write(folder);
        assertThat(AccessFile.read(folder)).isEqualTo(access);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(AccessFile.NAME))))
                .isEqualTo("rw-------");
        assertThat(access.toString()).doesNotContain("abab");
    }

    @Test
    void aFolderWithoutAContainerIsSaidToHaveNone(@TempDir Path folder) {
        assertThatThrownBy(() -> ManagementClient.of(folder)).isInstanceOf(ManagementClient.Unreachable.class)
                .hasMessageContaining("No container runs on").hasMessageContaining("orca up");
    }

    @Test
    void aContainerThatDoesNotAnswerIsSaidNotTo() {
        ManagementClient client = new ManagementClient(new AccessFile(URI.create("http://127.0.0.1:1"), "ab".repeat(32)));
        assertThatThrownBy(client::health).isInstanceOf(ManagementClient.Unreachable.class)
                .hasMessageContaining("No container answers at http://127.0.0.1:1");
    }
}
