package orca.runtime.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The shapes of values that have no parts: numbers, words, yes and no, bytes, points and lengths of time. */
final class ScalarShapes {
    /** The shapes by Java type; a primitive must be there when its record is read, its box need not. */
    static final Map<Class<?>, Shape> ALL = Map.ofEntries(
            Map.entry(boolean.class, new Flag()),
            Map.entry(Boolean.class, new Flag()),
            Map.entry(int.class, new Int()),
            Map.entry(Integer.class, new Int()),
            Map.entry(long.class, new Whole()),
            Map.entry(Long.class, new Whole()),
            Map.entry(double.class, new Real()),
            Map.entry(Double.class, new Real()),
            Map.entry(String.class, new Text()),
            Map.entry(byte[].class, new Bytes()),
            Map.entry(Instant.class, new Moment()),
            Map.entry(Duration.class, new Span()));

    private ScalarShapes() {}

    private static final class Flag extends Shape {
        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            out.writeBoolean((Boolean) value);
        }

        @Override
        Object read(JsonParser in) {
            return switch (in.currentToken()) {
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                default -> throw new CodecException("expected yes or no, found " + in.currentToken());
            };
        }
    }

    private static final class Int extends Shape {
        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            out.writeNumber((int) (Integer) value);
        }

        @Override
        Object read(JsonParser in) throws IOException {
            expect(in, JsonToken.VALUE_NUMBER_INT);
            return in.getIntValue();
        }
    }

    private static final class Whole extends Shape {
        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            out.writeNumber((long) (Long) value);
        }

        @Override
        Object read(JsonParser in) throws IOException {
            expect(in, JsonToken.VALUE_NUMBER_INT);
            return in.getLongValue();
        }
    }

    private static final class Real extends Shape {
        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            if (!Double.isFinite((Double) value)) {
                throw new CodecException("a number must be finite, got " + value);
            }
            out.writeNumber((double) (Double) value);
        }

        @Override
        Object read(JsonParser in) throws IOException {
            expect(in, JsonToken.VALUE_NUMBER_FLOAT);
            return in.getDoubleValue();
        }
    }

    private static final class Text extends Shape {
        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            String text = (String) value;
            // A lone half of a surrogate pair would be written as '?': it would come back as another text.
            for (int i = 0; i < text.length(); i++) {
                if (Character.isSurrogate(text.charAt(i))) {
                    if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                        throw new CodecException("text: half a surrogate pair at index " + i);
                    }
                    i++;
                }
            }
            out.writeString(text);
        }

        @Override
        Object read(JsonParser in) throws IOException {
            expect(in, JsonToken.VALUE_STRING);
            return in.getText();
        }

        @Override
        boolean isText() {
            return true;
        }

        @Override
        String text(Object value) {
            return (String) value;
        }

        @Override
        Object fromText(String text) {
            return text;
        }
    }

    private static final class Bytes extends Shape {
        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            out.writeBinary((byte[]) value);
        }

        @Override
        Object read(JsonParser in) throws IOException {
            expect(in, JsonToken.VALUE_EMBEDDED_OBJECT);
            return in.getBinaryValue();
        }
    }

    /** A whole number of milliseconds where that is exact, else seconds and nanoseconds. */
    private abstract static class Timed extends Shape {
        private static final int NANOS_PER_MILLI = 1_000_000;
        /** Milliseconds of seconds beyond this do not fit a long. */
        private static final long MOST_SECONDS = Long.MAX_VALUE / 1000 - 1;

        final void write(JsonGenerator out, long seconds, int nanos) throws IOException {
            if (nanos % NANOS_PER_MILLI == 0 && seconds <= MOST_SECONDS && seconds >= -MOST_SECONDS) {
                out.writeNumber(seconds * 1000 + nanos / NANOS_PER_MILLI);
            } else {
                out.writeStartArray(null, 2);
                out.writeNumber(seconds);
                out.writeNumber(nanos);
                out.writeEndArray();
            }
        }

        abstract Object of(long seconds, int nanos);

        @Override
        final Object read(JsonParser in) throws IOException {
            if (in.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                long millis = in.getLongValue();
                return of(Math.floorDiv(millis, 1000), Math.floorMod(millis, 1000) * NANOS_PER_MILLI);
            }
            expect(in, JsonToken.START_ARRAY);
            in.nextToken();
            expect(in, JsonToken.VALUE_NUMBER_INT);
            long seconds = in.getLongValue();
            in.nextToken();
            expect(in, JsonToken.VALUE_NUMBER_INT);
            int nanos = in.getIntValue();
            in.nextToken();
            expect(in, JsonToken.END_ARRAY);
            return of(seconds, nanos);
        }
    }

    private static final class Moment extends Timed {
        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            Instant instant = (Instant) value;
            if (forPeople(out)) {
                out.writeString(instant.toString());
            } else {
                write(out, instant.getEpochSecond(), instant.getNano());
            }
        }

        @Override
        Object of(long seconds, int nanos) {
            return Instant.ofEpochSecond(seconds, nanos);
        }
    }

    private static final class Span extends Timed {
        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            Duration duration = (Duration) value;
            if (forPeople(out)) {
                out.writeString(duration.toString());
            } else {
                write(out, duration.getSeconds(), duration.getNano());
            }
        }

        @Override
        Object of(long seconds, int nanos) {
            return Duration.ofSeconds(seconds, nanos);
        }
    }
}
