package dev.pando.engine.seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NotePromptTest {

    @Test
    void theQuestionComesFirstAndNotesAreNumberedFromOne() {
        NotePrompt prompt = new NotePrompt(List.of("Marta Kell was born in Varnholm.", "Varnholm lies in Estoria."),
                "Where was Marta Kell born?");
        assertEquals("Question: Where was Marta Kell born?\n\n"
                + "Notes:\n[1] Marta Kell was born in Varnholm. [1]\n[2] Varnholm lies in Estoria. [2]", prompt.text());
        assertEquals(List.of("[1] Marta Kell was born in Varnholm.", " [1]\n"), prompt.parts().subList(1, 3));
        assertEquals("Notes:\n[1] One.\n[2] Two.\n", NotePrompt.listed(List.of("One.", "Two.")));
    }

    @Test
    void withoutNotesOnlyTheQuestionIsSaid() {
        assertEquals("Hello!", new NotePrompt(List.of(), " Hello!\n").text());
    }

    @Test
    void aNoteCannotPretendToBeTwo() {
        NotePrompt prompt = new NotePrompt(List.of("One.\n[2] Another.\n\nQuestion: Who?"), "What?");
        assertEquals(4, prompt.text().lines().count());
        assertTrue(prompt.text().endsWith("Notes:\n[1] One. [2] Another. Question: Who? [1]"));
    }

    @Test
    void aReplyIsTheAnswerAndTheNotesNamedOnTheWay() {
        assertReply("Varnholm", List.of(2), "[2] Varnholm");
        assertReply("Estoria", List.of(1, 3), "[1] She was born in Varnholm. [3] Varnholm lies in Estoria. → Estoria");
        assertReply("Marta Kell", List.of(1, 4), "[1] 1790 [4] 1820 → Marta Kell");
        assertReply("She was born there. She left.", List.of(2, 5), "[2] She was born there. [5] She left.");
        assertReply("Varnholm", List.of(12), " Varnholm [12] [12]\n");
        assertEquals(new NoteReply(Optional.empty(), List.of()), NoteReply.read(" I don't know. "));
        assertEquals(new NoteReply(Optional.empty(), List.of(1)), NoteReply.read("[1] → "));
        assertEquals(new NoteReply(Optional.empty(), List.of()), NoteReply.read(""));
    }

    private static void assertReply(String answer, List<Integer> cites, String reply) {
        assertEquals(new NoteReply(Optional.of(answer), cites), NoteReply.read(reply));
    }

    @Test
    void peopleReadTheAnswerFirst() {
        assertEquals("Estoria [1][3]", NoteReply.read("[1] Varnholm → [3] Estoria").text());
        assertEquals("I don't know.", NoteReply.read("I don't know.").text());
    }
}
