package dev.pando.lab.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.serve.LoadedModel;
import dev.pando.lab.shape.ShapeCommand;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random schemas, random weights, a validator that nobody here wrote.
class SchemaRunTest {

    @TempDir
    private static Path dir;

    @Test
    void everyAnswerIsWholeAndValid() throws Exception {
        try (LoadedModel loaded = LoadedModel.open(ShapeCommand.tiny(dir.resolve("tiny.gguf")), 1, 4096);
                SchemaRun run = new SchemaRun(loaded, 1.5f, 384)) {
            List<SchemaRun.Outcome> outcomes = run.run(60, 1);
            outcomes.forEach(o -> assertEquals("", o.complaint(), o.toString()));
            assertTrue(outcomes.stream().allMatch(SchemaRun.Outcome::ended));
        }
    }

    @Test
    void wantOfTokensIsSaid() throws Exception {
        try (LoadedModel loaded = LoadedModel.open(ShapeCommand.tiny(dir.resolve("short.gguf")), 1, 4096);
                SchemaRun run = new SchemaRun(loaded, 1.5f, 3)) {
            for (SchemaRun.Outcome outcome : run.run(30, 2)) {
                assertEquals(outcome.ended(), outcome.complaint().isEmpty() && outcome.ended(), outcome.toString());
                assertTrue(outcome.tokens() <= 3);
            }
        }
    }
}
