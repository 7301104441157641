package dev.pando.node.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MiniLmTest {

    private static final MiniLm ENCODER = new MiniLm(1);

    @AfterAll
    static void close() {
        ENCODER.close();
    }

    private static double cosine(String a, String b) {
        float[] x = ENCODER.encode(a), y = ENCODER.encode(b);
        double sum = 0;
        for (int i = 0; i < x.length; i++) sum += x[i] * y[i];
        return sum;
    }

    @Test
    void vectorsAreOfUnitLength() {
        for (String text : new String[]{"", "a", "Korallenriffe bleichen aus.", "🌳".repeat(500), "\0\uD800"}) {
            float[] vector = ENCODER.encode(text);
            assertEquals(MiniLm.DIMENSIONS, vector.length);
            double squares = 0;
            for (float v : vector) squares += v * v;
            assertEquals(1, squares, 1e-5);
        }
    }

    @Test
    void otherWordsForTheSameAreNearerThanOtherThings() {
        double same = cosine("My sister's birthday is on the third of May.", "When was my sister born?");
        double other = cosine("My sister's birthday is on the third of May.", "The train to Basel leaves at noon.");
        assertTrue(same > other + 0.3, same + " against " + other);
    }

    @Test
    void theSameTextHasTheSameBitsWhateverIsEncodedBesideIt() {
        float[] alone = ENCODER.encode("the same words");
        ENCODER.encode("quite other words, and many more of them than before, ".repeat(20));
        assertArrayEquals(alone, ENCODER.encode("the same words"));
        try (MiniLm two = new MiniLm(2)) {
            assertArrayEquals(alone, two.encode("the same words"));
        }
    }

    @Test
    void textsTogetherHaveTheBitsThatTheyHaveAlone() {
        List<String> texts = List.of("a", "quite other words, ".repeat(40), "", "b c", "many more ".repeat(100));
        List<float[]> together = ENCODER.encodeAll(texts);
        for (int i = 0; i < texts.size(); i++) assertArrayEquals(ENCODER.encode(texts.get(i)), together.get(i));
        assertEquals(0, ENCODER.encodeAll(List.of()).size());
    }

    @Test
    void ourKernelsMakeOfATextWhatOnnxRuntimeMakes() throws IOException {
        List<Network.Input> texts = Stream.of("two words.", "My sister's birthday is on the third of May.", "reef")
                .map(text -> new Network.Input(ENCODER.ids(text))).toList();
        try (Network ours = ENCODER.network(true); Network onnx = ENCODER.network(false)) {
            List<float[]> a = ours.outputs(texts, false), b = onnx.outputs(texts, false);
            for (int i = 0; i < texts.size(); i++) {
                float cosine = Encoder.cosine(Bert.unit(Bert.mean(a.get(i))), Bert.unit(Bert.mean(b.get(i))));
                assertTrue(cosine > 0.995, "text " + i + ": " + cosine);
            }
        }
    }

    @Test
    void aTextStandsBetweenTheMarksOfItsModel() {
        long[] two = {101, 2048, 2616, 1012, 102}, asked = {101, 23032, 1024, 2048, 2616, 1012, 102}; // Hugging Face's own
        try (BgeSmall bge = new BgeSmall(1, new Hands(1)); E5Small e5 = new E5Small(1, new Hands(1))) {
            assertArrayEquals(two, ENCODER.ids("two words."));
            assertArrayEquals(two, bge.ids("two words."));
            assertArrayEquals(asked, e5.ids("two words."));
        }
    }

    @Test
    void tokensAreThoseThatAreReadMarksIncluded() {
        assertEquals(2, ENCODER.tokens(""));
        assertEquals(5, ENCODER.tokens("two words."));
        assertEquals(MiniLm.TOKENS_MAX, ENCODER.tokens("word ".repeat(MiniLm.TOKENS_MAX)));
    }

    @Test
    void whatIsBeyondTheLimitHasNoPart() {
        String full = "word ".repeat(MiniLm.TOKENS_MAX - 2);
        assertArrayEquals(ENCODER.encode(full), ENCODER.encode(full + "apple"));
        assertFalse(Arrays.equals(ENCODER.encode("word ".repeat(MiniLm.TOKENS_MAX - 3)),
                ENCODER.encode("word ".repeat(MiniLm.TOKENS_MAX - 3) + "apple")));
        String spaces = " ".repeat(MiniLm.TEXT_CHARS_MAX - 1);
        assertArrayEquals(ENCODER.encode(spaces + "a"), ENCODER.encode(spaces + "a b"));
    }

    @Test
    void aClosedEncoderLoadsAgain() {
        MiniLm encoder = new MiniLm(1);
        float[] first = encoder.encode("again");
        encoder.close();
        encoder.close();
        assertArrayEquals(first, encoder.encode("again"));
        encoder.close();
    }

    @Test
    void threadsHaveALimit() {
        new MiniLm(MiniLm.THREADS_MAX).close();
        assertThrows(IllegalArgumentException.class, () -> new MiniLm(MiniLm.THREADS_MAX + 1));
        assertThrows(IllegalArgumentException.class, () -> new MiniLm(0));
    }
}
