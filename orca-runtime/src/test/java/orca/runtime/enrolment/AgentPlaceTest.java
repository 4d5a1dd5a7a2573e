package orca.runtime.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses a site calls for whom; the addresses are of documentation's networks, or this machine's. */
class AgentPlaceTest {
    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "http://192.0.2.7:7500/soap/agent, 192.0.2.7, -",
        "http://192.0.2.8:7500/soap/agent, 192.0.2.7, -",
        "http://[2001:db8::7]:7500/soap/agent, 2001:db8::7, -",
        "http://127.0.0.1:7500/soap/agent, 127.0.0.1, -",
        "http://127.0.0.1:7500/soap/agent, 192.0.2.7, the machine that the site runs on",
        "http://localhost:7500/soap/agent, 192.0.2.7, the machine that the site runs on",
        "http://[::1]:7500/soap/agent, 2001:db8::7, the machine that the site runs on",
        "http://[::ffff:127.0.0.1]:80/, 192.0.2.7, the machine that the site runs on",
        "http://0.0.0.0:7500/soap/agent, 192.0.2.7, the machine that the site runs on",
        "http://169.254.169.254/latest/meta-data, 192.0.2.7, only the site's own link has",
        "http://[fe80::1]:7500/soap/agent, 2001:db8::7, only the site's own link has",
        "http://[fe80::1]:7500/soap/agent, fe80::2, -",
        "http://239.1.2.3:7500/soap/agent, 192.0.2.7, an address of many",
        "http://no.such.name.invalid:7500/soap/agent, 192.0.2.7, -"})
    void whatOnlyTheSiteReachesIsNotCalledForStrangers(URI url, String from, String words) throws UnknownHostException {
        Optional<String> trouble = AgentPlace.trouble(url, InetAddress.getByName(from));
        if (words == null) {
            assertThat(trouble).isEmpty();
        } else {
            assertThat(trouble.orElseThrow()).startsWith("address: ").contains(words, "--address");
        }
    }
}
