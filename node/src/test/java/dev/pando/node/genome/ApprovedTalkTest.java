package dev.pando.node.genome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.node.signals.Lesson;
import dev.pando.node.signals.Lesson.CorrectedAnswer;
import dev.pando.node.signals.Lesson.Counterfactual;
import dev.pando.node.signals.Lesson.InstructionResponse;
import dev.pando.node.signals.Lesson.PreferredPair;
import dev.pando.node.signals.Signal;
import dev.pando.node.signals.Signal.Cause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovedTalkTest {

    @TempDir
    private Path folder;
    private long number;

    private Signal signal(Cause cause, Lesson lesson) {
        number++;
        return new Signal(number, lesson, cause, number, OptionalLong.empty(), "tiny", false, number, number);
    }

    private static ApprovedTalk talk(Signal... oldestFirst) {
        return ApprovedTalk.of(List.of(oldestFirst).reversed(), List.of("Bluebell"));
    }

    @Test
    void whatWasLikedOrWrittenByThePersonIsLearnedAndNothingElse() {
        ApprovedTalk talk = talk(signal(Cause.THUMB, new InstructionResponse("a?", "liked")),
                signal(Cause.CORRECTION, new CorrectedAnswer("b?", "wrong", "right")),
                signal(Cause.THUMB, new PreferredPair("c?", "better", "worse")),
                signal(Cause.REGENERATION, new PreferredPair("d?", "second try", "first try")),
                signal(Cause.EDIT, new Counterfactual("e?", "answer", "f?", "other answer")),
                signal(Cause.THUMB, new Counterfactual("g?", "not wanted", "", "")));
        assertEquals(Map.of("a?", "liked", "b?", "right", "c?", "better"), talk.exchanges());
        assertEquals(List.of("a?", "b?", "c?"), List.copyOf(talk.exchanges().keySet()), "the oldest first");
    }

    @Test
    void ofSeveralAnswersToAQuestionTheLastWordCounts() {
        assertEquals(Map.of("a?", "right"), talk(signal(Cause.THUMB, new InstructionResponse("a?", "liked")),
                signal(Cause.CORRECTION, new CorrectedAnswer("a?", "liked", "right"))).exchanges());
    }

    @Test
    void whatMustNotLeaveIsNotLearned() {
        ApprovedTalk talk = talk(signal(Cause.THUMB, new InstructionResponse("who?", "ask ann@example.org")),
                signal(Cause.THUMB, new InstructionResponse("tell me of bluebell", "a secret garden")),
                signal(Cause.THUMB, new InstructionResponse("a?", "liked")));
        assertEquals(Map.of("a?", "liked"), talk.exchanges());
        assertEquals(2, talk.heldBack());
    }

    @Test
    void theSameExchangesAreTheSameFileOfConversations() throws Exception {
        Signal[] some = {signal(Cause.THUMB, new InstructionResponse("a \"quoted\"\nquestion?", "liked")),
                signal(Cause.THUMB, new InstructionResponse("b?", "ä"))};
        Path file = talk(some).write(folder);
        assertEquals(file, talk(some).write(folder), "so that a training that was stopped goes on");
        List<String> lines = Files.readAllLines(file);
        assertEquals(2, lines.size());
        JsonNode messages = new ObjectMapper().readTree(lines.getFirst()).path("messages");
        assertEquals("user", messages.path(0).path("role").asText());
        assertEquals("a \"quoted\"\nquestion?", messages.path(0).path("content").asText());
        assertEquals("liked", messages.path(1).path("content").asText());
        assertNotEquals(file, talk(some[0]).write(folder));
    }
}
