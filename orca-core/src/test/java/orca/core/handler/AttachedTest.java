package orca.core.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.Test;

class AttachedTest {
    private static final Attached DATA =
            new Attached("data", "west-u1", PropertyList.of("volume.file", "/srv/u1").with("size", 9));
    private static final Attached LAN = new Attached("lan", "west-u2", PropertyList.of("network.bridge", "br7"));

    @Test
    void whatIsToldIsRead() {
        PropertyList told = Attached.told(PropertyList.of("attach", "lan,data"), List.of(LAN, DATA));
        assertThat(told.asMap()).containsOnlyKeys("attach", "site.attached.0.lease", "site.attached.0.unit",
                "site.attached.0.network.bridge", "site.attached.1.lease", "site.attached.1.unit", "site.attached.1.volume.file",
                "site.attached.1.size");
        assertThat(Attached.of(told)).containsExactly(LAN, DATA);
        assertThat(Attached.of(PropertyList.of("attach", "lan"))).isEmpty();
    }

    @Test
    void leasesAreNamedWithCommas() {
        assertThat(Attached.wished(PropertyList.of("attach", " lan, data,,lan "))).containsExactly("lan", "data");
        assertThat(Attached.wished(PropertyList.NONE)).isEmpty();
        assertThat(Attached.missing(Attached.told(PropertyList.of("attach", "lan,data,more"), List.of(LAN))))
                .containsExactly("data", "more");
    }

    @Test
    void whatHasNoRoomIsNotToldInParts() {
        PropertyList full = PropertyList.of("attach", "data,lan");
        for (int i = full.size(); i < PropertyList.MAX_ENTRIES - 3; i++) {
            full = full.with("p" + i, i);
        }
        assertThat(Attached.of(Attached.told(full, List.of(DATA, LAN)))).as("three have room, four not").containsExactly(LAN);
        List<Attached> many = new ArrayList<>();
        for (int i = 0; i < Attached.MOST + 2; i++) {
            many.add(new Attached("l" + i, "u" + i, PropertyList.NONE));
        }
        assertThat(Attached.of(Attached.told(PropertyList.NONE, many))).isEqualTo(many.subList(0, Attached.MOST));
        String longest = "n".repeat(64 - "site.attached.0.".length());
        Attached named = new Attached("l", "u", PropertyList.of(longest, "in").with(longest + "x", "out"));
        assertThat(Attached.of(Attached.told(PropertyList.NONE, List.of(named))).getFirst().properties())
                .isEqualTo(PropertyList.of(longest, "in"));
    }
}
