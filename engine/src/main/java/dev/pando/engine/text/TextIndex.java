package dev.pando.engine.text;

import dev.pando.engine.weights.Texts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Finds a text's number among [Texts]: a hash table without an object for an entry, because it is built before a node can
/// say its first word. Of two equal texts the later is found.
final class TextIndex {

    /// The number that means "no such text".
    static final int NONE = -1;

    /// Other texts looked at on the way to one; with honest texts some dozens, and who makes more of them collide is refused.
    static final int PROBES_MAX = 512;

    private static final int BEGIN = 0x811C9DC5, PRIME = 0x01000193; // of FNV-1a with 32 bits

    private final Texts texts;
    private final int[] slots; // number + 1, or 0; at least twice as many as texts

    /// @throws TextException if more than [#PROBES_MAX] texts collide
    TextIndex(Texts texts) {
        this.texts = texts;
        slots = slots(texts.count());
        byte[] utf8 = texts.utf8();
        for (int i = 0; i < texts.count(); i++) {
            int from = texts.start(i), to = texts.end(i);
            slots[slot(utf8, from, to, hash(utf8, from, to))] = i + 1;
        }
    }

    /// An empty table for `count` entries.
    static int[] slots(int count) {
        return new int[2 * Integer.highestOneBit(Math.max(1, 2 * count - 1))];
    }

    /// FNV-1a of some bytes, mixed so that its low bits depend on all of them.
    static int hash(byte[] bytes, int from, int to) {
        int hash = BEGIN;
        for (int i = from; i < to; i++) hash = step(hash, bytes[i]);
        return mixed(hash);
    }

    private static int step(int hash, int b) {
        return (hash ^ b & 0xFF) * PRIME;
    }

    /// Spreads what is in the high bits over the low ones.
    static int mixed(int hash) {
        int h = (hash ^ hash >>> 16) * 0x7FEB352D;
        return h ^ h >>> 15;
    }

    /// Refuses a table in which too much collides.
    static void checkProbes(int probes) {
        if (probes > PROBES_MAX) {
            throw new TextException("vocabulary: more than " + PROBES_MAX + " texts collide");
        }
    }

    // Where the text is, or would be.
    private int slot(byte[] bytes, int from, int to, int hash) {
        int at = hash & slots.length - 1;
        for (int probes = 0; slots[at] != 0; at = at + 1 & slots.length - 1) {
            int i = slots[at] - 1;
            if (Arrays.equals(texts.utf8(), texts.start(i), texts.end(i), bytes, from, to)) return at;
            checkProbes(++probes);
        }
        return at;
    }

    /// The number of the text with these bytes, or [#NONE].
    int find(byte[] utf8, int from, int to) {
        return slots[slot(utf8, from, to, hash(utf8, from, to))] - 1;
    }

    /// The number of `text`, or [#NONE].
    int find(String text) {
        int hash = BEGIN;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) return findEncoded(text);
            hash = step(hash, c);
        }
        return findAscii(text, mixed(hash));
    }

    // Half a character is no text that could be here, and would be encoded as a question mark.
    private int findEncoded(String text) {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) return NONE;
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return find(utf8, 0, utf8.length);
    }

    private int findAscii(String text, int hash) {
        for (int at = hash & slots.length - 1; slots[at] != 0; at = at + 1 & slots.length - 1) {
            if (is(slots[at] - 1, text)) return slots[at] - 1;
        }
        return NONE;
    }

    private boolean is(int i, String ascii) {
        if (texts.length(i) != ascii.length()) return false;
        byte[] utf8 = texts.utf8();
        for (int k = 0, at = texts.start(i); k < ascii.length(); k++) if (utf8[at + k] != ascii.charAt(k)) return false;
        return true;
    }
}
