package orca.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import org.junit.jupiter.api.Test;

class StageTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final ReservationId ID = new ReservationId("r1");
    private static final Message ANSWER = new Message.StandingView(Caller.key(ID), Stamp.NONE, true);

    private final Stage stage = Stage.of(() -> new Caller(false), NOON);

    @Test
    void aDutyLeavesAfterItsCommitAndIsRepeatedUntilItIsAnswered() {
        assertThat(stage.order(new Command.Close(ID))).isEqualTo(Reply.accepted());
        assertThat(stage.journal()).hasSize(1);
        assertThat(stage.sent(Message.StandingView.class)).hasSize(1);

        stage.advance(Duration.ofSeconds(7)); // after 1, 3 and 7 seconds
        assertThat(stage.sent()).hasSize(4);

        stage.arrive(Caller.PEER, ANSWER).clear().advance(Duration.ofHours(1));
        assertThat(stage.sent()).isEmpty();
        assertThat(stage.now()).isEqualTo(NOON.plusSeconds(7).plus(Duration.ofHours(1)));
    }

    @Test
    void anAlarmRingsInItsTime() {
        stage.order(new Command.Close(ID));
        stage.advance(Duration.ofHours(1));

        assertThat(stage.journal()).hasSize(2);
        assertThat(stage.journal().get(1).stampedAt()).isEqualTo(NOON.plus(Duration.ofMinutes(10)));
    }

    @Test
    void aRestartedActorOwesWhatItOwed() {
        stage.order(new Command.Close(ID));

        stage.clear().restart();
        assertThat(stage.sent()).hasSize(1);
        stage.clear().restartFromImage();
        assertThat(stage.sent()).hasSize(1);
    }

    @Test
    void anActorThatCrashesBeforeEachDispatchOwesTheSame() {
        stage.crashing().order(new Command.Close(ID));

        assertThat(stage.sent()).hasSize(1);
    }

    @Test
    void anActorWhoseImageForgetsSomethingIsCaught() {
        Stage forgetful = Stage.of(() -> new Caller(true), NOON);

        assertThatThrownBy(() -> forgetful.order(new Command.Close(ID)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("subjects of the twin made from the image");
    }

    @Test
    void whatWasNotDurableIsGoneWhenTheTailIsLost() {
        stage.order(new Command.Close(ID));

        stage.clear().restartWithout(1, () -> new Caller(false));

        assertThat(stage.actor().subjects()).isEmpty();
        assertThat(stage.sent()).isEmpty();
        assertThat(stage.engine().epoch()).isEqualTo(2);
    }
}
