package orca.cli.verb;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("not packaged");
        return new String[] {"orca " + version + " on Java " + Runtime.version().feature()};
    }
}
