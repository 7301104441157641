package dev.pando.lab.seedmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.seed.NoteReply;
import dev.pando.engine.seed.SeedExample;
import dev.pando.engine.seed.SeedExample.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamTest {

    @TempDir
    Path folder;

    @Test
    void whoeverKnowsTheRepliesPassesAndWhoeverNeverAnswersOnlyAbstains() {
        List<SeedExample> questions = Questions.held(20, 1);
        Exam perfect = Exam.of(questions, q -> q.reply() + "\n"), silent = Exam.of(questions, q -> NoteReply.UNKNOWN);
        for (Kind kind : List.of(Kind.ONE_NOTE, Kind.TWO_NOTES, Kind.UNANSWERABLE)) {
            assertEquals(20, perfect.scores().get(kind).asked());
            assertEquals(1, perfect.scores().get(kind).exact());
            assertEquals(kind == Kind.UNANSWERABLE ? 1 : 0, silent.scores().get(kind).exact());
        }
        assertEquals(0, perfect.falseAbstention());
        assertEquals(1, silent.falseAbstention());
    }

    @Test
    void theRightAnswerWithAnotherCitationIsNotExact() {
        SeedExample question = Questions.held(1, 2).getFirst();
        Exam exam = Exam.of(List.of(question), q -> q.answer().orElseThrow() + " [99]");
        assertEquals(0, exam.scores().get(Kind.ONE_NOTE).exact());
        assertEquals(1, exam.scores().get(Kind.ONE_NOTE).answered());
    }

    @Test
    void anAnswerMayBeWrittenWithAnotherCaseOrArticleButNotWithAnotherName() {
        assertEquals(Exam.plain("The Red Heron."), Exam.plain("red  heron"));
        assertEquals(Exam.plain("a watchmaker"), Exam.plain("Watchmaker"));
        assertNotEquals(Exam.plain("Lindholm"), Exam.plain("Lindholn"));
        assertNotEquals(Exam.plain("1,204"), Exam.plain("1,205"));
    }

    @Test
    void questionsComeFromAFileAndABrokenLineIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("q.jsonl"),
                """
                        {"notes":["Ada lives in Arv.","Arv lies on the Senn."],"question":"Where does Ada live?","answer":"Arv","cites":[1]}

                        {"notes":["Ada lives in Arv.","Arv lies on the Senn."],"question":"Which river?","answer":"the Senn","cites":[2,1]}
                        {"notes":["Ada lives in Arv."],"question":"Who is Bo?","answer":null,"cites":[]}
                        """);
        List<SeedExample> questions = Questions.read(file);
        assertEquals(List.of(Kind.ONE_NOTE, Kind.TWO_NOTES, Kind.UNANSWERABLE),
                questions.stream().map(SeedExample::kind).toList());
        assertEquals(1, Exam.of(questions, SeedExample::reply).scores().get(Kind.TWO_NOTES).exact());
        Files.writeString(file, "{\"notes\":[],\"question\":\"x\",\"answer\":\"y\",\"cites\":[1]}\n");
        assertTrue(
                assertThrows(IOException.class, () -> Questions.read(file)).getMessage().contains("line 1: no note 1"));
        Files.writeString(file, "{}\n");
        assertThrows(IOException.class, () -> Questions.read(file));
    }
}
