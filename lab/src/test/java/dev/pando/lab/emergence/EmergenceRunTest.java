package dev.pando.lab.emergence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.notes.FactsFile.Question;
import dev.pando.node.notes.FactsFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmergenceRunTest {

    private static FactsFile bees() throws IOException, URISyntaxException {
        return FactsFile.read(Path.of(EmergenceRunTest.class.getResource("bees.tsv").toURI()));
    }

    @Test
    void aQuestionNeedsOneFactOfEachNodeAndIsAnsweredByNeither() throws Exception {
        FactsFile file = bees();
        List<Question> questions = file.questions();
        assertTrue(questions.stream().noneMatch(q -> q.object().equals("cider shortage")), "both hops are B's");
        assertTrue(questions.contains(new Question("colony collapse", "poor pollination", "dear almonds")));
        assertEquals(questions.size(),
                questions.stream().map(q -> List.of(q.subject(), q.object())).distinct().count());
    }

    @Test
    void theSumAnswersWhatNeitherNodeDoesAndNoControlDoes() throws Exception {
        EmergenceRun run = new EmergenceRun(bees(), new Vectors(new WordsEncoder()));
        run.run(1);
        assertTrue(run.recall(Arm.C) >= 0.9, "C " + run.recall(Arm.C));
        for (String control : List.of(Arm.A, Arm.B, "C_before", "C_grid_off", "C_shuffled_grid", "C_placebo")) {
            assertTrue(run.recall(control) <= 0.25, control + " " + run.recall(control));
        }
        assertEquals(1, run.recall("both_facts_ceiling"));
        assertTrue(run.comparisons().getFirst().difference() > 0.5);
    }
}
