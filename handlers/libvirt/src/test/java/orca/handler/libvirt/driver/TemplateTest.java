package orca.handler.libvirt.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
    private static String filled(String text, Map<String, String> values) {
        return Xml.write(new Template("t", text).fill(values));
    }

    @Test
    void gapsInTextsAndAttributesAreFilled() {
        assertThat(filled("<domain type='${type}'><memory unit='MiB'>${memory}</memory></domain>",
                Map.of("type", "qemu", "memory", "64")))
                .isEqualTo("<domain type=\"qemu\"><memory unit=\"MiB\">64</memory></domain>");
    }

    @Test
    void anElementIsThereOnlyWhenItsValueIs() {
        String text = "<domain xmlns:o='urn:orca:template:1'><a o:if='x'/><b o:if='y'><c>${y}</c></b></domain>";
        assertThat(filled(text, Map.of("x", "", "y", "1"))).isEqualTo("<domain><b><c>1</c></b></domain>");
    }

    @Test
    void aValueAddsNoElementAndNoGap() {
        assertThat(filled("<domain><a b='${x}'>${x}</a></domain>", Map.of("x", "\"><evil/>${y}&")))
                .isEqualTo("<domain><a b=\"&quot;&gt;&lt;evil/&gt;${y}&amp;\">\"&gt;&lt;evil/&gt;${y}&amp;</a></domain>");
    }

    @Test
    void whatThereIsNotIsNamedWithWhatThereIs() {
        assertThatThrownBy(() -> filled("<domain>${z}</domain>", Map.of("x", "", "y", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("template t: asks for 'z', and there are only [x, y]");
        assertThatThrownBy(() -> filled("<domain xmlns:o='urn:orca:template:1'><a o:if='z'/></domain>", Map.of("x", "")))
                .hasMessageContaining("asks for 'z'");
    }

    @Test
    void whatIsNoDomainIsRefused() {
        assertThatThrownBy(() -> filled("<network/>", Map.of())).hasMessageContaining("template t: must be a domain");
        assertThatThrownBy(() -> filled("nothing", Map.of())).hasMessageContaining("template t: line 1");
        assertThatThrownBy(() -> filled("<!DOCTYPE domain><domain/>", Map.of())).hasMessageContaining("DOCTYPE");
    }
}
