package orca.nodeagent.packages;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import orca.core.resource.PropertyList;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.DriverFactory;

/**
 * Makes the driver of an unpacked package, with a class loader of its own: it sees the JDK, the core and what drivers are written
 * against, and brings everything else along. Its code is run on a thread of its own, and not waited for for ever.
 */
final class PackageLoader {
    /** How long a driver may take to be made. */
    static final Duration LONGEST = Duration.ofSeconds(20);
    /** The setting by which a driver learns where its package was unpacked. */
    static final String FOLDER = "package-folder";

    private final Duration longest;

    PackageLoader(Duration longest) {
        this.longest = longest;
    }

    /** What a package may see of the agent. */
    private static final class Window extends ClassLoader {
        Window() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("orca.core.") || name.startsWith("orca.nodeagent.driver.")) {
                return DriverFactory.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }

    /** @throws PackageRefused when it cannot be made, or is not what its manifest says */
    Driver load(Manifest manifest, Path folder, PropertyList settings) throws PackageRefused, InterruptedException {
        for (String need : manifest.needs()) {
            if (!there(need)) {
                throw new PackageRefused("driver " + manifest + ": needs the program " + need + ", which is not on this host");
            }
        }
        FutureTask<Driver> making = new FutureTask<>(() -> make(manifest, folder, settings));
        // Code of others may hold on to its thread for ever.
        Thread thread = Thread.ofPlatform().daemon().name("load " + manifest.name()).start(making);
        try {
            return making.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new PackageRefused("driver " + manifest + ": is not made within " + longest.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PackageRefused refused) {
                throw refused;
            }
            throw new PackageRefused("driver " + manifest + ": cannot be made: " + e.getCause(), e);
        }
    }

    private static boolean there(String program) {
        if (program.startsWith("/")) {
            return Files.isExecutable(Path.of(program));
        }
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin";
        for (String folder : path.split(":")) {
            if (folder.startsWith("/") && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    private static Driver make(Manifest manifest, Path folder, PropertyList settings) throws Exception {
        ClassLoader loader = new URLClassLoader("driver " + manifest, jars(manifest, folder), new Window());
        Object made = loader.loadClass(manifest.factory()).getDeclaredConstructor().newInstance();
        if (!(made instanceof DriverFactory factory)) {
            throw new PackageRefused("driver " + manifest + ": " + manifest.factory() + " makes no drivers");
        }
        Driver driver = factory.open(settings.with(FOLDER, folder.toString()));
        if (!driver.name().equals(manifest.name())) {
            throw new PackageRefused("driver " + manifest + ": calls itself " + driver.name());
        }
        if (!manifest.actions().keySet().equals(driver.actions().keySet())) {
            throw new PackageRefused("driver " + manifest + ": has the actions " + new TreeSet<>(driver.actions().keySet())
                    + ", and says " + new TreeSet<>(manifest.actions().keySet()));
        }
        return new PackagedDriver(manifest, driver);
    }

    private static URL[] jars(Manifest manifest, Path folder) throws MalformedURLException {
        List<URL> jars = new ArrayList<>();
        for (String path : manifest.files().keySet()) {
            if (path.endsWith(".jar")) {
                jars.add(folder.resolve(path).toUri().toURL());
            }
        }
        return jars.toArray(new URL[0]);
    }
}
