package orca.handler.sandbox.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FormChoiceTest {
    private final List<Form> tried = new ArrayList<>();

    @Test
    void theStrongestThatWorksIsTakenAndNoWeakerOneIsTried() throws InterruptedException {
        FormChoice choice = choose(List.of(Form.values()), Form.ROOT, Form.GROUP);

        assertThat(choice.form()).contains(Form.ROOT);
        assertThat(tried).containsExactly(Form.ROOT);
        assertThat(choice.words()).containsExactly("form root works here");
    }

    @Test
    void eachFormThatDoesNotWorkSaysWhy() throws InterruptedException {
        FormChoice choice = choose(List.of(Form.values()), Form.GROUP);

        assertThat(choice.form()).contains(Form.GROUP);
        assertThat(choice.words()).containsExactly(
                "form root does not work here: no luck with root",
                "form user does not work here: no luck with user",
                "form group works here");
    }

    @Test
    void aForcedFormIsNeverReplacedByAnother() throws InterruptedException {
        FormChoice choice = choose(List.of(Form.ROOT), Form.USER, Form.GROUP);

        assertThat(choice.form()).isEmpty();
        assertThat(tried).containsExactly(Form.ROOT);
    }

    @Test
    void formsAreReadAsTheyAreWritten() {
        for (Form form : Form.values()) {
            assertThat(Form.of(form.word())).isEqualTo(form);
        }
        assertThatThrownBy(() -> Form.of("vm")).hasMessage("form: must be root, user or group, got vm");
    }

    @Test
    void theTrialNeedsNoUnitToSeeWhatCannotWork() throws InterruptedException {
        // Without anything to make units with: these reasons come before.
        assertThat(new RealTrial(Path.of("/tmp/x"), false, null, null).reasonAgainst(Form.ROOT))
                .contains("this process is not root");
        for (Form form : List.of(Form.ROOT, Form.USER)) {
            assertThat(new RealTrial(Path.of("/usr/local/x"), true, null, null).reasonAgainst(form)).contains(
                    "folder: must not lie under [/usr, /etc, /opt], which units see, got /usr/local/x");
        }
    }

    private FormChoice choose(List<Form> permitted, Form... working) throws InterruptedException {
        return FormChoice.among(permitted, form -> {
            tried.add(form);
            return List.of(working).contains(form) ? Optional.empty() : Optional.of("no luck with " + form.word());
        });
    }
}
