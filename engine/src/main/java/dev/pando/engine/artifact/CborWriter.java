package dev.pando.engine.artifact;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/// Writes dag-cbor. A value has one encoding, so its hash is the same wherever it is written.
final class CborWriter {

    static final int UNSIGNED = 0, NEGATIVE = 1, BYTES = 2, TEXT = 3, ITEMS = 4, FIELDS = 5, TAG = 6, SIMPLE = 7;
    static final int LINK_TAG = 42;
    static final int DOUBLE = 27;

    // "The keys in every map must be sorted length-first by the byte representation of the string keys"
    static final Comparator<byte[]> KEY_ORDER = Comparator.<byte[]>comparingInt(k -> k.length)
            .thenComparing(Arrays::compareUnsigned);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private CborWriter() {}

    static byte[] write(Cbor value) {
        CborWriter writer = new CborWriter();
        writer.put(value);
        return writer.out.toByteArray();
    }

    private void put(Cbor value) {
        switch (value) {
            case Cbor.Whole(long n) -> head(n < 0 ? NEGATIVE : UNSIGNED, n < 0 ? -1 - n : n);
            case Cbor.Real(double n) -> real(n);
            case Cbor.Bytes(byte[] bytes) -> string(BYTES, bytes);
            case Cbor.Text(String text) -> string(TEXT, text.getBytes(StandardCharsets.UTF_8));
            case Cbor.Items(var values) -> {
                head(ITEMS, values.size());
                values.forEach(this::put);
            }
            case Cbor.Fields(var values) -> {
                head(FIELDS, values.size());
                values.entrySet().stream()
                        .sorted((a, b) -> KEY_ORDER.compare(utf8(a.getKey()), utf8(b.getKey()))).forEach(e -> {
                            string(TEXT, utf8(e.getKey()));
                            put(e.getValue());
                        });
            }
            case Cbor.Link(ContentId target) -> {
                head(TAG, LINK_TAG);
                byte[] id = target.bytes(), prefixed = new byte[id.length + 1]; // the identity multibase prefix, 0x00
                System.arraycopy(id, 0, prefixed, 1, id.length);
                string(BYTES, prefixed);
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void real(double n) {
        if (!Double.isFinite(n)) throw new IllegalArgumentException("dag-cbor has no " + n);
        out.write(SIMPLE << 5 | DOUBLE);
        out.writeBytes(ByteBuffer.allocate(8).putDouble(n).array());
    }

    private void string(int major, byte[] bytes) {
        head(major, bytes.length);
        out.writeBytes(bytes);
    }

    // "Integer encoding must be as short as possible."
    private void head(int major, long n) {
        int extra = n < 24 ? 0 : n < 1 << 8 ? 1 : n < 1 << 16 ? 2 : n < 1L << 32 ? 4 : 8;
        out.write(major << 5 | switch (extra) {
            case 0 -> (int) n;
            case 1 -> 24;
            case 2 -> 25;
            case 4 -> 26;
            default -> 27;
        });
        for (int i = extra - 1; i >= 0; i--) out.write((int) (n >>> 8 * i));
    }
}
