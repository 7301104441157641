package dev.pando.node.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Looks for a word in bytes in the forms in which it could have got out: as text of either width, in base64 at any place,
/// in hexadecimal, and in any of these within what was deflated, with a head or without.
final class Scan {

    private static final int INFLATED_MAX = 1 << 18;
    private static final int WORD_MIN = 8;

    private final List<byte[]> forms = new ArrayList<>();

    /// @param word lower-case letters and digits; long enough not to come about by chance
    Scan(String word) {
        if (!word.matches("[a-z0-9]{" + WORD_MIN + ",}")) throw new IllegalArgumentException(word);
        for (String spelled : List.of(word, word.toUpperCase(Locale.ROOT),
                word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))) {
            byte[] text = spelled.getBytes(StandardCharsets.UTF_8);
            forms.add(text);
            forms.add(spelled.getBytes(StandardCharsets.UTF_16LE));
            forms.add(spelled.getBytes(StandardCharsets.UTF_16BE));
            forms.add(new StringBuilder(spelled).reverse().toString().getBytes(StandardCharsets.UTF_8));
            String hex = HexFormat.of().formatHex(text);
            forms.add(hex.getBytes(StandardCharsets.US_ASCII));
            forms.add(hex.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
            for (int shift = 0; shift < 3; shift++) forms.add(base64(text, shift));
        }
    }

    // What base64 makes of the text behind `shift` other bytes, without the signs that depend on its neighbours.
    private static byte[] base64(byte[] text, int shift) {
        byte[] shifted = new byte[shift + text.length];
        System.arraycopy(text, 0, shifted, shift, text.length);
        String all = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int to = (shifted.length * 8) / 6;
        return all.substring((shift * 8 + 5) / 6, to).getBytes(StandardCharsets.US_ASCII);
    }

    /// Whether the word is in there.
    boolean finds(byte[] bytes) {
        if (lies(bytes)) return true;
        for (int at = 0; at < bytes.length; at++) {
            if (lies(inflated(bytes, at, true)) || lies(inflated(bytes, at, false))) return true;
        }
        return false;
    }

    private boolean lies(byte[] bytes) {
        return forms.stream().anyMatch(form -> indexOf(bytes, form) >= 0);
    }

    private static int indexOf(byte[] bytes, byte[] form) {
        next : for (int at = 0; at <= bytes.length - form.length; at++) {
            for (int i = 0; i < form.length; i++) if (bytes[at + i] != form[i]) continue next;
            return at;
        }
        return -1;
    }

    // gzip is a head of ten bytes before what is deflated without one, so it is found ten bytes further on.
    private static byte[] inflated(byte[] bytes, int at, boolean bare) {
        if (!bare && bytes[at] != 0x78) return new byte[0];
        try (Inflater inflater = new Inflater(bare)) {
            inflater.setInput(bytes, at, bytes.length - at);
            byte[] out = new byte[1 << 10];
            int length = 0;
            while (length < INFLATED_MAX) {
                int count = inflater.inflate(out, length, out.length - length);
                if (count == 0) break;
                length += count;
                if (length == out.length) out = java.util.Arrays.copyOf(out, 2 * length);
            }
            return length < WORD_MIN ? new byte[0] : java.util.Arrays.copyOf(out, length);
        } catch (DataFormatException e) {
            return new byte[0];
        }
    }
}
