package orca.runtime.journal;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The shapes of values made of others. Lists keep their order; sets and maps are written in the natural order of their
 * elements or keys, whatever order they came in, so that equal values have equal bytes in every process.
 */
final class CollectionShapes {
    private CollectionShapes() {}

    private abstract static class Container extends Shape {
        static Object present(Object element, String what) {
            if (element == null) {
                throw new CodecException(what + ": null inside");
            }
            return element;
        }

        static void writeAll(Writing out, Collection<?> elements, Shape element, String what) throws IOException {
            out.json().writeStartArray(null, elements.size());
            for (Object each : elements) {
                element.write(out, present(each, what));
            }
            out.json().writeEndArray();
        }

        /** An empty container says no more than an absent one; a null one cannot be said and is refused. */
        static boolean isEmpty(Object value, String what, boolean empty) {
            present(value, what);
            return empty;
        }
    }

    static final class Maybe extends Container {
        private final Shape inner;

        Maybe(Shape inner) {
            this.inner = inner;
        }

        @Override
        void write(Writing out, Object value) throws IOException {
            inner.write(out, ((Optional<?>) value).orElseThrow());
        }

        @Override
        Object read(Reading in) throws IOException {
            return Optional.of(inner.read(in));
        }

        @Override
        boolean leftOut(Object value) {
            return isEmpty(value, "optional", value instanceof Optional<?> maybe && maybe.isEmpty());
        }

        @Override
        Object absent() {
            return Optional.empty();
        }
    }

    static final class ListShape extends Container {
        private final Shape element;

        ListShape(Shape element) {
            this.element = element;
        }

        @Override
        void write(Writing out, Object value) throws IOException {
            writeAll(out, (List<?>) value, element, "list");
        }

        @Override
        Object read(Reading in) throws IOException {
            expect(in, JsonToken.START_ARRAY);
            List<Object> elements = new ArrayList<>();
            while (in.json().nextToken() != JsonToken.END_ARRAY) {
                elements.add(element.read(in));
            }
            return List.copyOf(elements);
        }

        @Override
        boolean leftOut(Object value) {
            return isEmpty(value, "list", value instanceof List<?> list && list.isEmpty());
        }

        @Override
        Object absent() {
            return List.of();
        }
    }

    static final class SetShape extends Container {
        private final Shape element;

        SetShape(Shape element) {
            this.element = element;
        }

        @Override
        void write(Writing out, Object value) throws IOException {
            boolean sorted = value instanceof SortedSet<?> set && set.comparator() == null;
            writeAll(out, sorted ? (Collection<?>) value : new TreeSet<Object>((Collection<?>) value), element, "set");
        }

        @Override
        Object read(Reading in) throws IOException {
            expect(in, JsonToken.START_ARRAY);
            TreeSet<Object> elements = new TreeSet<>();
            while (in.json().nextToken() != JsonToken.END_ARRAY) {
                Object each = element.read(in);
                if (!elements.add(each)) {
                    throw new CodecException("set: " + each + " twice");
                }
            }
            return Collections.unmodifiableNavigableSet(elements);
        }

        @Override
        boolean leftOut(Object value) {
            return isEmpty(value, "set", value instanceof Collection<?> set && set.isEmpty());
        }

        @Override
        Object absent() {
            return Collections.emptyNavigableSet();
        }
    }

    /** An object when the keys are words, else a list of pairs. */
    static final class MapShape extends Container {
        private final Shape key;
        private final Shape value;

        MapShape(Shape key, Shape value) {
            this.key = key;
            this.value = value;
        }

        @Override
        void write(Writing out, Object map) throws IOException {
            boolean sorted = map instanceof SortedMap<?, ?> tree && tree.comparator() == null;
            Map<?, ?> entries = sorted ? (Map<?, ?>) map : new TreeMap<Object, Object>((Map<?, ?>) map);
            if (key.isText()) {
                out.json().writeStartObject();
                for (Map.Entry<?, ?> entry : entries.entrySet()) {
                    out.json().writeFieldName(key.text(entry.getKey()));
                    value.write(out, present(entry.getValue(), "map"));
                }
                out.json().writeEndObject();
                return;
            }
            out.json().writeStartArray(null, entries.size());
            for (Map.Entry<?, ?> entry : entries.entrySet()) {
                out.json().writeStartArray(null, 2);
                key.write(out, entry.getKey());
                value.write(out, present(entry.getValue(), "map"));
                out.json().writeEndArray();
            }
            out.json().writeEndArray();
        }

        @Override
        Object read(Reading in) throws IOException {
            TreeMap<Object, Object> entries = new TreeMap<>();
            if (key.isText()) {
                expect(in, JsonToken.START_OBJECT);
                for (String name = in.json().nextFieldName(); name != null; name = in.json().nextFieldName()) {
                    in.json().nextToken();
                    put(entries, key.fromText(name), value.read(in));
                }
            } else {
                expect(in, JsonToken.START_ARRAY);
                while (in.json().nextToken() != JsonToken.END_ARRAY) {
                    expect(in, JsonToken.START_ARRAY);
                    in.json().nextToken();
                    Object left = key.read(in);
                    in.json().nextToken();
                    put(entries, left, value.read(in));
                    in.json().nextToken();
                    expect(in, JsonToken.END_ARRAY);
                }
            }
            return Collections.unmodifiableNavigableMap(entries);
        }

        private static void put(TreeMap<Object, Object> entries, Object key, Object value) {
            if (entries.put(key, value) != null) {
                throw new CodecException("map: key " + key + " twice");
            }
        }

        @Override
        boolean leftOut(Object map) {
            return isEmpty(map, "map", map instanceof Map<?, ?> entries && entries.isEmpty());
        }

        @Override
        Object absent() {
            return Collections.emptyNavigableMap();
        }
    }
}
