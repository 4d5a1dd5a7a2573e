package orca.runtime.journal;

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
            Map.entry(String.class, new SharedText()),
            Map.entry(byte[].class, new Bytes()),
            Map.entry(Instant.class, new Moment()),
            Map.entry(Duration.class, new Span()));

    /** Words that are always written in full, for where a number means something else. */
    static final Shape WORDS = new Text();

    private ScalarShapes() {}

    private static final class Flag extends Shape {
        @Override
        void write(Writing out, Object value) throws IOException {
            out.json().writeBoolean((Boolean) value);
        }

        @Override
        Object read(Reading in) {
            return switch (in.json().currentToken()) {
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                default -> throw new CodecException("expected yes or no, found " + in.json().currentToken());
            };
        }
    }

    private static final class Int extends Shape {
        @Override
        void write(Writing out, Object value) throws IOException {
            out.json().writeNumber((int) (Integer) value);
        }

        @Override
        Object read(Reading in) throws IOException {
            expect(in, JsonToken.VALUE_NUMBER_INT);
            return in.json().getIntValue();
        }
    }

    private static final class Whole extends Shape {
        @Override
        void write(Writing out, Object value) throws IOException {
            out.json().writeNumber((long) (Long) value);
        }

        @Override
        Object read(Reading in) throws IOException {
            expect(in, JsonToken.VALUE_NUMBER_INT);
            return in.json().getLongValue();
        }
    }

    private static final class Real extends Shape {
        @Override
        void write(Writing out, Object value) throws IOException {
            if (!Double.isFinite((Double) value)) {
                throw new CodecException("a number must be finite, got " + value);
            }
            out.json().writeNumber((double) (Double) value);
        }

        @Override
        Object read(Reading in) throws IOException {
            expect(in, JsonToken.VALUE_NUMBER_FLOAT);
            return in.json().getDoubleValue();
        }
    }

    private static class Text extends Shape {
        @Override
        void write(Writing out, Object value) throws IOException {
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
            out.json().writeString(text);
        }

        @Override
        Object read(Reading in) throws IOException {
            expect(in, JsonToken.VALUE_STRING);
            return in.json().getText();
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

    /** Keys and signatures come again and again, and Smile itself refers only to what is short. */
    private static final class SharedText extends Text {
        /** The longest text in characters that is always written in full. A part of the journal's format. */
        private static final int SHORT = 64;

        @Override
        void write(Writing out, Object value) throws IOException {
            if (((String) value).length() <= SHORT) {
                super.write(out, value);
            } else if (!out.again(value)) {
                super.write(out, value);
                out.wrote(value);
            }
        }

        @Override
        Object read(Reading in) throws IOException {
            if (in.isPlace()) {
                return in.at(String.class);
            }
            String text = (String) super.read(in);
            if (text.length() > SHORT) {
                in.read(text);
            }
            return text;
        }
    }

    private static final class Bytes extends Shape {
        @Override
        void write(Writing out, Object value) throws IOException {
            out.json().writeBinary((byte[]) value);
        }

        @Override
        Object read(Reading in) throws IOException {
            expect(in, JsonToken.VALUE_EMBEDDED_OBJECT);
            return in.json().getBinaryValue();
        }
    }

    /** A whole number of milliseconds where that is exact, else seconds and nanoseconds. */
    private abstract static class Timed extends Shape {
        private static final int NANOS_PER_MILLI = 1_000_000;
        /** Milliseconds of seconds beyond this do not fit a long. */
        private static final long MOST_SECONDS = Long.MAX_VALUE / 1000 - 1;

        final void write(Writing out, long seconds, int nanos) throws IOException {
            if (nanos % NANOS_PER_MILLI == 0 && seconds <= MOST_SECONDS && seconds >= -MOST_SECONDS) {
                out.json().writeNumber(seconds * 1000 + nanos / NANOS_PER_MILLI);
            } else {
                out.json().writeStartArray(null, 2);
                out.json().writeNumber(seconds);
                out.json().writeNumber(nanos);
                out.json().writeEndArray();
            }
        }

        abstract Object of(long seconds, int nanos);

        @Override
        final Object read(Reading in) throws IOException {
            if (in.json().currentToken() == JsonToken.VALUE_NUMBER_INT) {
                long millis = in.json().getLongValue();
                return of(Math.floorDiv(millis, 1000), Math.floorMod(millis, 1000) * NANOS_PER_MILLI);
            }
            expect(in, JsonToken.START_ARRAY);
            in.json().nextToken();
            expect(in, JsonToken.VALUE_NUMBER_INT);
            long seconds = in.json().getLongValue();
            in.json().nextToken();
            expect(in, JsonToken.VALUE_NUMBER_INT);
            int nanos = in.json().getIntValue();
            in.json().nextToken();
            expect(in, JsonToken.END_ARRAY);
            return of(seconds, nanos);
        }
    }

    private static final class Moment extends Timed {
        @Override
        void write(Writing out, Object value) throws IOException {
            Instant instant = (Instant) value;
            if (out.forPeople()) {
                out.json().writeString(instant.toString());
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
        void write(Writing out, Object value) throws IOException {
            Duration duration = (Duration) value;
            if (out.forPeople()) {
                out.json().writeString(duration.toString());
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
