package dev.pando.node.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
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

    // Where the file were another encoder's, of voices in another order or of another weight, these would not hold; that it is what
    // `pando lab recall --asking` makes is tried by lab's AskingTest.
    @Test
    void whatQuestionsHaveInCommonIsNearerToQuestionsThanToWhatIsTold() {
        float[] mean = CHORUS.asking().orElseThrow();
        assertTrue(Encoder.cosine(mean, mean) < 1, "a mean of unit vectors that differ");
        double asked = 0, told = 0;
        for (String text : List.of(QUESTION, "Where is the spare key?", "In which town was Odo born?"))
            asked += Encoder.cosine(mean, CHORUS.encode(text));
        for (String text : List.of(FACT, "The spare key is under the blue pot.", "Odo Varley was born in Ostrow."))
            told += Encoder.cosine(mean, CHORUS.encode(text));
        assertTrue(asked > told, asked + " against " + told);
    }

    @Test
    void aFileOfQuestionsThatIsMissingOrOfAnotherLengthIsNamed() throws Exception {
        IllegalStateException missing = assertThrows(IllegalStateException.class, () -> Chorus.asking(null, 2));
        assertEquals("asking.f32 is missing from this build", missing.getMessage());
        for (int bytes : new int[]{0, 7, 9})
            assertThrows(IllegalStateException.class,
                    () -> Chorus.asking(new ByteArrayInputStream(new byte[bytes]), 2));
        assertArrayEquals(new float[]{1, 0},
                Chorus.asking(new ByteArrayInputStream(new byte[]{0, 0, (byte) 0x80, 0x3F, 0, 0, 0, 0}), 2));
    }
}
