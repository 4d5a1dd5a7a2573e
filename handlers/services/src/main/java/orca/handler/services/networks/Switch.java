package orca.handler.services.networks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import orca.handler.services.Program;
import orca.handler.services.ServiceException;

/** The line to Open vSwitch: its own program {@code ovs-vsctl}, whose commands are one transaction each time. */
final class Switch {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final NetworksSettings settings;

    Switch(NetworksSettings settings) {
        this.settings = settings;
    }

    /** What there is. */
    SwitchView look() throws ServiceException, InterruptedException {
        List<List<String>> questions = SwitchView.TABLES.stream()
                .map(table -> List.of("--columns=" + table.get(1), "list", table.get(0))).toList();
        List<JsonNode> answers = new ArrayList<>();
        try (MappingIterator<JsonNode> each = JSON.readerFor(JsonNode.class).readValues(ask(questions, "ovsdb-server"))) {
            each.forEachRemaining(answers::add);
        } catch (JsonProcessingException broken) {
            throw ServiceException.passing("ovs-vsctl's answer cannot be read", broken);
        } catch (IOException broken) {
            throw ServiceException.passing("ovs-vsctl's answer cannot be read: " + broken.getMessage(), broken);
        }
        if (answers.size() != questions.size()) {
            throw ServiceException.passing("ovs-vsctl's answer cannot be read: it has " + answers.size() + " tables");
        }
        return SwitchView.of(answers);
    }

    /** Does all of {@code commands} or nothing; done when the switch goes by it. */
    void change(List<List<String>> commands) throws ServiceException, InterruptedException {
        ask(commands, "ovs-vswitchd");
    }

    /** Done when the switch goes by everything that it was told before. */
    void settled() throws ServiceException, InterruptedException {
        String told = ask(List.of(List.of("get", "Open_vSwitch", ".", "next_cfg")), "ovsdb-server").strip();
        ask(List.of(List.of("wait-until", "Open_vSwitch", ".", "cur_cfg>=" + told)), "ovs-vswitchd");
    }

    private String ask(List<List<String>> commands, String who) throws ServiceException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("ovs-vsctl", "--db=unix:" + settings.control(), "--format=json",
                // For the case that nobody is left here to end it.
                "--timeout=" + (settings.timeout().toSeconds() + 1)));
        commands.forEach(command -> words.addAll(Stream.concat(Stream.of("--"), command.stream()).toList()));
        try {
            Program.Ran ran = Program.run(settings.timeout(), words);
            if (ran.code() != 0) {
                String why = ran.complained().replace("ovs-vsctl: ", "");
                throw ServiceException.passing(why.contains("database connection failed")
                        ? "no ovsdb-server listens at " + settings.control() : "Open vSwitch refused: " + why);
            }
            return ran.said();
        } catch (Program.Late late) {
            throw ServiceException.passing(who + " at " + settings.control() + " did not answer within "
                    + settings.timeout().toMillis() + " ms", late);
        }
    }
}
