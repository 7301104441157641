package dev.pando.engine.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pando.engine.model.Architecture;
import dev.pando.engine.model.TinyModel;
import dev.pando.engine.model.TinyModel.Shape;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same seed gives the same adapter, to the bit, whatever it was trained on: how wide vectors are is decided once for
/// a process, so each width has one of its own.
class SameAdapterTest {

    @TempDir
    Path folder;

    @Test
    void theHashOfAnAdapterDependsNeitherOnVectorsNorOnThreads() throws IOException, InterruptedException {
        Path base = new TinyModel(Shape.of(Architecture.QWEN2), 3).write(folder.resolve("tiny.gguf"));
        String hash = train(base, 512, 1);
        assertFalse(hash.isEmpty());
        assertEquals(hash, train(base, 512, 2), "two threads");
        assertEquals(hash, train(base, 256, 2), "256 bits");
        assertEquals(hash, train(base, 128, 1), "128 bits");
    }

    private String train(Path base, int bits, int threads) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
                "-Dpando.vector.bits=" + bits, "-cp", System.getProperty("java.class.path"),
                SameAdapterTest.class.getName(), base.toString(),
                folder.resolve("run" + bits + "-" + threads).toString(), "" + threads)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String last = "";
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) last = line;
        }
        assertEquals(0, process.waitFor());
        return last;
    }

    /// The process of one width.
    public static void main(String[] arguments) {
        try (ModelFile file = ModelFile.open(Path.of(arguments[0]));
                Workers workers = new Workers(Integer.parseInt(arguments[2]))) {
            TrainingRun run = new TrainingRun(TrainingRunTest.subject(file, false),
                    TrainingRunTest.settings(4, 2, false), Path.of(arguments[1]), workers, System::nanoTime);
            System.out.println(run.run(new Control(), _ -> {}).receipt().weights());
        }
    }
}
