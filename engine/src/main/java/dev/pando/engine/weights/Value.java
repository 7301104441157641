package dev.pando.engine.weights;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// One metadata value. Text and arrays stay in the file until somebody asks.
sealed interface Value {

    /// Any integer type; `unsigned` says that a negative value stands for one of 2^63 or more.
    record Whole(long value, boolean unsigned) implements Value {
        @Override
        public String toString() {
            return unsigned ? Long.toUnsignedString(value) : Long.toString(value);
        }
    }

    record Real(double value) implements Value {
        @Override
        public String toString() {
            return Double.toString(value);
        }
    }

    record Flag(boolean value) implements Value {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /// @param utf8 malformed sequences decode to U+FFFD
    record Text(MemorySegment utf8) implements Value {
        static Text of(String text) {
            return new Text(MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public String toString() {
            return Cursor.text(utf8);
        }
    }

    /// @param data the elements as GGUF stores them; strings with their lengths
    record Many(ValueType type, int count, MemorySegment data) implements Value {
        static Many of(int... values) {
            MemorySegment data = MemorySegment.ofArray(new byte[4 * values.length]);
            for (int i = 0; i < values.length; i++) data.set(Cursor.INT, 4L * i, values[i]);
            return new Many(ValueType.INT32, values.length, data);
        }

        @Override
        public String toString() {
            return count + " × " + type;
        }
    }

    static Value read(ValueType type, Cursor in) {
        return switch (type) {
            case UINT8 -> new Whole(in.u8(), true);
            case INT8 -> new Whole((byte) in.u8(), false);
            case UINT16 -> new Whole(in.u16(), true);
            case INT16 -> new Whole((short) in.u16(), false);
            case UINT32 -> new Whole(in.u32(), true);
            case INT32 -> new Whole(in.i32(), false);
            case UINT64 -> new Whole(in.i64(), true);
            case INT64 -> new Whole(in.i64(), false);
            case FLOAT32 -> new Real(in.f32());
            case FLOAT64 -> new Real(in.f64());
            case BOOL -> new Flag(bool(in));
            case STRING -> new Text(in.counted(ModelLimits.STRING_BYTES_MAX, "bytes of text"));
            case ARRAY -> array(in);
        };
    }

    private static boolean bool(Cursor in) {
        int value = in.u8();
        if (value > 1) throw in.refused("a boolean is " + value + ", only 0 and 1 are known");
        return value == 1;
    }

    private static Many array(Cursor in) {
        ValueType type = ValueType.read(in);
        if (type == ValueType.ARRAY) throw in.refused("an array of arrays, only arrays of values are known");
        int count = (int) in.upTo(ModelLimits.ARRAY_ELEMENTS_MAX, "elements");
        if (type == ValueType.STRING) return strings(count, in);
        return new Many(type, count, in.take((long) count * type.bytes));
    }

    // Walks the lengths once, so that decoding later cannot fail.
    private static Many strings(int count, Cursor in) {
        Cursor start = in.fork();
        in.skipTexts(count, ModelLimits.STRING_BYTES_MAX, "bytes of text");
        return new Many(ValueType.STRING, count, start.take(in.position() - start.position()));
    }
}
