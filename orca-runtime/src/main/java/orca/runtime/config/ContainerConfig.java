package orca.runtime.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import orca.core.resource.PropertyList;
import orca.wire.log.LogFormat;
import orca.wire.metrics.MetricsConfig;
import orca.wire.text.Default;
import orca.wire.text.Written;

/**
 * One container.
 *
 * @param folder where its journals and its access file lie, relative to the configuration file
 * @param management how it is managed
 * @param wire how it speaks with other containers; it speaks with none when that is left out
 * @param journal how its journals are kept
 * @param calls how its handlers' calls are run
 * @param metrics where its figures are offered; nowhere when that is left out
 * @param logs how it tells its log what happens to reservations and units; it does not when that is left out
 * @param notices how notices leave it; they do not when that is left out
 * @param types the vocabulary that its actors share
 * @param handlers settings of handlers, by the handler's name
 * @param authorities by name
 * @param brokers by name
 * @param serviceManagers by name
 */
public record ContainerConfig(
        @Default("./orca-data") String folder,
        @Default("") ManagementConfig management,
        Optional<WireConfig> wire,
        @Default("") JournalConfig journal,
        @Default("") CallsConfig calls,
        Optional<MetricsConfig> metrics,
        Optional<LogFormat> logs,
        Optional<NoticesConfig> notices,
        Map<String, TypeConfig> types,
        Map<String, PropertyList> handlers,
        Map<String, AuthorityConfig> authorities,
        Map<String, BrokerConfig> brokers,
        @Written("service-managers") Map<String, GuestConfig> serviceManagers) {
    /** The names of all actors: authorities, brokers, service managers. */
    public List<String> actors() {
        return Stream.of(authorities, brokers, serviceManagers).flatMap(role -> role.keySet().stream()).toList();
    }

    /** The folder of the keys, relative to the configuration file, whether or not the actors use them. */
    public String keys() {
        return wire.map(WireConfig::keys).orElse(WireConfig.KEYS);
    }

    /** The folder of the address book, likewise. */
    public String trust() {
        return wire.map(WireConfig::trust).orElse(WireConfig.TRUST);
    }
}
