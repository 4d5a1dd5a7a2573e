package orca.runtime.journal;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;

/**
 * The shapes of the core's values that are no records. Amounts are a list of numbers. A property list is an object by name,
 * and a property's value is the plain word, number or yes/no where it is one; points and lengths of time are objects of one
 * name, so that they come back as what they were.
 */
final class ResourceShapes {
    static final Map<Class<?>, Shape> ALL = Map.of(
            Amounts.class, new AmountsShape(),
            PropertyList.class, new PropertyListShape(),
            PropertyValue.class, new PropertyValueShape());

    private ResourceShapes() {}

    private static final class AmountsShape extends Shape {
        @Override
        void write(Writing out, Object value) throws IOException {
            Amounts amounts = (Amounts) value;
            out.json().writeStartArray(null, amounts.size());
            for (int i = 0; i < amounts.size(); i++) {
                out.json().writeNumber(amounts.get(i));
            }
            out.json().writeEndArray();
        }

        @Override
        Object read(Reading in) throws IOException {
            expect(in, JsonToken.START_ARRAY);
            long[] entries = new long[8];
            int size = 0;
            while (in.json().nextToken() != JsonToken.END_ARRAY) {
                expect(in, JsonToken.VALUE_NUMBER_INT);
                if (size == entries.length) {
                    entries = Arrays.copyOf(entries, 2 * size);
                }
                entries[size++] = in.json().getLongValue();
            }
            return Amounts.of(Arrays.copyOf(entries, size));
        }
    }

    private static final class PropertyListShape extends Shape {
        private final Shape value = new PropertyValueShape();

        @Override
        void write(Writing out, Object properties) throws IOException {
            out.json().writeStartObject();
            for (Map.Entry<String, PropertyValue> entry : (PropertyList) properties) {
                out.json().writeFieldName(entry.getKey());
                value.write(out, entry.getValue());
            }
            out.json().writeEndObject();
        }

        @Override
        Object read(Reading in) throws IOException {
            expect(in, JsonToken.START_OBJECT);
            TreeMap<String, PropertyValue> entries = new TreeMap<>();
            for (String name = in.json().nextFieldName(); name != null; name = in.json().nextFieldName()) {
                in.json().nextToken();
                if (entries.put(name, (PropertyValue) value.read(in)) != null) {
                    throw new CodecException("property '" + name + "' twice");
                }
            }
            return PropertyList.of(entries);
        }

        @Override
        boolean leftOut(Object properties) {
            return properties instanceof PropertyList list && list.isEmpty();
        }

        @Override
        Object absent() {
            return PropertyList.NONE;
        }
    }

    private static final class PropertyValueShape extends Shape {
        private static final String MOMENT = "moment";
        private static final String SPAN = "span";
        private final Shape moment = ScalarShapes.ALL.get(Instant.class);
        private final Shape span = ScalarShapes.ALL.get(Duration.class);

        @Override
        void write(Writing out, Object value) throws IOException {
            switch ((PropertyValue) value) {
                case PropertyValue.Text(String words) -> ScalarShapes.WORDS.write(out, words);
                case PropertyValue.Whole(long number) -> out.json().writeNumber(number);
                case PropertyValue.Flag(boolean flag) -> out.json().writeBoolean(flag);
                case PropertyValue.Moment(Instant instant) -> writeNamed(out, MOMENT, moment, instant);
                case PropertyValue.Span(Duration length) -> writeNamed(out, SPAN, span, length);
            }
        }

        private static void writeNamed(Writing out, String name, Shape shape, Object value) throws IOException {
            out.json().writeStartObject();
            out.json().writeFieldName(name);
            shape.write(out, value);
            out.json().writeEndObject();
        }

        @Override
        Object read(Reading in) throws IOException {
            return switch (in.json().currentToken()) {
                case VALUE_STRING -> new PropertyValue.Text(in.json().getText());
                case VALUE_NUMBER_INT -> new PropertyValue.Whole(in.json().getLongValue());
                case VALUE_TRUE -> new PropertyValue.Flag(true);
                case VALUE_FALSE -> new PropertyValue.Flag(false);
                case START_OBJECT -> readNamed(in);
                default -> throw new CodecException("expected a property, found " + in.json().currentToken());
            };
        }

        private PropertyValue readNamed(Reading in) throws IOException {
            String name = in.json().nextFieldName();
            in.json().nextToken();
            PropertyValue value;
            if (MOMENT.equals(name)) {
                value = new PropertyValue.Moment((Instant) moment.read(in));
            } else if (SPAN.equals(name)) {
                value = new PropertyValue.Span((Duration) span.read(in));
            } else {
                throw new CodecException("expected a property, found an object with '" + name + "'");
            }
            in.json().nextToken();
            expect(in, JsonToken.END_OBJECT);
            return value;
        }
    }
}
