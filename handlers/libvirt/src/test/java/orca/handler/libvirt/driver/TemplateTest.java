package orca.handler.libvirt.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

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

    /** All that the usual template asks for: those named are as given, the others empty. */
    private static String usual(Map<String, String> given) throws Exception {
        return built("machine", given);
    }

    private static String built(String template, Map<String, String> given) throws Exception {
        Map<String, String> values = new TreeMap<>();
        for (String name : List.of("type", "memory", "memory.most", "cpus", "cpus.most", "cpu.quota", "cpu.quota.all",
                "cpu.period", "kernel", "initrd", "hostname", "key.base64", "address", "gateway", "accelerated", "emulated",
                "disk", "disk.file", "disk.volume", "disk.format",
                "seed", "seed.folder", "root", "partition", "ids", "ids.count", "device", "bridge", "mac", "filter", "ip",
                "ipv6", "bandwidth", "console", "port")) {
            values.put(name, given.getOrDefault(name, ""));
        }
        assertThat(values.keySet()).containsAll(given.keySet());
        return Xml.write(MachineMaker.builtIn(template).fill(values)).replaceAll(">\\s+<", "><");
    }

    @Test
    void aDiskIsAFileOrAVolume() throws Exception {
        for (String template : List.of("machine", "xen")) {
            assertThat(built(template, Map.of("disk.file", "/u/disk.qcow2", "disk.format", "qcow2")))
                    .contains("<source file=\"/u/disk.qcow2\"/>").doesNotContain("<disk device=\"disk\" type=\"block\"");
            assertThat(built(template, Map.of("disk.volume", "/u/disk.raw", "disk.format", "raw")))
                    .contains("<source dev=\"/u/disk.raw\"/>").doesNotContain("type=\"file\" device=\"disk\"")
                    .doesNotContain("<source file=");
        }
    }

    @Test
    void aDomainOfXenLearnsWhoItIsByItsKernelsWords() throws Exception {
        assertThat(built("xen", Map.of("type", "xen", "kernel", "/i/kernel", "hostname", "u1", "bridge", "br0", "mac", "m")))
                .contains("<kernel>/i/kernel</kernel>").contains("orca.host=u1 ").contains("<source bridge=\"br0\"/>")
                .doesNotContain("<initrd>").doesNotContain("cputune");
    }

    @Test
    void aContainerHasUsersOfItsOwnAGroupAboveItsOwnAndItsSeedAsAFolder() throws Exception {
        String container = built("lxc", Map.of("type", "lxc", "memory", "64", "memory.most", "96", "cpu.quota.all", "150000",
                "cpu.period", "100000", "ids", "1310720000", "ids.count", "65536", "root", "/u/root", "seed.folder", "/u/seed",
                "partition", "/machine/orca-n-u1"));
        assertThat(container).contains("<uid count=\"65536\" start=\"0\" target=\"1310720000\"/>")
                .contains("<gid count=\"65536\" start=\"0\" target=\"1310720000\"/>")
                .contains("<partition>/machine/orca-n-u1</partition>").contains("<hard_limit unit=\"MiB\">64</hard_limit>")
                .contains("<memory unit=\"MiB\">96</memory>").contains("<quota>150000</quota>")
                .contains("<source dir=\"/u/root\"/><target dir=\"/\"/>")
                .contains("<source dir=\"/u/seed\"/><target dir=\"/var/lib/cloud/seed/nocloud\"/><readonly/>")
                .contains("<privnet/>").doesNotContain("<interface").doesNotContain("<disk").doesNotContain("<kernel>");
        assertThat(built("lxc", Map.of("bridge", "br0", "mac", "m", "device", "oc1", "filter", "clean-traffic",
                "ip", "10.0.0.7")))
                .contains("<source bridge=\"br0\"/><target dev=\"oc1\"/><filterref filter=\"clean-traffic\">"
                        + "<parameter name=\"IP\" value=\"10.0.0.7\"/>")
                .doesNotContain("<cputune>");
    }

    @Test
    void aContainersProcessorsAreTheTimeThatItMayUse() throws Exception {
        for (List<String> line : List.of(List.of("10000", "1"), List.of("100000", "1"), List.of("150000", "2"))) {
            Element domain = Xml.read("<domain type='lxc'><vcpu>1</vcpu><cputune><period>100000</period><quota>" + line.get(0)
                    + "</quota></cputune></domain>").getDocumentElement();
            assertThat(List.of(Processors.now(domain), Processors.most(domain)))
                    .containsOnly(Integer.parseInt(line.get(1)));
        }
        assertThat(Processors.now(Xml.read("<domain type='lxc'><vcpu>1</vcpu></domain>").getDocumentElement())).isOne();
        Element machine = Xml.read("<domain type='kvm'><vcpu current='2'>4</vcpu></domain>").getDocumentElement();
        assertThat(List.of(Processors.now(machine), Processors.most(machine))).containsExactly(2, 4);
    }

    /** As libvirt derives a slice's name from a partition's. */
    @Test
    void aSliceIsCalledAsLibvirtCallsIt() {
        Slice slice = new Slice("orca-0a1b-web.1_x");
        assertThat(slice.partition()).isEqualTo("/machine/orca-0a1b-web.1_x");
        assertThat(slice.name()).isEqualTo("machine-orca\\x2d0a1b\\x2dweb.1_x.slice");
    }

    @Test
    void theUsualMachineHasAFilterWhereOneIsSaidAndTellsItTheAddress() throws Exception {
        assertThat(usual(Map.of("bridge", "br0"))).contains("<source bridge=\"br0\"/>").doesNotContain("filterref");
        assertThat(usual(Map.of("filter", "clean-traffic"))).doesNotContain("filterref");
        assertThat(usual(Map.of("bridge", "br0", "filter", "clean-traffic")))
                .contains("<filterref filter=\"clean-traffic\"></filterref>");
        assertThat(usual(Map.of("bridge", "br0", "filter", "clean-traffic", "ip", "10.0.0.7"))).contains(
                "<filterref filter=\"clean-traffic\"><parameter name=\"IP\" value=\"10.0.0.7\"/></filterref>");
        assertThat(usual(Map.of("bridge", "br0", "filter", "f", "ipv6", "fd00::7")))
                .contains("<filterref filter=\"f\"><parameter name=\"IPV6\" value=\"fd00::7\"/></filterref>");
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
