package dev.pando.engine.seed;

import static dev.pando.engine.seed.AnswerType.AGE;
import static dev.pando.engine.seed.AnswerType.ANY;
import static dev.pando.engine.seed.AnswerType.COLOUR;
import static dev.pando.engine.seed.AnswerType.NAMED;
import static dev.pando.engine.seed.AnswerType.NUMBER;
import static dev.pando.engine.seed.AnswerType.PERSON;
import static dev.pando.engine.seed.AnswerType.PLACE;
import static dev.pando.engine.seed.AnswerType.TIME;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerTypeTest {

    @Test
    void theFirstQuestionWordTellsWhatIsAskedFor() {
        Map<String, AnswerType> types = Map.ofEntries(Map.entry("How old is Tamsin?", AGE), Map.entry("How old?", AGE),
                Map.entry("How many goats does she keep?", NUMBER),
                Map.entry("What is the exact height of the tower?", NUMBER),
                Map.entry("How long is the warranty?", TIME), Map.entry("In which year was it built?", TIME),
                Map.entry("When do we meet?", TIME), Map.entry("Who leads the project?", PERSON),
                Map.entry("Who or what is Kell?", ANY), Map.entry("Where is the spare key?", PLACE),
                Map.entry("Which river runs through Oskerby?", NAMED), Map.entry("What colour is the lorry?", COLOUR),
                Map.entry("How does the lock open?", ANY), Map.entry("Tell me of the lock.", ANY));
        types.forEach((question, type) -> assertEquals(type, AnswerType.of(question), question));
    }
}
