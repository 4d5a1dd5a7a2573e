package orca.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.resource.TypeName;
import orca.core.slot.Slot;
import orca.core.slot.SlotAnswer;
import orca.core.slot.SlotQuestion;
import orca.core.time.Term;
import orca.wire.text.Tree;
import org.junit.jupiter.api.Test;

class SlotFormTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Principal SITE = new Principal("ab".repeat(32));
    static final SlotQuestion QUESTION = new SlotQuestion(new TypeName("vm"), 20, 5, Amounts.of(1000, 512), Duration.ofHours(4),
            NOON, NOON.plus(Duration.ofDays(3)), Optional.of(SITE), 8);
    static final SlotAnswer ANSWER = new SlotAnswer(List.of(
            new Slot(1, SITE, 12, Amounts.of(1000, 512), Term.of(NOON, Duration.ofHours(9))),
            new Slot(2, SITE, 20, Amounts.of(1000, 512), Term.of(NOON.plus(Duration.ofHours(1)), Duration.ofHours(4)))),
            "2 more were found");

    private static Tree.Branch with(String name, String value) {
        Map<String, Tree> fields = new LinkedHashMap<>(SlotForm.write(QUESTION).fields());
        fields.put(name, new Tree.Text(0, value));
        return new Tree.Branch(0, fields);
    }

    private static Tree.Branch without(String... names) {
        Map<String, Tree> fields = new LinkedHashMap<>(SlotForm.write(QUESTION).fields());
        List.of(names).forEach(fields::remove);
        return new Tree.Branch(0, fields);
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(SlotForm.question(SlotForm.write(QUESTION))).isEqualTo(QUESTION);
        assertThat(SlotForm.answer(SlotForm.write(ANSWER))).isEqualTo(ANSWER);
        assertThat(SlotForm.answer(SlotForm.write(SlotAnswer.none("")))).isEqualTo(SlotAnswer.none(""));
        SlotQuestion short1 = SlotForm.question(without("least", "most", "site"));
        assertThat(short1.least()).isEqualTo(1);
        assertThat(short1.most()).isEqualTo(64);
        assertThat(short1.site()).isEmpty();
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatThrownBy(() -> SlotForm.question(with("units", "0"))).hasMessage("slots.units: must be from 1 to 10000, got 0");
        assertThatThrownBy(() -> SlotForm.question(with("length", "4h")))
                .hasMessage("slots.length: must be a length of time such as PT5M");
        assertThatThrownBy(() -> SlotForm.question(with("length", "PT100H")))
                .hasMessageStartingWith("slots.before: must leave room");
        assertThatThrownBy(() -> SlotForm.question(with("from", "friday"))).hasMessageStartingWith("slots.from: must be a time");
        assertThatThrownBy(() -> SlotForm.question(with("most", "65"))).hasMessage("slots.most: must be from 1 to 64, got 65");
        assertThatThrownBy(() -> SlotForm.question(with("least", "21"))).hasMessage("slots.least: must be from 1 to 20, got 21");
        assertThatThrownBy(() -> SlotForm.question(with("colour", "red"))).hasMessage("slots.colour: unknown name");
        assertThatThrownBy(() -> SlotForm.question(without("type"))).hasMessage("slots.type: must be given");
    }
}
