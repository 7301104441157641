package dev.pando.engine.weights;

import static com.fasterxml.jackson.core.JsonToken.END_ARRAY;
import static com.fasterxml.jackson.core.JsonToken.END_OBJECT;
import static com.fasterxml.jackson.core.JsonToken.START_ARRAY;
import static com.fasterxml.jackson.core.JsonToken.START_OBJECT;
import static com.fasterxml.jackson.core.JsonToken.VALUE_NUMBER_INT;
import static com.fasterxml.jackson.core.JsonToken.VALUE_STRING;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the header of one safetensors file and checks that its tensors tile the data: no overlap, no gap, no rest.
///
/// ```
/// length:u64  JSON (length bytes, may be padded with spaces)  data
/// {"__metadata__": {text: text}, NAME: {"dtype": "F32", "shape": [rows, columns], "data_offsets": [begin, end]}, …}
/// ```
/// Source: the format section of safetensors' README.
final class SafetensorsHeader {

    private final String file;
    private final JsonParser json;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private String place = "header";

    private SafetensorsHeader(String file, JsonParser json) {
        this.file = file;
        this.json = json;
    }

    /// A tensor; shape slowest first, offsets from the start of the data.
    record Entry(SafetensorsType type, List<Long> shape, long begin, long end, MemorySegment data) {}

    /// The file's tensors by name, each with a view of its bytes.
    ///
    /// @throws ModelFileException if anything in it is not as it should be
    static Map<String, Entry> read(String file, MemorySegment bytes) {
        Cursor in = new Cursor(file, bytes);
        long length = in.upTo(ModelLimits.SAFETENSORS_HEADER_BYTES_MAX, "bytes of header");
        MemorySegment header = in.take(length);
        if (length == 0 || header.get(JAVA_BYTE, 0) != '{') {
            throw in.refused("must begin with {");
        }
        // A reader, so that nothing but UTF-8 is guessed at.
        Reader utf8 = new InputStreamReader(new ByteBufferBackedInputStream(header.asByteBuffer()),
                StandardCharsets.UTF_8.newDecoder());
        try (JsonParser json = Json.FACTORY.createParser(utf8)) {
            SafetensorsHeader reader = new SafetensorsHeader(file, json);
            reader.readAll();
            reader.checkLayout(in.remaining());
            return reader.withData(in.take(in.remaining()));
        } catch (JsonProcessingException e) {
            throw Json.broken(file + ": header", e);
        } catch (CharacterCodingException e) {
            throw new ModelFileException(file + ": header: no UTF-8 text", e);
        } catch (IOException e) {
            throw new ModelFileException(file + ": header: " + e.getMessage(), e);
        }
    }

    private void readAll() throws IOException {
        expect(START_OBJECT);
        while (json.nextToken() != END_OBJECT) {
            String name = json.currentName();
            place = "tensor \"" + name + "\"";
            if (name.equals("__metadata__")) {
                readFreeText();
            } else {
                if (entries.size() == ModelLimits.TENSORS_MAX) throw refused("tensors: limit " + entries.size());
                entries.put(name, readEntry());
            }
        }
        place = "header";
        if (json.nextToken() != null) throw refused("something follows the object");
    }

    private void readFreeText() throws IOException {
        place = "__metadata__";
        expect(START_OBJECT);
        while (json.nextToken() != END_OBJECT) expect(VALUE_STRING);
    }

    private Entry readEntry() throws IOException {
        expect(START_OBJECT);
        SafetensorsType type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (json.nextToken() != END_OBJECT) {
            switch (json.currentName()) {
                case "dtype" -> type = readType();
                case "shape" -> shape = readNumbers("shape", ModelLimits.SAFETENSORS_DIMENSIONS_MAX);
                case "data_offsets" -> offsets = readNumbers("data_offsets", 2);
                default -> throw refused("unknown field \"" + json.currentName() + "\"");
            }
        }
        if (type == null || shape == null || offsets == null) throw refused("needs dtype, shape and data_offsets");
        if (offsets.size() != 2) throw refused(offsets.size() + " data_offsets, 2 are needed");
        return checked(new Entry(type, shape, offsets.get(0), offsets.get(1), MemorySegment.NULL));
    }

    private SafetensorsType readType() throws IOException {
        expect(VALUE_STRING);
        String name = json.getText();
        return SafetensorsType.named(name).orElseThrow(() -> refused("unknown dtype \"" + name + "\""));
    }

    private List<Long> readNumbers(String field, int countMax) throws IOException {
        expect(START_ARRAY);
        List<Long> numbers = new ArrayList<>();
        while (json.nextToken() != END_ARRAY) {
            if (json.currentToken() != VALUE_NUMBER_INT) throw refused(field + " holds " + json.getText());
            if (numbers.size() == countMax) throw refused("more than " + countMax + " numbers in " + field);
            if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER || json.getLongValue() < 0) {
                throw refused(json.getText() + " in " + field + ", limit 0 to 2^63 − 1");
            }
            numbers.add(json.getLongValue());
        }
        return numbers;
    }

    private Entry checked(Entry entry) {
        if (entry.end < entry.begin) throw refused("data_offsets " + entry.begin + " to " + entry.end);
        long bits;
        try {
            bits = entry.shape.stream().reduce((long) entry.type.bits, Math::multiplyExact);
        } catch (ArithmeticException e) {
            throw refused("shape " + entry.shape + " overflows");
        }
        long bytes = entry.end - entry.begin;
        if (bits % 8 != 0 || bits / 8 != bytes) {
            throw refused(entry.type + " " + entry.shape + " takes " + bits / 8 + " bytes, data_offsets give " + bytes);
        }
        return entry;
    }

    private void checkLayout(long dataBytes) {
        List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
        sorted.sort(Comparator.<Map.Entry<String, Entry>>comparingLong(e -> e.getValue().begin)
                .thenComparingLong(e -> e.getValue().end));
        long end = 0;
        for (var entry : sorted) {
            place = "tensor \"" + entry.getKey() + "\"";
            if (entry.getValue().begin != end) {
                throw refused("begins at " + entry.getValue().begin + ", the one before ends at " + end);
            }
            end = entry.getValue().end;
        }
        place = "data";
        if (end != dataBytes) throw refused(dataBytes + " bytes, the tensors take " + end);
    }

    private Map<String, Entry> withData(MemorySegment data) {
        entries.replaceAll(
                (n, e) -> new Entry(e.type, e.shape, e.begin, e.end, data.asSlice(e.begin, e.end - e.begin)));
        return entries;
    }

    private void expect(JsonToken token) throws IOException {
        if (json.nextToken() != token) throw refused(json.currentToken() + " where " + token + " is needed");
    }

    private ModelFileException refused(String what) {
        return new ModelFileException(file + ": " + place + ": " + what);
    }
}
