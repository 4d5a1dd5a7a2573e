package orca.nodeagent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import orca.core.resource.PropertyList;
import orca.wire.trust.Identity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a handler's settings say about agents. */
class AgentsTest {
    private static final String WHO = "ab".repeat(32);

    @TempDir
    Path folder;

    private PropertyList settings(String name, String agent) {
        return PropertyList.of("script", "/x").with(Agents.KEY, folder.resolve("west.key").toString()).with(name, agent);
    }

    @Test
    void aHostHasItsOwnAgentElseTheOneOfAllOthersElseNone() throws Exception {
        Identity.generate().write(folder.resolve("west.key"));
        PropertyList both = settings("agent.h1", WHO + " http://10.0.0.7:7500/soap/agent");
        try (Agents agents = Agents.of(both)) {
            assertThat(agents.client("h1")).isPresent();
            assertThat(agents.client("h1")).as("one for all calls").isEqualTo(agents.client("h1"));
            assertThat(agents.client("h2")).isEmpty();
        }
        try (Agents agents = Agents.of(both.with("agent", "abab ".repeat(16) + "http://10.0.0.8:7500/soap/agent"))) {
            assertThat(agents.client("h2")).isPresent().isNotEqualTo(agents.client("h1"));
        }
        try (Agents agents = Agents.of(PropertyList.of("script", "/x"))) {
            assertThat(agents.client("h1")).isEmpty();
        }
        assertThat(Agents.without(both)).isEqualTo(PropertyList.of("script", "/x"));
    }

    @Test
    void whatSaysNothingUsefulIsRefusedByName() {
        refused(settings("agent.h1", WHO), "agent.h1: must be FINGERPRINT URL");
        refused(settings("agent.h1", "abc http://x/"), "agent.h1: must be 64 hexadecimal digits");
        refused(settings("agent", WHO + " ftp://x/"), "agent: url");
        refused(PropertyList.of("agent", WHO + " http://x/"), "agent-key: must be given where an agent is named");
        refused(PropertyList.of(Agents.KEY, "/k"), "agent-key: must be given where an agent is named, and only there");
        refused(PropertyList.of("agent", WHO + " http://x/").with(Agents.KEY, "keys/west.key"), "agent-key: must be absolute");
    }

    private static void refused(PropertyList settings, String why) {
        assertThatThrownBy(() -> Agents.of(settings)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
    }
}
