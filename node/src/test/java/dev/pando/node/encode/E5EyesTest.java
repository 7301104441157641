package dev.pando.node.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.read.Reader;
import dev.pando.engine.read.ReaderModel;
import dev.pando.engine.read.Seen;
import dev.pando.engine.weights.ModelFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class E5EyesTest {

    private static final E5Eyes EYES = new E5Eyes();
    private static final E5Small ENCODER = new E5Small(1, new Hands(1));
    private static final MiniLm PLAIN = new MiniLm(1); // the same vocabulary, nothing before a text

    @AfterAll
    static void close() {
        ENCODER.close();
        PLAIN.close();
    }

    @Test
    void aPairIsReadTogetherAndEachTokenKnowsItsWordOfTheSecond() {
        String quotation = "Mirel (O'Neill) rents Crème-coloured rooms, no. 1,204.";
        Seen seen = EYES.see("Who rents?", quotation);
        int tokens = seen.from().length;
        assertEquals(PLAIN.tokens("Who rents?") + PLAIN.tokens(quotation) - 1, tokens, "the same tokens as alone");
        assertEquals(tokens * Bert.DIMENSIONS, seen.states().length);
        StringBuilder read = new StringBuilder();
        for (int i = 0, end = 0; i < tokens; i++) {
            if (seen.from()[i] < end) continue; // a mark, the question, or another piece of the same word
            end = seen.to()[i];
            read.append(quotation, seen.from()[i], end).append(' ');
        }
        assertEquals("Mirel ( O ' Neill ) rents Crème - coloured rooms , no . 1 , 204 .", read.toString().strip());
        assertArrayEquals(seen.states(), EYES.see("Who rents?", quotation).states());
    }

    @Test
    void aReaderBeginsAsTheEncoderItself() {
        Map<String, float[]> layers = EYES.layers();
        ReaderModel model = ReaderModel.beginning(E5Eyes.SHAPE, name -> Optional.ofNullable(layers.get(name)), 1);
        String question = "Who rents?", quotation = "Mirel rents a small flat in Oskerby.";
        float[] outputs = ENCODER.outputs(ENCODER.pair(question, quotation));
        float[] ours = new Reader(EYES, model).states(question, quotation);
        assertEquals(outputs.length, ours.length);
        for (int token = 0; token < ours.length; token += Bert.DIMENSIONS) {
            double dot = 0, a = 0, b = 0;
            for (int i = token; i < token + Bert.DIMENSIONS; i++) {
                dot += (double) outputs[i] * ours[i];
                a += (double) outputs[i] * outputs[i];
                b += (double) ours[i] * ours[i];
            }
            assertTrue(dot / Math.sqrt(a * b) > 0.98, "token " + token / Bert.DIMENSIONS); // activations of 8 bits there
        }
    }

    @Test
    void ofALongPairTheBeginningsAreRead() {
        Seen seen = EYES.see("why ".repeat(5_000), "because of it ".repeat(5_000));
        assertEquals(Bert.TOKENS_MAX, seen.from().length, 3);
        assertTrue(seen.from()[seen.from().length - 2] > 0, "some of the quotation");
        assertEquals(3, EYES.see("", "").from().length, "nothing but marks");
    }

    @Test
    void aReaderOfAnotherEncoderIsRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("old.gguf");
        ReaderModel.beginning(new ReaderModel.Shape(384, 1536, 1, 12), _ -> Optional.empty(), 1).write(file);
        assertTrue(assertThrows(ModelFileException.class, () -> E5Eyes.reader(file)).getMessage().contains("1 layers"));
    }
}
