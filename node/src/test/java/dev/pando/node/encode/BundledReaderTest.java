package dev.pando.node.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.seed.Judge;
import dev.pando.engine.seed.NotePrompt;
import dev.pando.engine.seed.Sifted;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledReaderTest {

    private static final Path MODELS = Path.of("..", "models");
    private static final MiniLm EYES = new MiniLm(1);

    @TempDir
    Path empty;

    @AfterAll
    static void close() {
        EYES.close();
    }

    @Test
    void theReaderThatComesWithPandoKnowsWhatIsMeantInOtherWords() {
        Judge reader = BundledReader.in(MODELS, EYES);
        String meant = "Since the spring Mirel Tavenor has been renting a small flat in Oskerby.";
        String near = "Mirel Tavenor was born in Hallowick, in a hard winter.";
        String asked = "Where does Mirel Tavenor live?";
        assertTrue(odds(reader, asked, meant) > odds(reader, asked, near), "lives, not was born");
        int at = meant.indexOf("Oskerby");
        var judgement = reader.of(asked, meant).orElseThrow();
        assertTrue(
                judgement.answer(at, at + 7) > judgement.answer(meant.indexOf("spring"), meant.indexOf("spring") + 6),
                "where, not when");
        Sifted sifted = Sifted.of(new NotePrompt(List.of(meant, near), asked), new Meaning(EYES, reader));
        assertTrue(sifted.stays().contains(0));
    }

    private static double odds(Judge reader, String question, String quotation) {
        return reader.of(question, quotation).orElseThrow().odds();
    }

    @Test
    void whereThereIsNoneNobodyIsAsked() {
        assertSame(Judge.NONE, BundledReader.in(empty, EYES));
    }

    @Test
    void whereTheEncoderDoesNotRunNobodyCanTell() {
        Judge blind = BundledReader.in(MODELS, (_, _) -> {
            throw new EncodingException("does not run here", null);
        });
        assertEquals(Optional.empty(), blind.of("Who?", "She."));
    }
}
