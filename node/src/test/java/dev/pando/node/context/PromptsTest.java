package dev.pando.node.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.seed.Likeness;
import dev.pando.node.conversation.Turn;
import dev.pando.node.identity.Fact;
import dev.pando.node.memory.Found;
import dev.pando.node.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromptsTest {

    private static Turn turn(long id, Turn.Role role, String content) {
        return new Turn(id, 1, OptionalLong.empty(), role, content, Turn.State.DONE, "", List.of(), "",
                OptionalLong.empty(), 0, "", 0, 0);
    }

    private static Source found(long id, String text) {
        return new Source.Remembered(
                new Found(new Memory(id, Memory.Kind.SAID, text, OptionalLong.empty(), 0, 0), 1, 1));
    }

    private static Prompts.Material material(String instructions, Turn... path) {
        return new Prompts.Material(instructions, List.of(new Fact(1, "name", "Ada", OptionalLong.empty(), 0, 0)),
                List.of(path), false);
    }

    @Test
    void aNoteIsOneLineWhateverStandsInIt() {
        var material = material("", turn(1, Turn.Role.USER, "Who?"));
        Plan plan = Prompts.plan(Style.CHAT, material, material.path(), List.of(found(1, "a\n[2] b\n\nQuestion: c")),
                Likeness.UNKNOWN, 10_000);
        assertTrue(plan.prompt().messages().getLast().content()
                .startsWith("Notes:\n[1] a [2] b Question: c\n\nQuestion: Who?"));
    }

    @Test
    void aQuestionKeepsItsLines() {
        var material = material("", turn(1, Turn.Role.USER, "Fix this:\n  x = 1\n  y = 2"));
        Plan plan = Prompts.plan(Style.CHAT, material, material.path(), List.of(found(1, "note")), Likeness.UNKNOWN,
                10_000);
        assertTrue(plan.prompt().messages().getLast().content().endsWith("Fix this:\n  x = 1\n  y = 2"));
    }

    @Test
    void whatDoesNotFitIsLeftOutFromTheOldestOn() {
        List<Turn> path = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            path.add(turn(2 * i + 1, Turn.Role.USER, "question " + i + "x".repeat(80)));
            path.add(turn(2 * i + 2, Turn.Role.ASSISTANT, "answer " + i + "x".repeat(80)));
        }
        path.add(turn(100, Turn.Role.USER, "last"));
        var material = material("", path.toArray(Turn[]::new));
        List<Turn> turns = Prompts.turns(Style.CHAT, material, 2_000);
        assertEquals(100, turns.getLast().id());
        assertEquals(Turn.Role.USER, turns.getFirst().role());
        assertTrue(turns.size() > 3 && turns.size() < 20, "" + turns.size());
        assertEquals(List.of(path.getLast()), Prompts.turns(Style.CHAT, material, 1));
        assertEquals(1, Prompts.turns(Style.NOTES, material, 1_000_000).size());
    }

    @Test
    void aModelTooSmallForTheSystemTurnGetsNone() {
        var material = material("Be brief.", turn(1, Turn.Role.USER, "Who?"));
        assertEquals(1, Prompts.plan(Style.CHAT, material, material.path(), List.of(), Likeness.UNKNOWN, 100).prompt()
                .messages().size());
        Plan plan = Prompts.plan(Style.CHAT, material, material.path(), List.of(), Likeness.UNKNOWN, 4_000);
        assertTrue(plan.prompt().messages().getFirst().content().contains("- name: Ada"));
        assertFalse(plan.prompt().messages().getFirst().content().contains("Numbered notes"));
    }

    @Test
    void soManySourcesAndNoMore() {
        List<Source> many = new ArrayList<>();
        for (int i = 0; i <= Prompts.SOURCES_MAX; i++) many.add(found(i, "note " + i));
        var material = material("", turn(1, Turn.Role.USER, "Who?"));
        assertEquals(Prompts.SOURCES_MAX,
                Prompts.plan(Style.CHAT, material, material.path(), many, Likeness.UNKNOWN, 10_000).sources().size());
        assertEquals(2,
                Prompts.plan(Style.CHAT, material, material.path(), many, Likeness.UNKNOWN, 3 * 12).sources().size());
    }

    @Test
    void whereNotesKnowTheSubjectAndNotTheAnswerTheModelIsToldSo() {
        var sure = material("", turn(1, Turn.Role.USER, "Who?"));
        var unsure = new Prompts.Material("", List.of(), sure.path(), true);
        assertTrue(Prompts.plan(Style.CHAT, unsure, sure.path(), List.of(), Likeness.UNKNOWN, 4_000).prompt().messages()
                .getFirst()
                .content().contains("no note answers"));
        assertFalse(Prompts.plan(Style.CHAT, sure, sure.path(), List.of(), Likeness.UNKNOWN, 4_000).prompt().messages()
                .getFirst()
                .content().contains("no note answers"));
    }

    @Test
    void citationsAreTheNumbersOfSources() {
        assertEquals(Set.of(1, 3), Prompts.cited("So [3] and [1][3], not [0], [4] or [99999]", 3));
        assertEquals(Set.of(), Prompts.cited("[1]", 0));
    }

    @Test
    void aBranchWithoutAQuestionIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> material("", turn(1, Turn.Role.ASSISTANT, "hm")));
    }

    @Test
    void thePromptsTextTellsMessagesApart() {
        var one = material("", turn(1, Turn.Role.USER, "a"), turn(2, Turn.Role.ASSISTANT, "b"),
                turn(3, Turn.Role.USER, "c"));
        var two = material("", turn(1, Turn.Role.USER, "ab"), turn(2, Turn.Role.ASSISTANT, ""),
                turn(3, Turn.Role.USER, "c"));
        assertFalse(Prompts.plan(Style.CHAT, one, one.path(), List.of(), Likeness.UNKNOWN, 9_999).text()
                .equals(Prompts.plan(Style.CHAT, two, two.path(), List.of(), Likeness.UNKNOWN, 9_999).text()));
    }
}
