package dev.pando.lab.shape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `pando lab shape`: a GGUF file as large and as shaped as a public model's, with random weights.
@Command(name = "shape", mixinStandardHelpOptions = true, description = "Writes a GGUF file of a public model's shape with random weights, for benchmarks.")
public final class ShapeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--preset", required = true, description = "qwen2.5-0.5b, llama-3.2-1b, train-3m, split-demo or tiny")
    private String preset;

    @Option(names = "--type", required = true, description = "${COMPLETION-CANDIDATES}")
    private Recipe type;

    @Option(names = "--pure", description = "the type for all matrices, instead of llama.cpp's mix")
    private boolean pure;

    @Option(names = "--seed", description = "the same seed gives the same file (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--out", required = true, description = "the file to write")
    private Path out;

    private ShapeCommand() {}

    /// Writes the smallest preset, for experiments that need some model and no certain one.
    ///
    /// @return `out`
    public static Path tiny(Path out) throws IOException {
        new ShapeFile(Shape.PRESETS.get("tiny"), Recipe.Q8_0, true, 1).write("tiny", out);
        return out;
    }

    @Override
    public Integer call() throws IOException {
        Shape shape = Shape.PRESETS.get(preset);
        if (shape == null) {
            String known = String.join(", ", new TreeSet<>(Shape.PRESETS.keySet()));
            throw new ParameterException(spec.commandLine(), "--preset " + preset + ": known are " + known);
        }
        new ShapeFile(shape, type, pure, seed).write(preset, out);
        System.err.println(out + ": " + Files.size(out) + " bytes, " + preset + ", " + type + ", seed " + seed);
        return 0;
    }
}
