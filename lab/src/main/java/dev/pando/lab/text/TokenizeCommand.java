package dev.pando.lab.text;

import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.weights.ModelFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pando lab tokenize`: megabytes a second that a model's tokenizer encodes on one thread, each round with a new tokenizer whose
/// memory of words is empty.
@Command(name = "tokenize", mixinStandardHelpOptions = true, description = "How fast a model's tokenizer reads text, on one thread.")
public final class TokenizeCommand implements Callable<Integer> {

    @Option(names = "--model", required = true, arity = "1..*", description = "models or vocabularies")
    private List<Path> models;

    @Option(names = "--text-file", required = true, arity = "1..*", description = "texts in UTF-8")
    private List<Path> texts;

    @Option(names = "--rounds", description = "rounds per model and text (default: ${DEFAULT-VALUE})")
    private int rounds = 7;

    private TokenizeCommand() {}

    @Override
    public Integer call() throws IOException {
        System.out.println("| model | text | tokens | MB/s | range |\n|---|---|---|---|---|");
        for (Path model : models) {
            for (Path text : texts) measure(model, text);
        }
        return 0;
    }

    private void measure(Path model, Path file) throws IOException {
        String text = Files.readString(file);
        double megabytes = text.getBytes(StandardCharsets.UTF_8).length / 1e6;
        double[] speeds = new double[rounds];
        int tokens = 0;
        for (int i = 0; i < rounds; i++) {
            try (ModelFile opened = ModelFile.open(model)) {
                Tokenizer tokenizer = Tokenizer.of(opened);
                long start = System.nanoTime();
                tokens = tokenizer.encode(text).length;
                speeds[i] = megabytes / ((System.nanoTime() - start) / 1e9);
            }
        }
        Arrays.sort(speeds);
        System.out.printf(Locale.ROOT, "| %s | %s (%.1f MB) | %d | %.1f | %.1f–%.1f |%n", model.getFileName(),
                file.getFileName(),
                megabytes, tokens, speeds[rounds / 2], speeds[0], speeds[rounds - 1]);
    }
}
