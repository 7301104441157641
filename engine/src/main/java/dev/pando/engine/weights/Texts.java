package dev.pando.engine.weights;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Many short texts side by side in one array of bytes: what a vocabulary consists of, without an object for each.
public final class Texts {

    private final byte[] utf8;
    private final int[] starts; // (text) its first byte
    private final int[] ends; // (text) one behind its last byte

    /// @param utf8   the texts, and between them whatever lies there; must not be changed afterwards
    /// @param starts (text) its first byte
    /// @param ends   (text) one behind its last byte
    Texts(byte[] utf8, int[] starts, int[] ends) {
        this.utf8 = utf8;
        this.starts = starts;
        this.ends = ends;
    }

    /// These texts in UTF-8.
    public static Texts of(String... texts) {
        ByteArrayOutputStream utf8 = new ByteArrayOutputStream();
        int[] starts = new int[texts.length], ends = new int[texts.length];
        for (int i = 0; i < texts.length; i++) {
            starts[i] = utf8.size();
            utf8.writeBytes(texts[i].getBytes(StandardCharsets.UTF_8));
            ends[i] = utf8.size();
        }
        return new Texts(utf8.toByteArray(), starts, ends);
    }

    /// How many.
    public int count() {
        return starts.length;
    }

    /// The array that all of them lie in; not a copy, so not to be changed.
    public byte[] utf8() {
        return utf8;
    }

    /// Where in [#utf8] text `i` begins.
    public int start(int i) {
        return starts[i];
    }

    /// Where in [#utf8] text `i` has ended.
    public int end(int i) {
        return ends[i];
    }

    /// Bytes of text `i`.
    public int length(int i) {
        return ends[i] - starts[i];
    }

    /// Text `i`, decoded; malformed sequences become U+FFFD.
    public String get(int i) {
        return new String(utf8, starts[i], ends[i] - starts[i], StandardCharsets.UTF_8);
    }
}
