package dev.pando.engine.weights;

import dev.pando.kernel.tensor.TensorType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads everything of a GGUF file that is not tensor data, and checks that the data are where they should be.
///
/// ```
/// "GGUF"  version:u32  tensors:u64  keys:u64
/// keys ×    { key:string  type:u32  value }                         string = length:u64 bytes
/// tensors × { name:string  n:u32  n × dimension:u64  type:u32  offset:u64 }
/// padding to the alignment
/// data, each tensor at its offset from here, each offset a multiple of the alignment
/// ```
/// Source: ggml's `docs/gguf.md`; all numbers little-endian. Version 2 differs from 3 only in that 3 may be big-endian.
final class GgufReader {

    private static final int MAGIC = 'G' | 'G' << 8 | 'U' << 16 | 'F' << 24;
    private static final int ALIGNMENT_IF_UNSAID = 32;

    private final Cursor in;
    private final Map<String, Value> metadata = new LinkedHashMap<>();
    private final Map<String, Place> tensors = new LinkedHashMap<>();
    private int alignment;
    private long dataStart;

    private GgufReader(Cursor in) {
        this.in = in;
    }

    /// Where a tensor's bytes are, `offset` counted from the start of the file.
    record Place(TensorInfo info, long offset, long bytes) {}

    /// The whole header.
    record Header(Map<String, Value> metadata, Map<String, Place> tensors) {}

    /// @throws ModelFileException if anything in it is not as it should be
    static Header read(Cursor in) {
        GgufReader reader = new GgufReader(in);
        reader.readAll();
        return new Header(reader.metadata, reader.tensors);
    }

    private void readAll() {
        readMagic();
        readVersion();
        long tensorCount = in.upTo(ModelLimits.TENSORS_MAX, "tensors");
        long keyCount = in.upTo(ModelLimits.METADATA_KEYS_MAX, "metadata keys");
        for (int i = 0; i < keyCount; i++) readKey(i);
        readAlignment();
        for (int i = 0; i < tensorCount; i++) readTensor(i);
        dataStart = Math.min(aligned(in.position()), in.size());
        placeTensors();
        checkLayout();
    }

    private void readMagic() {
        int magic = in.i32();
        if (magic == MAGIC) return;
        byte[] four = {(byte) magic, (byte) (magic >> 8), (byte) (magic >> 16), (byte) (magic >> 24)};
        String found = new String(four, java.nio.charset.StandardCharsets.ISO_8859_1);
        boolean old = List.of("lmgg", "tjgg", "fmgg", "algg").contains(found);
        throw in.refused(old
                ? "an old GGML file, from before GGUF; convert it"
                : "begins with \"" + found + "\", a GGUF file with \"GGUF\"");
    }

    private void readVersion() {
        int version = in.i32();
        if (version == 2 || version == 3) return;
        boolean swapped = version == Integer.reverseBytes(2) || version == Integer.reverseBytes(3);
        throw in.refused("version " + Integer.toUnsignedString(version)
                + (swapped ? ": a big-endian file; only little-endian ones are read" : "; 2 and 3 are read"));
    }

    private void readKey(int index) {
        in.at("key " + index);
        String key = name(ModelLimits.KEY_BYTES_MAX, "bytes of key");
        in.at("key " + index + " \"" + key + "\"");
        Value value = Value.read(ValueType.read(in), in);
        if (metadata.putIfAbsent(key, value) != null) throw in.refused("appears twice");
    }

    // Keys and names are printed, compared and looked up: they must be plain text.
    private String name(int bytesMax, String what) {
        String name = in.text(bytesMax, what);
        if (name.isEmpty()) throw in.refused("an empty name");
        if (name.chars().anyMatch(c -> Character.isISOControl(c) || c == '\uFFFD')) {
            throw in.refused("a control character or malformed UTF-8 in the name \"" + name + "\"");
        }
        return name;
    }

    private void readAlignment() {
        in.at("key general.alignment");
        Value value = metadata.getOrDefault("general.alignment", new Value.Whole(ALIGNMENT_IF_UNSAID, true));
        if (!(value instanceof Value.Whole(long bytes, boolean unsigned))) throw in.refused("is no whole number");
        if (bytes < 1 || bytes > ModelLimits.ALIGNMENT_MAX || Long.bitCount(bytes) != 1) {
            throw in.refused(value + ", a power of two is needed, limit " + ModelLimits.ALIGNMENT_MAX);
        }
        alignment = (int) bytes;
    }

    private void readTensor(int index) {
        in.at("tensor " + index);
        String name = name(ModelLimits.GGUF_NAME_BYTES_MAX, "bytes of name");
        in.at("tensor " + index + " \"" + name + "\"");
        List<Integer> dimensions = readDimensions();
        TensorType type = readType();
        TensorInfo info = new TensorInfo(name, type, dimensions);
        if (info.columns() % type.blockElements() != 0) {
            throw in.refused(
                    "rows of " + info.columns() + " elements, " + type + " has blocks of " + type.blockElements());
        }
        // At most 2^31 · 2^31 elements of at most 4 bytes: may pass 2^63, so exact.
        long bytes;
        try {
            bytes = Math.multiplyExact(type.bytes(info.columns()), (long) info.rows());
        } catch (ArithmeticException e) {
            throw in.refused("shape " + info.shape() + " overflows");
        }
        long offset = in.upTo(in.size(), "is its offset");
        if (offset % alignment != 0) throw in.refused("offset " + offset + ", not a multiple of " + alignment);
        if (tensors.putIfAbsent(name, new Place(info, offset, bytes)) != null) throw in.refused("appears twice");
    }

    private List<Integer> readDimensions() {
        long count = in.u32();
        if (count < 1 || count > ModelLimits.GGUF_DIMENSIONS_MAX) {
            throw in.refused(count + " dimensions, limit " + ModelLimits.GGUF_DIMENSIONS_MAX);
        }
        List<Integer> dimensions = new ArrayList<>();
        long rows = 1;
        for (int i = 0; i < count; i++) {
            int dimension = (int) in.upTo(ModelLimits.DIMENSION_MAX, "is dimension " + i);
            if (dimension == 0) throw in.refused("dimension " + i + " is 0");
            if (i > 0) rows *= dimension;
            if (rows > ModelLimits.DIMENSION_MAX) {
                throw in.refused(rows + " rows, limit " + ModelLimits.DIMENSION_MAX);
            }
            dimensions.add(dimension);
        }
        return dimensions;
    }

    private TensorType readType() {
        int id = in.i32();
        return TensorType.ofGgmlId(id).orElseThrow(() -> in.refused("tensor type " + Integer.toUnsignedString(id)
                + UNREAD.getOrDefault(id, "") + " is not read"));
    }

    // Counts from the start of the data to the start of the file.
    private void placeTensors() {
        tensors.replaceAll((name, t) -> new Place(t.info, dataStart + t.offset, t.bytes));
    }

    // In the order of their offsets: inside the file, no overlap, no bytes between them but padding, none after.
    private void checkLayout() {
        List<Place> places = new ArrayList<>(tensors.values());
        places.sort(Comparator.comparingLong(Place::offset));
        long end = dataStart;
        for (Place place : places) {
            in.at("tensor \"" + place.info.name() + "\"");
            if (place.offset < end) throw in.refused("begins at " + place.offset + ", the one before ends at " + end);
            if (place.offset - end >= alignment) {
                throw in.refused(
                        "begins at " + place.offset + ", " + (place.offset - end) + " unowned bytes before it");
            }
            if (place.bytes > in.size() - place.offset) {
                throw in.refused(place.bytes + " bytes at " + place.offset + ", the file ends at " + in.size());
            }
            end = place.offset + place.bytes;
        }
        in.at("end of data");
        if (in.size() - end >= alignment) {
            throw in.refused(in.size() - end + " bytes after the last tensor, limit " + (alignment - 1));
        }
    }

    private long aligned(long position) {
        return (position + alignment - 1) & -alignment;
    }

    // ggml's names of the types that we do not read, for a helpful refusal.
    private static final Map<Integer, String> UNREAD = new HashMap<>();

    static {
        String names = "9 Q8_1, 10 Q2_K, 11 Q3_K, 15 Q8_K, 16 IQ2_XXS, 17 IQ2_XS, 18 IQ3_XXS, 19 IQ1_S, 20 IQ4_NL, "
                + "21 IQ3_S, 22 IQ2_S, 23 IQ4_XS, 24 I8, 25 I16, 26 I32, 27 I64, 28 F64, 29 IQ1_M, 34 TQ1_0, 35 TQ2_0, "
                + "39 MXFP4";
        for (String pair : names.split(", ")) {
            UNREAD.put(Integer.parseInt(pair.split(" ")[0]), " (" + pair.split(" ")[1] + ")");
        }
    }
}
