package orca.core.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.Test;

class HandOverTest {
    private static final List<UnitId> TWO = List.of(new UnitId("west-u1"), new UnitId("west-u2.7"));

    @Test
    void whoIsToldIsRead() {
        PropertyList told = HandOver.told(PropertyList.of("hostname", "web"), HandOver.FROM, TWO);
        assertThat(told.text("site.hand-over.from")).contains("west-u1 west-u2.7");
        assertThat(HandOver.of(told, HandOver.FROM)).isEqualTo(TWO);
        assertThat(HandOver.of(told, HandOver.BACK)).isEmpty();
        assertThat(told.forOthers().asMap()).as("no holder sees it").containsOnlyKeys("hostname");
    }

    @Test
    void whereThereIsNobodyOrNoRoomNothingIsTold() {
        assertThat(HandOver.told(PropertyList.NONE, HandOver.BACK, List.of())).isEqualTo(PropertyList.NONE);
        PropertyList full = PropertyList.NONE;
        for (int i = 0; i < PropertyList.MAX_ENTRIES; i++) {
            full = full.with("p" + i, i);
        }
        assertThat(HandOver.told(full, HandOver.FROM, TWO)).isEqualTo(full);
    }

    @Test
    void theLongestNamesOfAsManyAsAreToldHaveRoom() {
        List<UnitId> many = IntStream.range(0, 2 * HandOver.MOST).mapToObj(n -> new UnitId("u".repeat(60) + (1000 + n))).toList();
        assertThat(HandOver.of(HandOver.told(PropertyList.NONE, HandOver.FROM, many), HandOver.FROM))
                .isEqualTo(many.subList(0, HandOver.MOST));
    }
}
