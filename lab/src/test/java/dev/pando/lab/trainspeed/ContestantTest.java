package dev.pando.lab.trainspeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.lab.trainspeed.Contestant.Answer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContestantTest {

    @Test
    void anAnswerComesBackAsItWasWritten() throws IOException {
        Answer answer = Answer.read(Answer.write(new double[]{3, 1, 2}, 0.5f));
        assertEquals(2, answer.seconds());
        assertEquals(0.5f, answer.loss());
    }

    @Test
    void openBlasIsToldOfAvx512OnlyWhereThereIsOne() {
        assertTrue(TrainSpeedCommand.sides(512).contains("torch-tuned"));
        assertEquals(List.of("ours", "torch"), TrainSpeedCommand.sides(256));
    }

    @Test
    void whatIsNoAnswerIsShown() {
        for (String line : new String[]{"#", "[thread 7 also had an error]", "# A fatal error has"}) {
            var e = assertThrows(IllegalStateException.class, () -> Answer.read(line));
            assertTrue(e.getMessage().contains(line), e.getMessage());
        }
    }
}
