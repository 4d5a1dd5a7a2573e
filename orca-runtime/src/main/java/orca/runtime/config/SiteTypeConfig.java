package orca.runtime.config;

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
 * @param define what the type is, where the file's vocabulary does not say; else as there, or only counted
 */
public record SiteTypeConfig(
        @Default("none") String handler, @Default("") PropertyList settings,
        @Default("site") @Written("moved-by") MovedBy movedBy, @Default("by-sum") Promised promised,
        Optional<TypeConfig> define) {
    public static SiteTypeConfig parse(String handler) {
        return new SiteTypeConfig(handler, PropertyList.NONE, MovedBy.SITE, Promised.BY_SUM, Optional.empty());
    }
}
