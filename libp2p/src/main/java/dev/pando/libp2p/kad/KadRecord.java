package dev.pando.libp2p.kad;

import dev.pando.libp2p.multiformats.WireException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A key and its value; the arrays must not be written to.
///
/// @param key   such as `/pk/…` or `/pando/…`
/// @param value what is stored there
public record KadRecord(byte[] key, byte[] value) {

    /// Refuses a record beyond its limits.
    ///
    /// @throws WireException if the key or the value is too long
    public KadRecord {
        WireException.within("kad key", key.length, "bytes", KadParameters.KEY_BYTES_MAX);
        WireException.within("kad value", value.length, "bytes", KadParameters.VALUE_BYTES_MAX);
    }

    /// The namespace of a key, `ns` in `/ns/rest`; empty if it has none.
    public static String namespace(byte[] key) {
        if (key.length == 0 || key[0] != '/') return "";
        int end = 1;
        while (end < key.length && key[end] != '/') end++;
        return end == key.length ? "" : new String(key, 1, end - 1, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KadRecord r && Arrays.equals(key, r.key) && Arrays.equals(value, r.value);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(key) + Arrays.hashCode(value);
    }
}
