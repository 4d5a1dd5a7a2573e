package orca.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FoldTest {
    @Test
    void sentencesAreBrokenBetweenWordsAndGoOnBehindTheIndent() {
        assertThat(Fold.lines("ok ", "   ", "the broker waits for an operator", 16))
                .containsExactly("ok the broker", "   waits for an", "   operator");
    }

    @Test
    void aWordThatIsLongerThanALineIsCut() {
        assertThat(Fold.lines("", "", "a incomprehensibilities b", 10)).containsExactly("a", "incompre..", "b");
    }

    @Test
    void whatFitsStaysAsItIs() {
        assertThat(Fold.lines("| ", "| ", "two  blanks stay", Integer.MAX_VALUE)).containsExactly("| two  blanks stay");
    }
}
