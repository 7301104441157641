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
    private static final E5Eyes EYES = new E5Eyes();
    private static final MiniLm ENCODER = new MiniLm(1);

    @TempDir
    Path empty;

    @AfterAll
    static void close() {
        ENCODER.close();
    }

    /// A question, a note that answers it in other words, what the answer is, and a note about the same that does not.
    private record Asked(String question, String meant, String answer, String other) {}

    private static final List<Asked> ASKED = List.of(
            new Asked("Where does Mirel Tavenor live?", "Mirel Tavenor has a small flat in Oskerby.", "Oskerby",
                    "Mirel Tavenor never liked the sea."),
            new Asked("Who wrote the Harbour Songs?", "The author of the Harbour Songs is Dunstan Prewe.",
                    "Dunstan Prewe", "The Harbour Songs were printed in Varn."),
            new Asked("When was the mill at Brantholm built?", "The mill at Brantholm dates from 1874.", "1874",
                    "The mill at Brantholm has four sails."),
            new Asked("What does Josune Arlick do for a living?", "Josune Arlick works as a glazier.", "a glazier",
                    "Josune Arlick has two brothers."),
            new Asked("How tall is the Feltrigg tower?", "The Feltrigg tower has a height of 92 metres.", "92 metres",
                    "The Feltrigg tower was opened by a duke."),
            new Asked("What is the capital of Estoria?", "The government of Estoria sits in Hallowick.", "Hallowick",
                    "Estoria exports apricots."));

    // Weights that were learned do not know everything: it is the reader's trade that is tested, not each of these.
    @Test
    void theReaderThatComesWithPandoKnowsWhatIsMeantInOtherWords() {
        Judge reader = BundledReader.in(MODELS, EYES);
        long meant = ASKED.stream().filter(a -> odds(reader, a.question, a.meant) > odds(reader, a.question, a.other))
                .count();
        assertTrue(meant >= ASKED.size() - 1, meant + " of " + ASKED.size() + " notes");
        long found = ASKED.stream().filter(a -> {
            var judgement = reader.of(a.question, a.meant).orElseThrow();
            int at = a.meant.indexOf(a.answer), word = a.meant.indexOf(' ');
            return judgement.answer(at, at + a.answer.length()) > judgement.answer(0, word);
        }).count();
        assertTrue(found >= ASKED.size() - 1, found + " of " + ASKED.size() + " answers");
        Asked first = ASKED.getFirst();
        Sifted sifted = Sifted.of(new NotePrompt(List.of(first.meant, first.other), first.question),
                new Meaning(ENCODER, reader));
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
