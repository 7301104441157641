package dev.pando.engine.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pando.engine.model.Architecture;
import dev.pando.engine.model.TinyModel;
import dev.pando.engine.model.TinyModel.Shape;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import dev.pando.testing.Forall;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that trains is killed, again and again, wherever it happens to be.
@Tag("long")
class KilledRunTest {

    @TempDir
    Path folder;

    @Test
    void aProcessThatIsKilledAndStartedAgainEndsWithTheSameWeights() throws IOException {
        Path base = new TinyModel(Shape.of(Architecture.LLAMA), 3).write(folder.resolve("tiny.gguf"));
        String whole = train(base, folder.resolve("whole"));
        Forall.seeds(3, random -> {
            Path run = folder.resolve("run" + random.nextLong());
            try {
                for (int kill = 0; kill < 3; kill++) killAfter(random.nextInt(1, 9), base, run);
                assertEquals(whole, train(base, run));
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    // SIGKILL as soon as it has said that it took so many steps; where it is by then is chance.
    private static void killAfter(int steps, Path base, Path run) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "-cp", System.getProperty("java.class.path"),
                KilledRunTest.class.getName(), base.toString(), run.toString()).redirectErrorStream(true).start();
        int said = 0;
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && said < steps; line = lines.readLine()) {
                if (line.startsWith("step ")) said++;
            }
            process.destroyForcibly().waitFor();
        }
    }

    private static String train(Path base, Path run) {
        try (ModelFile file = ModelFile.open(base); Workers workers = new Workers(2)) {
            return new TrainingRun(TrainingRunTest.subject(file, true), TrainingRunTest.settings(4, 2, false), run,
                    workers,
                    System::nanoTime).run(new Control(), p -> System.out.println("step " + p.step())).receipt()
                    .weights();
        }
    }

    /// The process that is killed.
    public static void main(String[] arguments) {
        train(Path.of(arguments[0]), Path.of(arguments[1]));
    }
}
