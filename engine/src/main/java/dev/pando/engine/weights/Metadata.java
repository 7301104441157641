package dev.pando.engine.weights;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/// What a model file says about itself: typed values under GGUF's keys, whatever the format.
///
/// Getters without a default throw if the key is missing; all throw if the value is of another type. Arrays stay in the
/// file and are decoded by each call: ask once and keep the answer.
public final class Metadata {

    // A byte array has no more.
    private static final int TEXTS_BYTES_MAX = Integer.MAX_VALUE - 8;

    private final String place;
    private final Map<String, Value> values;

    Metadata(String place, Map<String, Value> values) {
        this.place = place;
        this.values = values;
    }

    /// All keys, in the file's order.
    public Set<String> keys() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /// Whether the key is there.
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /// Whether the value is an array.
    public boolean isArray(String key) {
        return values.get(key) instanceof Value.Many;
    }

    /// Elements of an array, without decoding it.
    ///
    /// @throws ModelFileException if the key is missing or no array
    public int length(String key) {
        return array(key).count();
    }

    /// Text.
    ///
    /// @throws ModelFileException if the key is missing or no text
    public String string(String key) {
        return needed(key) instanceof Value.Text text ? text.toString() : refuse(key, "text");
    }

    /// Text, or `otherwise` if the key is missing.
    ///
    /// @throws ModelFileException if it is no text
    public String string(String key, String otherwise) {
        return has(key) ? string(key) : otherwise;
    }

    /// Bytes of a text, without decoding it.
    ///
    /// @throws ModelFileException if the key is missing or no text
    public int stringBytes(String key) {
        return needed(key) instanceof Value.Text text ? (int) text.utf8().byteSize() : refuse(key, "text");
    }

    /// A whole number.
    ///
    /// @throws ModelFileException if the key is missing, no integer, or 2^63 or more
    public long integer(String key) {
        return needed(key) instanceof Value.Whole w && (w.value() >= 0 || !w.unsigned())
                ? w.value()
                : refuse(key, "a whole number below 2^63");
    }

    /// A whole number, or `otherwise` if the key is missing.
    ///
    /// @throws ModelFileException if it is no integer, or 2^63 or more
    public long integer(String key, long otherwise) {
        return has(key) ? integer(key) : otherwise;
    }

    /// A whole number from 0 to 2^31 − 1, as counts and sizes are.
    ///
    /// @throws ModelFileException if the key is missing or the value is anything else
    public int count(String key) {
        long value = integer(key);
        return value >= 0 && value <= Integer.MAX_VALUE ? (int) value : refuse(key, "a whole number below 2^31");
    }

    /// A whole number from 0 to 2^31 − 1, or `otherwise` if the key is missing.
    ///
    /// @throws ModelFileException if the value is anything else
    public int count(String key, int otherwise) {
        return has(key) ? count(key) : otherwise;
    }

    /// A number; integers are widened. May be NaN or infinite: the file's business.
    ///
    /// @throws ModelFileException if the key is missing or no number
    public double number(String key) {
        return switch (needed(key)) {
            case Value.Real real -> real.value();
            case Value.Whole whole -> integer(key);
            case Value.Flag f -> refuse(key, "a number");
            case Value.Text t -> refuse(key, "a number");
            case Value.Many m -> refuse(key, "a number");
        };
    }

    /// A number, or `otherwise` if the key is missing.
    ///
    /// @throws ModelFileException if it is no number
    public double number(String key, double otherwise) {
        return has(key) ? number(key) : otherwise;
    }

    /// A truth value.
    ///
    /// @throws ModelFileException if the key is missing or no boolean
    public boolean bool(String key) {
        return needed(key) instanceof Value.Flag flag ? flag.value() : refuse(key, "a boolean");
    }

    /// A truth value, or `otherwise` if the key is missing.
    ///
    /// @throws ModelFileException if it is no boolean
    public boolean bool(String key, boolean otherwise) {
        return has(key) ? bool(key) : otherwise;
    }

    /// An array of texts.
    ///
    /// @throws ModelFileException if the key is missing or no such array
    public List<String> strings(String key) {
        Texts texts = texts(key);
        List<String> strings = new ArrayList<>(texts.count());
        for (int i = 0; i < texts.count(); i++) strings.add(texts.get(i));
        return Collections.unmodifiableList(strings);
    }

    /// An array of texts, none of them decoded.
    ///
    /// @throws ModelFileException if the key is missing, no such array, or 2 GiB or more
    public Texts texts(String key) {
        Value.Many array = array(key);
        if (array.type() != ValueType.STRING) return refuse(key, "an array of text");
        if (array.data().byteSize() > TEXTS_BYTES_MAX)
            return refuse(key, "texts of at most " + TEXTS_BYTES_MAX + " bytes");
        byte[] bytes = array.data().toArray(JAVA_BYTE);
        int[] starts = new int[array.count()], ends = new int[array.count()];
        for (int i = 0, at = 0; i < starts.length; i++) {
            starts[i] = at + Long.BYTES;
            ends[i] = at = starts[i] + length(bytes, at);
        }
        return new Texts(bytes, starts, ends);
    }

    // The file was refused if one of its texts were as long as 2^31 bytes.
    private static int length(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }

    /// An array of numbers.
    ///
    /// @throws ModelFileException if the key is missing or no array of numbers
    public float[] floats(String key) {
        Value.Many array = array(key);
        if (array.type() == ValueType.FLOAT32) return array.data().toArray(Cursor.FLOAT);
        IntFunction<Number> element = numbers(key);
        float[] floats = new float[length(key)];
        for (int i = 0; i < floats.length; i++) floats[i] = element.apply(i).floatValue();
        return floats;
    }

    /// An array of whole numbers, each from −2^31 to 2^31 − 1; booleans count as 0 and 1.
    ///
    /// @throws ModelFileException if the key is missing, no array of integers, or an element is larger
    public int[] integers(String key) {
        Value.Many array = array(key);
        if (array.type() == ValueType.INT32) return array.data().toArray(Cursor.INT);
        IntFunction<Number> element = numbers(key);
        int[] integers = new int[length(key)];
        for (int i = 0; i < integers.length; i++) {
            if (!(element.apply(i) instanceof Long value) || value != value.intValue()) {
                return refuse(key, "an array of whole numbers below 2^31");
            }
            integers[i] = value.intValue();
        }
        return integers;
    }

    private IntFunction<Number> numbers(String key) {
        Value.Many array = array(key);
        var data = array.data();
        return switch (array.type()) {
            case UINT8, BOOL -> i -> (long) Byte.toUnsignedInt(data.get(JAVA_BYTE, i));
            case INT8 -> i -> (long) data.get(JAVA_BYTE, i);
            case UINT16 -> i -> (long) Short.toUnsignedInt(data.get(Cursor.SHORT, 2L * i));
            case INT16 -> i -> (long) data.get(Cursor.SHORT, 2L * i);
            case UINT32 -> i -> Integer.toUnsignedLong(data.get(Cursor.INT, 4L * i));
            case INT32 -> i -> (long) data.get(Cursor.INT, 4L * i);
            case UINT64, INT64 -> i -> data.get(Cursor.LONG, 8L * i);
            case FLOAT32 -> i -> data.get(Cursor.FLOAT, 4L * i);
            case FLOAT64 -> i -> data.get(Cursor.DOUBLE, 8L * i);
            case STRING, ARRAY -> refuse(key, "an array of numbers");
        };
    }

    private Value.Many array(String key) {
        return needed(key) instanceof Value.Many many ? many : refuse(key, "an array");
    }

    private Value needed(String key) {
        Value value = values.get(key);
        if (value == null) throw new ModelFileException(place + ": key " + key + " is missing");
        return value;
    }

    private <T> T refuse(String key, String expected) {
        throw new ModelFileException(place + ": key " + key + " is " + shown(values.get(key)) + ", not " + expected);
    }

    private static String shown(Value value) {
        if (value instanceof Value.Text text && text.utf8().byteSize() > 100) return "a long text";
        return value instanceof Value.Text text ? "\"" + text + "\"" : value.toString();
    }
}
