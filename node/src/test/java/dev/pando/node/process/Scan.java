package dev.pando.node.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Looks for words in bytes in the forms in which they could have got out: as text of either width, in base64 at any
/// place, in hexadecimal, and in any of these within what was deflated, with a head or without.
final class Scan {

    private static final int INFLATED_MAX = 1 << 18;
    private static final int WORD_MIN = 8;
    private static final byte ZLIB = 0x78; // RFC 1950: deflate with the usual window

    private final Map<String, List<byte[]>> forms = new LinkedHashMap<>();

    /// @param words lower-case letters and digits; long enough not to come about by chance
    Scan(Collection<String> words) {
        for (String word : words) forms.put(word, forms(word));
    }

    private static List<byte[]> forms(String word) {
        if (!word.matches("[a-z0-9]{" + WORD_MIN + ",}")) throw new IllegalArgumentException(word);
        List<byte[]> forms = new ArrayList<>();
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
        return forms;
    }

    // What base64 makes of the text behind `shift` other bytes, without the signs that depend on its neighbours.
    private static byte[] base64(byte[] text, int shift) {
        byte[] shifted = new byte[shift + text.length];
        System.arraycopy(text, 0, shifted, shift, text.length);
        String all = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int to = (shifted.length * 8) / 6;
        return all.substring((shift * 8 + 5) / 6, to).getBytes(StandardCharsets.US_ASCII);
    }

    /// The words that are in there.
    Set<String> found(byte[] bytes) {
        Set<String> found = new TreeSet<>();
        look(bytes, found);
        try (Inflater bare = new Inflater(true); Inflater headed = new Inflater(false)) {
            for (int at = 0; at < bytes.length; at++) {
                look(inflated(bare, bytes, at), found);
                if (bytes[at] == ZLIB) look(inflated(headed, bytes, at), found);
            }
        }
        return found;
    }

    private void look(byte[] bytes, Set<String> found) {
        if (bytes.length < WORD_MIN) return;
        forms.forEach((word, all) -> {
            if (all.stream().anyMatch(form -> indexOf(bytes, form) >= 0)) found.add(word);
        });
    }

    private static int indexOf(byte[] bytes, byte[] form) {
        next : for (int at = 0; at <= bytes.length - form.length; at++) {
            for (int i = 0; i < form.length; i++) if (bytes[at + i] != form[i]) continue next;
            return at;
        }
        return -1;
    }

    // gzip is a head of ten bytes before what is deflated without one, so it is found ten bytes further on.
    private static byte[] inflated(Inflater inflater, byte[] bytes, int at) {
        inflater.reset();
        inflater.setInput(bytes, at, bytes.length - at);
        byte[] out = new byte[64];
        int length = 0;
        try {
            while (length < INFLATED_MAX) {
                int count = inflater.inflate(out, length, out.length - length);
                if (count == 0) break;
                length += count;
                if (length == out.length) out = Arrays.copyOf(out, 4 * length);
            }
        } catch (DataFormatException e) {
            // What was read until then counts.
        }
        return Arrays.copyOf(out, length);
    }
}
