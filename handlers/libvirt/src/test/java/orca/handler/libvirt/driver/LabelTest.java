package orca.handler.libvirt.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class LabelTest {
    private final Label label = Label.of(Path.of("/srv/node"), 0);

    private Label.Birth written(Label.Birth birth) throws Exception {
        Document domain = Xml.read("<domain/>");
        label.write(domain, "west-u1", birth);
        return Label.Birth.of(label.read(Xml.read(Xml.write(domain))).orElseThrow());
    }

    @Test
    void whatWasSettledAtAMachinesMakingIsReadFromTheMachine() throws Exception {
        Label.Birth told = new Label.Birth("d1", "reflink", "kvm", Optional.of("10.0.0.7/24"));
        assertThat(written(told)).isEqualTo(told);
        Label.Birth first = new Label.Birth("d1", "copy", "qemu", Optional.empty());
        assertThat(written(first)).as("as machines of the first version have it").isEqualTo(first);
    }
}
