package orca.handler.libvirt.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** What a description says after a change of size. */
class ResizeTest {
    private static final NodeSettings SETTINGS = new NodeSettings(Path.of("/f"), Path.of("/i"), Optional.empty(), "test:///",
            Map.of(), Map.of(), false, "qemu", List.of("copy"), "none", "", Optional.empty(), List.of(), Optional.empty(),
            List.of(), 0, 0, Duration.ofSeconds(1), Duration.ZERO, Optional.empty(), List.of());

    private static String written(String domain, long memory) throws Exception {
        Element element = Xml.read(domain).getDocumentElement();
        Hosts none = new Hosts(new Label("n"), List.of(new Line(NodeSettings.HOME, "test:///")), false);
        new Resize(none, SETTINGS).write(element, UnitSpec.of("u1", PropertyList.of("image", "i").with("memory", memory)),
                Ability.said("qemu"));
        return Xml.write(element.getOwnerDocument());
    }

    @Test
    void theMostThatItsEmulatorMayUseStaysAsTheTemplateSays() throws Exception {
        assertThat(written("<domain type='kvm'><memory unit='KiB'>1</memory><memtune><hard_limit unit='GiB'>3</hard_limit>"
                + "<soft_limit unit='GiB'>2</soft_limit></memtune></domain>", 64))
                .contains("<memory unit=\"KiB\">65536</memory>")
                .contains("<hard_limit unit=\"GiB\">3</hard_limit><soft_limit unit=\"GiB\">2</soft_limit>");
    }

    @Test
    void aContainersMostIsItsSize() throws Exception {
        assertThat(written("<domain type='lxc'><memtune><hard_limit unit='KiB'>1</hard_limit></memtune></domain>", 64))
                .contains("<hard_limit unit=\"KiB\">65536</hard_limit>")
                .contains("<currentMemory unit=\"KiB\">65536</currentMemory>");
    }
}
