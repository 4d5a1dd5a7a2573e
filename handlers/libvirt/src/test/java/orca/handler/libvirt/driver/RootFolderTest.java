package orca.handler.libvirt.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RootFolderTest {
    private static final int FIRST = 1_879_048_192;
    private static final int LAST_FIRST = Integer.MAX_VALUE - NodeSettings.IDS_EACH + 1;

    private static int shifted(int id, int other, int first) throws IOException {
        return RootFolder.shifted("etc/f", id, other, first, NodeSettings.IDS_EACH).orElse(-1);
    }

    @Test
    void eachUserIsAsFarFurtherOnAsItsContainersFirst() throws IOException {
        assertThat(shifted(0, 0, FIRST)).isEqualTo(FIRST);
        assertThat(shifted(65_535, 7, FIRST)).isEqualTo(FIRST + 65_535);
        assertThat(shifted(65_535, 0, LAST_FIRST)).as("the last there is").isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void anotherNameOfAFileIsGivenAwayOnce() throws IOException {
        assertThat(shifted(FIRST, FIRST + 65_535, FIRST)).isEqualTo(-1);
        assertThat(shifted(LAST_FIRST, Integer.MAX_VALUE, LAST_FIRST)).isEqualTo(-1);
    }

    @Test
    void whomTheContainerWouldNotHaveIsRefused() {
        for (int[] wrong : new int[][] {{65_536, 0}, {0, 65_536}, {-2, 0}, {0, -2}, {FIRST, 0}, {0, FIRST}, {FIRST - 1, FIRST}}) {
            assertThatThrownBy(() -> shifted(wrong[0], wrong[1], FIRST)).isInstanceOf(IOException.class)
                    .hasMessage("image: etc/f belongs to user " + Integer.toUnsignedString(wrong[0]) + " and group "
                            + Integer.toUnsignedString(wrong[1]) + "; a container has 0 to 65535");
        }
    }
}
