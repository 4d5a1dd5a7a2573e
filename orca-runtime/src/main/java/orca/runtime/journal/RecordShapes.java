package orca.runtime.journal;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import orca.core.ticket.Delegation;

/**
 * The shapes of records, of names made of one word, of enums, and of closed families of all these. A record is an object
 * by component name; a member of a family carries its simple name in front, as {@value #TYPE}.
 */
final class RecordShapes {
    /** What the simple name of a family's member is called. */
    static final String TYPE = "@";

    /** Long, and in most records of all that hang on them. A part of the journal's format: to be added to with care. */
    private static final Set<Class<?>> COME_AGAIN = Set.of(Delegation.class);

    private RecordShapes() {}

    /** Makes records and asks them for their components; what a record's own checks throw becomes a refusal of the bytes. */
    private record Mirror(Class<?> type, Constructor<?> constructor) {
        static Mirror of(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types = new Class<?>[components.length];
            for (int i = 0; i < types.length; i++) {
                types[i] = components[i].getType();
            }
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return new Mirror(type, constructor);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("a record without its constructor: " + type, e);
            }
        }

        Object make(Object... components) {
            try {
                return constructor.newInstance(components);
            } catch (InvocationTargetException e) {
                throw new CodecException(type.getSimpleName() + ": " + e.getCause().getMessage(), e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot make a " + type, e);
            }
        }

        /**
         * The accessors, in the order of the components, as compiled calls: reflective ones took half the time of a commit.
         * Each is a class of its own, so they are made for the records that are really written.
         */
        List<Function<Object, Object>> accessors() {
            try {
                MethodHandles.Lookup inside = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
                List<Function<Object, Object>> found = new ArrayList<>();
                for (RecordComponent component : type.getRecordComponents()) {
                    MethodHandle accessor = inside.unreflect(component.getAccessor());
                    CallSite call = LambdaMetafactory.metafactory(inside, "apply", MethodType.methodType(Function.class),
                            MethodType.methodType(Object.class, Object.class), accessor,
                            MethodType.methodType(Object.class, type));
                    @SuppressWarnings("unchecked")
                    Function<Object, Object> compiled = (Function<Object, Object>) MethodHandleProxies.asInterfaceInstance(
                            Supplier.class, call.getTarget().asType(MethodType.methodType(Object.class))).get();
                    found.add(compiled);
                }
                return List.copyOf(found);
            } catch (IllegalAccessException | LambdaConversionException e) {
                throw new IllegalStateException("cannot ask a " + type, e);
            }
        }
    }

    private record Field(String name, SerializedString written, Shape shape, boolean required) {}

    static final class RecordShape extends Shape {
        /** A power of two: how many records of a type are remembered while others are read. */
        private static final int SHARED = 512;
        /** One in so many must have been read before for the looking to be worth it. */
        private static final int RARE = 8;

        private final Mirror mirror;
        /** Whether one that equals another in the same bytes is written as its place. */
        private final boolean comesAgain;
        private Field[] fields = {};
        // Raced for by readers and writers, which is harmless: records never change, and all make the same accessors.
        private final Object[] shared = new Object[SHARED];
        private int tries;
        private int hits;
        private volatile List<Function<Object, Object>> accessors;

        RecordShape(Class<?> type) {
            mirror = Mirror.of(type);
            comesAgain = COME_AGAIN.contains(type);
        }

        /** Called once; apart from the constructor because a record may contain itself. */
        void fields(List<Shape> shapes) {
            RecordComponent[] components = mirror.type().getRecordComponents();
            List<Field> found = new ArrayList<>();
            for (int i = 0; i < components.length; i++) {
                RecordComponent component = components[i];
                // Interned, because the parser interns names and equal names are then found by identity.
                String name = component.getName().intern();
                boolean required = component.getType().isPrimitive();
                found.add(new Field(name, new SerializedString(name), shapes.get(i), required));
            }
            fields = found.toArray(Field[]::new);
        }

        @Override
        void write(Writing out, Object value) throws IOException {
            if (comesAgain && out.again(value)) {
                return;
            }
            out.json().writeStartObject();
            writeFields(out, value);
            out.json().writeEndObject();
            if (comesAgain) {
                out.wrote(value);
            }
        }

        void writeFields(Writing out, Object value) throws IOException {
            List<Function<Object, Object>> parts = accessors;
            if (parts == null) {
                parts = mirror.accessors();
                accessors = parts;
            }
            for (int i = 0; i < fields.length; i++) {
                Field field = fields[i];
                Object part = parts.get(i).apply(value);
                try {
                    if (!field.shape.leftOut(part)) {
                        out.json().writeFieldName(field.written);
                        field.shape.write(out, part);
                    }
                } catch (CodecException e) {
                    throw new CodecException(mirror.type().getSimpleName() + "." + field.name + ": " + e.getMessage(), e);
                }
            }
        }

        @Override
        Object read(Reading in) throws IOException {
            if (comesAgain && in.isPlace()) {
                return in.at(mirror.type());
            }
            expect(in, JsonToken.START_OBJECT);
            Object made = shared(readFields(in));
            if (comesAgain) {
                in.read(made);
            }
            return made;
        }

        /**
         * The equal one that was read not long ago, if there is one. A delegation, a term, a demand come again in the records
         * of many subjects: in a living actor they are one object, and so they should be after a restart. A type whose records
         * are seldom equal is left alone after a while.
         */
        private Object shared(Object made) {
            if (tries >= SHARED && hits < tries / RARE) {
                return made;
            }
            tries++;
            int hash = made.hashCode();
            int slot = (hash ^ hash >>> 16) & (SHARED - 1);
            Object known = shared[slot];
            if (made.equals(known)) {
                hits++;
                return known;
            }
            shared[slot] = made;
            return made;
        }

        /** Reads components up to the end of the object. They usually come in the order of the record; any order will do. */
        Object readFields(Reading in) throws IOException {
            Object[] parts = new Object[fields.length];
            boolean[] seen = new boolean[fields.length];
            int next = 0;
            for (String name = in.json().nextFieldName(); name != null; name = in.json().nextFieldName()) {
                int at = find(name, next);
                if (seen[at]) {
                    throw new CodecException(mirror.type().getSimpleName() + "." + name + ": twice");
                }
                in.json().nextToken();
                seen[at] = true;
                parts[at] = readField(in, fields[at]);
                next = at + 1;
            }
            expect(in, JsonToken.END_OBJECT);
            for (int i = 0; i < parts.length; i++) {
                if (!seen[i]) {
                    if (fields[i].required) {
                        throw new CodecException(mirror.type().getSimpleName() + "." + fields[i].name + ": missing");
                    }
                    parts[i] = fields[i].shape.absent();
                }
            }
            return mirror.make(parts);
        }

        private Object readField(Reading in, Field field) throws IOException {
            try {
                return field.shape.read(in);
            } catch (CodecException e) {
                throw new CodecException(mirror.type().getSimpleName() + "." + field.name + ": " + e.getMessage(), e);
            }
        }

        private int find(String name, int from) {
            for (int i = from; i < fields.length; i++) {
                if (name.equals(fields[i].name)) {
                    return i;
                }
            }
            for (int i = 0; i < from; i++) {
                if (name.equals(fields[i].name)) {
                    return i;
                }
            }
            throw new CodecException(mirror.type().getSimpleName() + ": unknown component '" + name + "'");
        }
    }

    /** A record of one text called value is written as that text. */
    static final class NameShape extends Shape {
        /** A power of two. The same few principals and types come back in almost every record: one copy serves them all. */
        private static final int REMEMBERED = 1024;

        private record Known(String text, Object value) {}

        private final Mirror mirror;
        private final Function<Object, Object> accessor;
        // Raced for by readers, which is harmless: entries never change, and a lost one is made anew.
        private final Known[] known = new Known[REMEMBERED];

        NameShape(Class<?> type) {
            mirror = Mirror.of(type);
            accessor = mirror.accessors().getFirst();
        }

        static boolean suits(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            return components.length == 1 && components[0].getType() == String.class
                    && components[0].getName().equals("value");
        }

        @Override
        void write(Writing out, Object value) throws IOException {
            out.json().writeString(text(value));
        }

        @Override
        Object read(Reading in) throws IOException {
            expect(in, JsonToken.VALUE_STRING);
            return fromText(in.json().getText());
        }

        @Override
        boolean isText() {
            return true;
        }

        @Override
        String text(Object value) {
            return (String) accessor.apply(value);
        }

        @Override
        Object fromText(String text) {
            int slot = text.hashCode() & (REMEMBERED - 1);
            Known seen = known[slot];
            if (seen != null && seen.text.equals(text)) {
                return seen.value;
            }
            Object value = mirror.make(text);
            known[slot] = new Known(text, value);
            return value;
        }
    }

    static final class EnumShape extends Shape {
        private final Class<?> type;
        private final Map<String, Enum<?>> byName = new TreeMap<>();

        EnumShape(Class<?> type) {
            this.type = type;
            for (Object constant : type.getEnumConstants()) {
                byName.put(((Enum<?>) constant).name(), (Enum<?>) constant);
            }
        }

        @Override
        void write(Writing out, Object value) throws IOException {
            out.json().writeString(text(value));
        }

        @Override
        Object read(Reading in) throws IOException {
            expect(in, JsonToken.VALUE_STRING);
            return fromText(in.json().getText());
        }

        @Override
        boolean isText() {
            return true;
        }

        @Override
        String text(Object value) {
            return ((Enum<?>) value).name();
        }

        @Override
        Object fromText(String text) {
            Enum<?> constant = byName.get(text);
            if (constant == null) {
                throw new CodecException("unknown " + type.getSimpleName() + " '" + text + "'");
            }
            return constant;
        }
    }

    /** A family of records: one of them, and which. */
    static final class FamilyShape extends Shape {
        private record Member(SerializedString name, RecordShape shape) {}

        private final String family;
        private final Map<Class<?>, Member> byType = new IdentityHashMap<>();
        private final Map<String, Member> byName = new TreeMap<>();
        private final Map<String, Class<?>> typeByName = new TreeMap<>();

        FamilyShape(String family) {
            this.family = family;
        }

        void add(Class<?> type, RecordShape shape) {
            String name = type.getSimpleName();
            Class<?> other = typeByName.putIfAbsent(name, type);
            if (other != null) {
                throw new CodecException(family + ": two members called " + name + ", " + other + " and " + type);
            }
            Member member = new Member(new SerializedString(name), shape);
            byType.put(type, member);
            byName.put(name, member);
        }

        @Override
        void write(Writing out, Object value) throws IOException {
            Member member = byType.get(value.getClass());
            if (member == null) {
                throw new CodecException(family + ": " + value.getClass().getName() + " is no member");
            }
            out.json().writeStartObject();
            out.json().writeFieldName(TYPE);
            out.json().writeString(member.name);
            member.shape.writeFields(out, value);
            out.json().writeEndObject();
        }

        @Override
        Object read(Reading in) throws IOException {
            expect(in, JsonToken.START_OBJECT);
            if (!TYPE.equals(in.json().nextFieldName())) {
                throw new CodecException(family + ": '" + TYPE + "' must come first");
            }
            in.json().nextToken();
            expect(in, JsonToken.VALUE_STRING);
            String name = in.json().getText();
            Member member = byName.get(name);
            if (member == null) {
                throw new CodecException(family + ": unknown member '" + name + "'");
            }
            return member.shape.readFields(in);
        }
    }
}
