package dev.pando.engine.artifact;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads dag-cbor strictly: whatever is not the one encoding of a value is refused, so that no two byte strings mean the same.
///
/// Lengths are checked against what is left before anything is allocated.
final class CborReader {

    /// Values within values.
    static final int DEPTH_MAX = 16;

    private final ByteBuffer in;

    private CborReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    /// @throws ArtifactException if the bytes are not the one encoding of one value
    static Cbor read(byte[] bytes) {
        CborReader reader = new CborReader(bytes);
        Cbor value = reader.value(0);
        if (reader.in.hasRemaining()) throw reader.bad(reader.in.remaining() + " bytes after the value");
        return value;
    }

    private Cbor value(int depth) {
        if (depth > DEPTH_MAX) throw bad("deeper than " + DEPTH_MAX);
        int initial = octet(), major = initial >>> 5, info = initial & 31;
        if (major == CborWriter.SIMPLE) return real(info);
        long n = argument(info);
        return switch (major) {
            case CborWriter.UNSIGNED -> new Cbor.Whole(n);
            case CborWriter.NEGATIVE -> new Cbor.Whole(-1 - n);
            case CborWriter.BYTES -> new Cbor.Bytes(bytes(n));
            case CborWriter.TEXT -> new Cbor.Text(text(n));
            case CborWriter.ITEMS -> items(n, depth);
            case CborWriter.FIELDS -> fields(n, depth);
            default -> link(n, depth);
        };
    }

    private long argument(int info) {
        if (info < 24) return info;
        if (info > 27) throw bad("argument " + info + ": lengths are definite in dag-cbor");
        int extra = 1 << info - 24;
        need(extra);
        long n = 0;
        for (int i = 0; i < extra; i++) n = n << 8 | octet();
        long least = switch (extra) {
            case 1 -> 24;
            case 2 -> 1L << 8;
            case 4 -> 1L << 16;
            default -> 1L << 32;
        };
        if (n >= 0 && n < least) throw bad(n + " in " + extra + " bytes: not the shortest");
        if (n < 0) throw bad("a number above 2⁶³");
        return n;
    }

    private Cbor real(int info) {
        if (info != CborWriter.DOUBLE) throw bad("simple value " + info + ": not used here");
        need(8);
        double n = in.getDouble();
        if (!Double.isFinite(n)) throw bad(n + ": dag-cbor has none");
        return new Cbor.Real(n);
    }

    private byte[] bytes(long n) {
        need(n);
        byte[] bytes = new byte[(int) n];
        in.get(bytes);
        return bytes;
    }

    private String text(long n) {
        byte[] bytes = bytes(n);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw bad("text that is not UTF-8");
        }
    }

    private Cbor items(long n, int depth) {
        need(n); // each takes a byte at least
        List<Cbor> values = new ArrayList<>();
        for (long i = 0; i < n; i++) values.add(value(depth + 1));
        return new Cbor.Items(values);
    }

    private Cbor fields(long n, int depth) {
        need(2 * n);
        Map<String, Cbor> values = new LinkedHashMap<>();
        byte[] last = null;
        for (long i = 0; i < n; i++) {
            if (!(value(depth + 1) instanceof Cbor.Text(String key))) throw bad("a key that is no text");
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            if (last != null && CborWriter.KEY_ORDER.compare(last, bytes) >= 0)
                throw bad("key \"" + key + "\" out of order");
            last = bytes;
            values.put(key, value(depth + 1));
        }
        return new Cbor.Fields(values);
    }

    private Cbor link(long tag, int depth) {
        if (tag != CborWriter.LINK_TAG) throw bad("tag " + tag + ": only links are allowed");
        if (!(value(depth + 1) instanceof Cbor.Bytes(byte[] bytes)) || bytes.length < 1 || bytes[0] != 0) {
            throw bad("a link without its prefix");
        }
        byte[] id = new byte[bytes.length - 1];
        System.arraycopy(bytes, 1, id, 0, id.length);
        return new Cbor.Link(ContentId.of(id));
    }

    private int octet() {
        need(1);
        return in.get() & 0xFF;
    }

    private void need(long bytes) {
        if (bytes < 0 || bytes > in.remaining()) throw bad(bytes + " bytes announced, " + in.remaining() + " left");
    }

    private ArtifactException bad(String what) {
        return new ArtifactException("dag-cbor at byte " + in.position() + ": " + what);
    }
}
