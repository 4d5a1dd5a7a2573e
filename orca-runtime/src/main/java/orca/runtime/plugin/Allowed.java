package orca.runtime.plugin;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the code of a policy may refer to outside of its own jar: values, collections and text, and what a policy is made of.
 * Everything else is refused, and of the JDK's names that are often used it is said why.
 */
final class Allowed {
    static final String CLOCK = "a policy reads no clock; the view says what time it is";
    static final String DICE = "a policy throws no dice: asked again, it answers the same";
    static final String WORLD = "a policy touches nothing outside: no files, network, processes, properties";
    static final String THREADS = "a policy has no threads and no locks; it is asked on one thread";
    static final String MIRROR = "a policy does not load or look into classes";
    static final String HASHED = "the order of hashed collections is chance; take a TreeMap, TreeSet or LinkedHashMap";
    static final String UNKNOWN = "is not among what a policy may use";

    private static final Set<String> ROOMS = Set.of("orca/core/", "orca/policies/");
    private static final Set<String> PACKAGES = Set.of("java/lang", "java/math", "java/text", "java/time", "java/time/chrono",
            "java/time/format", "java/time/temporal", "java/util", "java/util/function", "java/util/regex", "java/util/stream");

    /** Types that are not to be named at all, in packages that are. */
    private static final Map<Pattern, String> NO_TYPES = Map.of(
            Pattern.compile("java/lang/(Thread.*|InheritableThreadLocal|ScopedValue.*)|java/util/Timer.*"), THREADS,
            Pattern.compile("java/lang/(Runtime|Runtime\\$.*|Process.*)|java/util/"
                    + "(Scanner|Formatter|Properties|ResourceBundle.*)"), WORLD,
            Pattern.compile("java/lang/(ClassLoader.*|ClassValue.*|Module.*|Package|StackWalker.*|SecurityManager|Compiler)|"
                    + "java/util/ServiceLoader.*"), MIRROR,
            Pattern.compile("java/time/(Clock.*|InstantSource)|java/util/(Date|Calendar.*|GregorianCalendar|TimeZone|"
                    + "SimpleTimeZone)"), CLOCK,
            Pattern.compile("java/util/(Random|SplittableRandom|random/.*)"), DICE,
            Pattern.compile("java/util/(HashMap|HashSet|Hashtable|IdentityHashMap|WeakHashMap)(\\$.*)?"), HASHED);

    /** Members that are not to be called, of types that may be named: {@code owner.name}. */
    private static final Map<Pattern, String> NO_CALLS = Map.of(
            Pattern.compile("java/lang/System\\.(currentTimeMillis|nanoTime)|java/time/.*\\.now|"
                    + "java/time/ZoneId\\.systemDefault"), CLOCK,
            Pattern.compile("java/lang/(Strict)?Math\\.random|java/util/UUID\\.randomUUID|java/util/Collections\\.shuffle|"
                    + "java/lang/System\\.identityHashCode"), DICE,
            Pattern.compile("java/lang/System\\.(?!arraycopy$|lineSeparator$|currentTimeMillis$|nanoTime$|"
                    + "identityHashCode$).*|java/util/Locale\\.setDefault"), WORLD,
            Pattern.compile("java/lang/Object\\.(wait|notify|notifyAll)|.*\\.(parallel|parallelStream)|"
                    + "java/util/Arrays\\.parallel.*|java/util/Collections\\.synchronized.*"), THREADS,
            Pattern.compile("java/lang/Class\\.(?!getName$|getSimpleName$|desiredAssertionStatus$|isInstance$|cast$|hashCode$"
                    + "|equals$|toString$|getEnumConstants$).*|java/lang/Object\\.finalize"), MIRROR);

    /** What the compiler itself makes of lambdas, records, switches and joined strings. */
    private static final Set<String> BOOTSTRAPS = Set.of("java/lang/invoke/LambdaMetafactory",
            "java/lang/invoke/StringConcatFactory", "java/lang/runtime/ObjectMethods", "java/lang/runtime/SwitchBootstraps",
            "java/lang/invoke/ConstantBootstraps");

    private Allowed() {}

    /** Why a type of that internal name, which is not in the jar, may not be referred to; empty when it may. */
    static Optional<String> againstType(String name) {
        for (Map.Entry<Pattern, String> rule : NO_TYPES.entrySet()) {
            if (rule.getKey().matcher(name).matches()) {
                return Optional.of(rule.getValue());
            }
        }
        if (ROOMS.stream().anyMatch(name::startsWith) || name.equals("java/io/Serializable")) {
            return Optional.empty();
        }
        String room = name.contains("/") ? name.substring(0, name.lastIndexOf('/')) : "";
        if (PACKAGES.contains(room)) {
            return Optional.empty();
        }
        return Optional.of(word(name));
    }

    private static String word(String name) {
        if (name.startsWith("java/util/concurrent/")) {
            return name.contains("Random") ? DICE : THREADS;
        }
        if (name.matches("(java/(io|net|nio|sql|awt|rmi|util/(zip|jar|logging|prefs))|javax|jdk|sun)/.*")) {
            return WORLD;
        }
        return name.matches("java/(lang/(reflect|invoke|ref|foreign|module)|security)/.*") ? MIRROR : UNKNOWN;
    }

    /** Why a method or constructor may not be called, whoever its owner is; empty when it may. */
    static Optional<String> againstCall(String owner, String name) {
        String called = owner + "." + name;
        return NO_CALLS.entrySet().stream().filter(rule -> rule.getKey().matcher(called).matches())
                .map(Map.Entry::getValue).findFirst();
    }

    static boolean isBootstrap(String owner) {
        return BOOTSTRAPS.contains(owner);
    }
}
