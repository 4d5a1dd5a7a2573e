package orca.runtime.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.resource.Promised;
import orca.core.resource.PropertyList;
import orca.wire.text.Default;
import orca.wire.text.Written;

/**
 * A type at a site.
 *
 * @param handler makes its units
 * @param settings for that handler, over those that the file gives for all
 * @param movedBy who has its units moved to other hosts, where the handler can do that
 * @param promised in which terms its units are delegated
 * @param services that each of its units is to have besides, in their order; where the handler is not named among them it is last
 * @param reserve what hosts that join keep for themselves, by dimension; a tenth of memory and disk where nothing is said
 * @param define what the type is, where the file's vocabulary does not say; else as there, or only counted
 */
public record SiteTypeConfig(
        @Default("none") String handler, @Default("") PropertyList settings,
        @Default("site") @Written("moved-by") MovedBy movedBy, @Default("by-sum") Promised promised,
        List<String> services, Map<String, Long> reserve, Optional<TypeConfig> define) {
    public SiteTypeConfig {
        services = List.copyOf(services);
    }

    public static SiteTypeConfig parse(String handler) {
        return new SiteTypeConfig(handler, PropertyList.NONE, MovedBy.SITE, Promised.BY_SUM, List.of(), Map.of(),
                Optional.empty());
    }
}
