package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import orca.core.contract.ReservationId;
import orca.core.notice.NoticeKind;
import orca.core.notice.NoticeWish;
import orca.core.notice.Receiver;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.servicemanager.record.LetterImage;
import org.junit.jupiter.api.Test;

/** Ten thousand notices, and what they cost. */
class NoticeFloodTest {
    private static final int ROUNDS = 50;
    private static final int AT_ONCE = 200;

    @Test
    void tenThousandRefusalsAreOneLetterAndAFewRecords() {
        Receiver ann = Receiver.parse("mail:ann@example.org");
        NoticeWish wish = new NoticeWish(List.of(ann), List.of(), NoticeKind.told(), Duration.ofHours(1));
        World world = new World(GuestSettings.usual(GUEST).with(Telling.NONE.of("blue", wish)));
        world.stage.unchecked();
        Command.Wish[] wishes = new Command.Wish[AT_ONCE];
        Arrays.fill(wishes, wish(demand(1, Duration.ofDays(9))));
        for (int i = 0; i < ROUNDS; i++) {
            Reply.Accepted made = (Reply.Accepted) world.order(request(wishes));
            made.ids().forEach(id -> world.refuse(new ReservationId(id), "full"));
            world.stage.clear();
        }
        assertThat(world.guest().waiting(ann)).hasSize(LetterImage.MOST);
        world.stage.advance(Duration.ofHours(1));

        LetterImage letter = world.guest().openLetters().get(0);
        assertThat(letter.notices()).hasSize(LetterImage.MOST);
        assertThat(letter.leftOut()).isEqualTo(ROUNDS * AT_ONCE - LetterImage.MOST);
        world.ordered(new Command.Posted(letter.subject().value(), Optional.empty(), false));
        assertThat(world.guest().openLetters()).isEmpty();
        assertThat(world.guest().broken()).isEmpty();
    }
}
