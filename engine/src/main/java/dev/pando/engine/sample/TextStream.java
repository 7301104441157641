package dev.pando.engine.sample;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Turns the bytes of tokens into text that may be shown, and finds stop strings across token boundaries.
///
/// A character that is not complete yet is held back, and so is a tail that may be the beginning of a stop string.
/// The concatenation of everything released is the answer: all bytes as UTF-8 (broken ones as U+FFFD) up to, and
/// without, the first stop string.
public final class TextStream {

    /// Stop strings of one request.
    public static final int STOPS_MAX = 16;
    /// Characters of one stop string.
    public static final int STOP_LENGTH_MAX = 1_000;

    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private byte[] partial = {}; // the beginning of a character
    private String found; // the stop string that ended it; null while it goes on

    /// @param stops strings that end the answer; empty ones are refused
    /// @throws IllegalArgumentException if there are too many, or one is empty or too long
    public TextStream(List<String> stops) {
        if (stops.size() > STOPS_MAX) {
            throw new IllegalArgumentException("stop strings: " + stops.size() + ", limit " + STOPS_MAX);
        }
        for (String stop : stops) {
            if (stop.isEmpty() || stop.length() > STOP_LENGTH_MAX) {
                throw new IllegalArgumentException(
                        "stop string: " + stop.length() + " characters, allowed 1 to " + STOP_LENGTH_MAX);
            }
        }
        this.stops = List.copyOf(stops);
    }

    /// Adds the bytes of a token and returns what may be shown now, often one token's text, sometimes nothing.
    ///
    /// @throws IllegalStateException after a stop string was found
    public String push(byte[] bytes) {
        if (stopped()) throw new IllegalStateException("the answer has ended");
        held.append(decodeComplete(bytes));
        found = firstStop();
        if (stopped()) {
            String last = held.substring(0, held.indexOf(found));
            held.setLength(0);
            return last;
        }
        return release(held.length() - heldBack());
    }

    /// A stop string was found; nothing comes after it.
    public boolean stopped() {
        return found != null;
    }

    /// The stop string that was found, if one was.
    public Optional<String> stop() {
        return Optional.ofNullable(found);
    }

    /// Something was pushed that may not be shown yet.
    public boolean holdsBack() {
        return !held.isEmpty() || partial.length > 0;
    }

    /// The answer ends here: returns what was held back.
    public String finish() {
        if (stopped()) return "";
        held.append(new String(partial, StandardCharsets.UTF_8));
        partial = new byte[]{};
        return release(held.length());
    }

    private String release(int length) {
        String text = held.substring(0, length);
        held.delete(0, length);
        return text;
    }

    private String decodeComplete(byte[] bytes) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(partial.length + bytes.length);
        joined.writeBytes(partial);
        joined.writeBytes(bytes);
        byte[] all = joined.toByteArray();
        int complete = all.length - incompleteTail(all);
        partial = Arrays.copyOfRange(all, complete, all.length);
        return new String(all, 0, complete, StandardCharsets.UTF_8);
    }

    // UTF-8: 110xxxxx begins 2 bytes, 1110xxxx 3, 11110xxx 4; 10xxxxxx continues.
    private static int incompleteTail(byte[] bytes) {
        for (int back = 1; back <= Math.min(3, bytes.length); back++) {
            int b = bytes[bytes.length - back] & 0xFF;
            if ((b & 0xC0) == 0x80) continue;
            int needs = b >= 0xF0 && b < 0xF8 ? 4 : b >= 0xE0 ? 3 : b >= 0xC0 ? 2 : 1;
            return b < 0xF8 && needs > back ? back : 0;
        }
        return 0;
    }

    // The one that is complete first, so that it does not matter how the text was cut into tokens.
    private String firstStop() {
        String first = null;
        int start = -1, end = Integer.MAX_VALUE;
        for (String stop : stops) {
            int at = held.indexOf(stop);
            boolean sooner = at >= 0 && (at + stop.length() < end || at + stop.length() == end && at < start);
            if (sooner) {
                first = stop;
                start = at;
                end = at + stop.length();
            }
        }
        return first;
    }

    private int heldBack() {
        int longest = 0;
        for (String stop : stops) {
            for (int n = Math.min(stop.length() - 1, held.length()); n > longest; n--) {
                if (endsWith(stop, n)) longest = n;
            }
        }
        return longest;
    }

    private boolean endsWith(String stop, int n) {
        int from = held.length() - n;
        for (int i = 0; i < n; i++) if (held.charAt(from + i) != stop.charAt(i)) return false;
        return true;
    }
}
