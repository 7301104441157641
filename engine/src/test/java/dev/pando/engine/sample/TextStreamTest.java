package dev.pando.engine.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TextStreamTest {

    @Test
    void howTheTextIsCutIntoTokensDoesNotMatter() {
        Forall.seeds(2_000, random -> {
            byte[] bytes = bytes(random);
            List<String> stops = stops(random);
            TextStream whole = new TextStream(stops);
            String expected = whole.push(bytes) + whole.finish();
            TextStream cut = new TextStream(stops);
            StringBuilder released = new StringBuilder();
            for (int at = 0; at < bytes.length && !cut.stopped();) {
                int to = Math.min(bytes.length, at + random.nextInt(1, 4));
                released.append(cut.push(Arrays.copyOfRange(bytes, at, to)));
                at = to;
            }
            assertEquals(expected, released + cut.finish());
            assertEquals(whole.stop(), cut.stop());
            for (String stop : stops) assertFalse(expected.contains(stop));
        });
    }

    // Few letters, so that stops occur; now and then half a character.
    private static byte[] bytes(RandomGenerator random) {
        byte[] bytes = new byte[random.nextInt(0, 30)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(10) == 0 ? random.nextInt(256) : "ab\u00e9".charAt(random.nextInt(2)));
        }
        return random.nextInt(4) == 0 ? "a\u00e9\u20ac\ud83c\udf33b".getBytes(StandardCharsets.UTF_8) : bytes;
    }

    private static List<String> stops(RandomGenerator random) {
        List<String> stops = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            StringBuilder stop = new StringBuilder();
            for (int i = random.nextInt(1, 5); i > 0; i--) stop.append("ab".charAt(random.nextInt(2)));
            stops.add(stop.toString());
        }
        return stops;
    }

    @Test
    void aTailThatMayBecomeAStopIsHeldBack() {
        TextStream text = new TextStream(List.of("###"));
        assertEquals("a", text.push(utf8("a#")));
        assertEquals("", text.push(utf8("#")));
        assertEquals("##b", text.push(utf8("b")));
        assertEquals("", text.push(utf8("##")));
        assertEquals("", text.push(utf8("#tail")));
        assertTrue(text.stopped());
        assertEquals(Optional.of("###"), text.stop());
        assertEquals("", text.finish());
        assertThrows(IllegalStateException.class, () -> text.push(utf8("x")));
    }

    @Test
    void ofSeveralStopsItIsTheOneThatIsCompleteFirstAndOfThoseTheLongest() {
        TextStream text = new TextStream(List.of("bcd", "c", "ab"));
        assertEquals("", text.push(utf8("abcd")));
        assertEquals(Optional.of("ab"), text.stop());
        TextStream nested = new TextStream(List.of("c", "abc"));
        assertEquals("", nested.push(utf8("abc")));
        assertEquals(Optional.of("abc"), nested.stop());
        assertEquals(Optional.empty(), new TextStream(List.of("a")).stop());
    }

    @Test
    void aCharacterIsShownWhenItIsComplete() {
        byte[] tree = utf8("\ud83c\udf33");
        TextStream text = new TextStream(List.of());
        for (int i = 0; i < 3; i++) assertEquals("", text.push(new byte[]{tree[i]}));
        assertEquals("\ud83c\udf33", text.push(new byte[]{tree[3]}));
        assertEquals("", text.push(new byte[]{tree[0]}));
        assertEquals("\ufffd", text.finish());
    }

    @Test
    void tooManyOrTooLongStopsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new TextStream(List.of("")));
        assertThrows(IllegalArgumentException.class, () -> new TextStream(List.of("x".repeat(1_001))));
        assertThrows(IllegalArgumentException.class, () -> new TextStream(java.util.Collections.nCopies(17, "x")));
        new TextStream(java.util.Collections.nCopies(16, "x".repeat(1_000)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
