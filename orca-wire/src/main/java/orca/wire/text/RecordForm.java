package orca.wire.text;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Reads records from documents and writes them as documents. A component takes the name of its own; a name that no
 * component has is a flaw, a component without a name needs a {@link Default}, or is an {@link Optional}, a list or a map.
 * The rules stand in the records' constructors.
 *
 * <p>Reading goes on after a flaw, so that all flaws of a document are found at once.
 */
public final class RecordForm {
    private RecordForm() {}

    /** Why a document is not what it should be: one flaw at least. */
    public static final class Flawed extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient List<Flaw> flaws;

        public Flawed(List<Flaw> flaws) {
            super(String.join("\n", flaws.stream().map(Flaw::toString).toList()));
            this.flaws = List.copyOf(flaws);
        }

        public List<Flaw> flaws() {
            return flaws;
        }
    }

    /**
     * The record that {@code tree} says.
     *
     * @throws Flawed with all that is wrong
     */
    public static <T> T read(Class<T> type, Tree tree) {
        List<Flaw> flaws = new ArrayList<>();
        T value = type.cast(read(type, tree, "", flaws));
        if (!flaws.isEmpty()) {
            throw new Flawed(flaws);
        }
        return value;
    }

    /** The same from JSON text; a text that is no JSON is a flaw like others. */
    public static <T> T readJson(Class<T> type, String json) {
        try {
            return read(type, Tree.parse(json));
        } catch (Tree.Malformed e) {
            throw new Flawed(List.of(new Flaw(e.line(), "", "not JSON: " + e.getMessage())));
        }
    }

    /** {@code value} as JSON, in one line. */
    public static String json(Object value) {
        return write(value).toJson();
    }

    /** {@code value} as a document; absent optionals have no name in it. */
    public static Tree write(Object value) {
        return switch (value) {
            case Optional<?> optional -> optional.map(RecordForm::write).orElse(new Tree.Nothing(0));
            case List<?> list -> new Tree.Row(0, list.stream().map(RecordForm::write).toList());
            case Map<?, ?> map -> {
                Map<String, Tree> fields = new LinkedHashMap<>();
                map.forEach((name, entry) -> fields.put(name.toString(), write(entry)));
                yield new Tree.Branch(0, fields);
            }
            case Tree tree -> tree;
            case Object scalar when Scalars.isScalar(scalar.getClass()) -> Scalars.write(scalar);
            case Record record -> branch(record);
            default -> throw new IllegalArgumentException("no form for " + value.getClass());
        };
    }

    private static Tree branch(Record record) {
        Map<String, Tree> fields = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = get(record, component);
            if (component.isAnnotationPresent(Rest.class)) {
                fields.putAll(((Tree.Branch) write(value)).fields());
            } else if (!(value instanceof Optional<?> optional && optional.isEmpty())) {
                fields.put(name(component), write(value));
            }
        }
        return new Tree.Branch(0, fields);
    }

    private static Object get(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private static Object read(Type type, Tree tree, String path, List<Flaw> flaws) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            Class<?> raw = (Class<?>) generic.getRawType();
            if (raw == Optional.class) {
                return tree instanceof Tree.Nothing ? Optional.empty() : Optional.ofNullable(read(last, tree, path, flaws));
            }
            return raw == List.class ? list(last, tree, path, flaws) : map(last, tree, path, flaws);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isInstance(tree)) {
            return tree;
        }
        if (Scalars.isScalar(raw) && !(raw.isRecord() && tree instanceof Tree.Branch)) {
            try {
                return Scalars.read(raw, tree);
            } catch (IllegalArgumentException e) {
                flaws.add(new Flaw(tree.line(), path, e.getMessage()));
                return null;
            }
        }
        if (tree instanceof Tree.Branch branch) {
            return record(raw, branch, path, flaws);
        }
        flaws.add(new Flaw(tree.line(), path, "must be names and values, got " + tree.kind()));
        return null;
    }

    private static List<?> list(Type item, Tree tree, String path, List<Flaw> flaws) {
        if (!(tree instanceof Tree.Row row)) {
            flaws.add(new Flaw(tree.line(), path, "must be a list, got " + tree.kind()));
            return List.of();
        }
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < row.items().size(); i++) {
            Object value = read(item, row.items().get(i), path + "[" + i + "]", flaws);
            if (value != null) {
                items.add(value);
            }
        }
        return items;
    }

    private static Map<String, ?> map(Type entry, Tree tree, String path, List<Flaw> flaws) {
        if (!(tree instanceof Tree.Branch branch)) {
            flaws.add(new Flaw(tree.line(), path, "must be names and values, got " + tree.kind()));
            return Map.of();
        }
        Map<String, Object> entries = new LinkedHashMap<>();
        branch.fields().forEach((name, value) -> {
            Object read = read(entry, value, join(path, name), flaws);
            if (read != null) {
                entries.put(name, read);
            }
        });
        return entries;
    }

    private static Object record(Class<?> type, Tree.Branch branch, String path, List<Flaw> flaws) {
        RecordComponent[] components = type.getRecordComponents();
        int before = flaws.size();
        Map<String, Tree> left = new LinkedHashMap<>(branch.fields());
        Object[] values = new Object[components.length];
        int rest = -1;
        for (int i = 0; i < components.length; i++) {
            if (components[i].isAnnotationPresent(Rest.class)) {
                rest = i;
            } else {
                values[i] = component(components[i], left.remove(name(components[i])), branch.line(), path, flaws);
            }
        }
        if (rest >= 0) {
            values[rest] = read(components[rest].getGenericType(), new Tree.Branch(branch.line(), left), path, flaws);
        } else {
            TreeSet<String> known = new TreeSet<>(Arrays.stream(components).map(RecordForm::name).toList());
            left.forEach((name, value) ->
                    flaws.add(new Flaw(value.line(), join(path, name), "unknown name" + Nearest.hint(name, known))));
        }
        return flaws.size() > before ? null : make(type, values, branch.line(), path, flaws);
    }

    private static Object component(RecordComponent component, Tree found, int line, String path, List<Flaw> flaws) {
        String name = join(path, name(component));
        Type type = component.getGenericType();
        Default otherwise = component.getAnnotation(Default.class);
        if (found != null && !(found instanceof Tree.Nothing)) {
            return read(type, found, name, flaws);
        }
        Class<?> raw = component.getType();
        if (otherwise != null) {
            Tree written = Scalars.isScalar(raw) ? new Tree.Text(line, otherwise.value()) : new Tree.Branch(line, Map.of());
            return read(type, written, name, flaws);
        }
        if (raw == Optional.class) {
            return Optional.empty();
        }
        if (raw == List.class) {
            return List.of();
        }
        if (raw == Map.class) {
            return Map.of();
        }
        flaws.add(new Flaw(line, name, "must be given"));
        return null;
    }

    private static Object make(Class<?> type, Object[] values, int line, String path, List<Flaw> flaws) {
        try {
            Class<?>[] types =
                    Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                flaws.add(new Flaw(line, path, refused.getMessage()));
                return null;
            }
            throw new IllegalStateException("cannot make " + type, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + type, e);
        }
    }

    private static String name(RecordComponent component) {
        Written written = component.getAnnotation(Written.class);
        return written == null ? component.getName() : written.value();
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
