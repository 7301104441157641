package dev.pando.lab.trainspeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import dev.pando.lab.shape.Shape;
import dev.pando.lab.shape.ShapeWriter;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OurBenchesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(value = Work.class, names = {"CELLS_256", "GEMM"}, mode = EnumSource.Mode.EXCLUDE)
    void everyWorkLearnsSomethingInThreeSteps(Work work) throws IOException {
        Path model = folder.resolve("model.gguf");
        ShapeWriter.write("train-3m", Shape.PRESETS.get("train-3m"), model);
        try (Workers workers = new Workers(2); ModelFile file = ModelFile.open(model)) {
            Bench bench = new OurBenches(workers, file).of(work);
            float before = bench.step();
            bench.step();
            assertTrue(bench.step() < before, work + " began at " + before);
        }
    }

    @Test
    void anAnswerSurvivesTheLineItIsSentIn() throws IOException {
        var answer = Contestant.Answer.read(Contestant.Answer.write(new double[]{3, 1, 2}, 0.5f));
        assertEquals(2, answer.seconds());
        assertEquals(0.5f, answer.loss());
    }

    @Test
    void anUnknownWorkIsRefusedWithTheNamesOfAll() {
        var e = assertThrows(IllegalArgumentException.class, () -> Work.named("gem"));
        assertTrue(e.getMessage().contains("gemm-1024"), e.getMessage());
    }
}
