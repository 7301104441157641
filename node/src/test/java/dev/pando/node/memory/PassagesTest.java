package dev.pando.node.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PassagesTest {

    @Test
    void aShortMessageIsOnePassage() {
        assertEquals(List.of("My sister is called Ada. She lives in Bern."),
                Passages.of(" My sister is called Ada. She lives in Bern.\n"));
    }

    @Test
    void whatOnlyAsksIsNotRemembered() {
        assertEquals(List.of(), Passages.of("What is my sister called?"));
        assertEquals(List.of("I fly on Monday."), Passages.of("I fly on Monday. What should I pack?"));
        assertEquals(List.of(), Passages.of(""));
        assertEquals(List.of(), Passages.of(" \n\t"));
    }

    @Test
    void aLongMessageIsCutBetweenSentences() {
        String sentence = "This sentence has some forty characters. ";
        List<String> passages = Passages.of(sentence.repeat(40));
        assertTrue(passages.size() > 3);
        passages.forEach(p -> assertTrue(p.endsWith(".") && p.length() <= Passages.PASSAGE_CHARS, p));
    }

    @Test
    void longTextWithoutCapitalsIsCutBehindStopsAndSpaces() {
        List<String> stops = Passages.of("i moved to bern last week. ".repeat(40));
        stops.forEach(p -> assertTrue(p.endsWith("week.") && p.length() <= Passages.PASSAGE_CHARS, p));
        Passages.of("and then ".repeat(100)).forEach(p -> assertTrue(p.endsWith("and") || p.endsWith("then"), p));
    }

    @Test
    void aWordWithoutEndIsCutBetweenCharacters() {
        List<String> passages = Passages.of("x" + "🌳".repeat(700));
        passages.forEach(p -> assertTrue(p.length() <= Passages.PASSAGE_CHARS && !p.contains("\uFFFD")
                && p.codePoints().allMatch(c -> c == 0x1F333 || c == 'x')));
        assertEquals(1401, passages.stream().mapToInt(String::length).sum());
    }

    @Test
    void oneMessageBecomesSoManyPassagesAndNoMore() {
        String passage = "x".repeat(Passages.PASSAGE_CHARS - 2) + ". ";
        assertEquals(Passages.PASSAGES_MAX - 1, Passages.of(passage.repeat(Passages.PASSAGES_MAX - 1)).size());
        assertEquals(Passages.PASSAGES_MAX, Passages.of(passage.repeat(Passages.PASSAGES_MAX)).size());
        assertEquals(Passages.PASSAGES_MAX, Passages.of(passage.repeat(Passages.PASSAGES_MAX + 1)).size());
    }
}
