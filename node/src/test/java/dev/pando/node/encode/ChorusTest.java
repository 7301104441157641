package dev.pando.node.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ChorusTest {

    private static final Chorus CHORUS = new Chorus(1);
    private static final String FACT = "My dentist is Dr Okafor on Mill Lane.";
    private static final String QUESTION = "Who looks after my teeth?";

    @AfterAll
    static void close() {
        CHORUS.close();
    }

    private static double cosine(Encoder encoder, String a, String b) {
        float[] x = encoder.encode(a), y = encoder.encode(b);
        double sum = 0;
        for (int i = 0; i < x.length; i++) sum += x[i] * y[i];
        return sum;
    }

    @Test
    void itsCosineIsTheSharesOfItsVoicesCosines() {
        try (Encoder mini = new MiniLm(1);
                Encoder bge = new BgeSmall(1, new Hands(1));
                Encoder e5 = new E5Small(1, new Hands(1))) {
            double expected = cosine(mini, FACT, QUESTION) / 6 + cosine(bge, FACT, QUESTION) / 3
                    + cosine(e5, FACT, QUESTION) / 2;
            assertEquals(expected, cosine(CHORUS, FACT, QUESTION), 1e-5);
            assertEquals(1, cosine(CHORUS, FACT, FACT), 1e-5);
        }
    }

    @Test
    void itsVectorsBeginWithThoseOfItsFirst() {
        float[] first = CHORUS.first().encode(FACT), whole = CHORUS.encode(FACT);
        assertEquals(3 * first.length, CHORUS.dimensions());
        float[] scaled = Arrays.copyOf(whole, first.length);
        for (int i = 0; i < scaled.length; i++) scaled[i] *= (float) Math.sqrt(6);
        assertArrayEquals(first, scaled, 1e-6f);
    }

    @Test
    void otherWordsForTheSameAreNearerThanOtherThings() {
        double same = cosine(CHORUS, FACT, QUESTION), other = cosine(CHORUS, FACT, "Where did I park the car?");
        assertTrue(same > other + 0.05, same + " against " + other);
    }

    @Test
    void itsNameSaysWhatItIsMadeOf() {
        assertEquals("all-MiniLM-L6-v2/q8/marked*1+bge-small-en-v1.5/q8/mean/marked*2+e5-small-v2/q8/marked*3",
                CHORUS.id());
        assertEquals(CHORUS.first().tokens(FACT), CHORUS.tokens(FACT));
    }
}
