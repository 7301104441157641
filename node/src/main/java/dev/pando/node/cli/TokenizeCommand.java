package dev.pando.node.cli;

import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.weights.ModelFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "tokenize", description = "Prints the token ids of a text, without special tokens.")
final class TokenizeCommand implements Callable<Integer> {

    /// Bytes of a text at most.
    static final long TEXT_BYTES_MAX = 256L << 20;

    @ParentCommand
    private Cli pando;
    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A GGUF file or a Hugging Face folder; a file with a vocabulary alone will do.")
    private Path model;
    @Option(names = "--text-file", required = true, paramLabel = "FILE", description = "The text, in UTF-8.")
    private Path textFile;
    @Option(names = "--json", description = "Prints {\"ids\":[…]} instead of one line a token.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        long bytes = Files.size(textFile);
        if (bytes > TEXT_BYTES_MAX)
            throw new CommandFailed(textFile + ": " + bytes + " bytes, limit " + TEXT_BYTES_MAX);
        String text = new String(Files.readAllBytes(textFile), StandardCharsets.UTF_8);
        try (ModelFile file = ModelFile.open(model)) {
            Tokenizer tokenizer = Tokenizer.of(file);
            int[] ids = tokenizer.encode(text);
            if (json) {
                pando.terminal().out().println(Arrays.stream(ids).mapToObj(Integer::toString)
                        .collect(Collectors.joining(",", "{\"ids\":[", "]}")));
            } else {
                for (int id : ids) pando.terminal().out().println(id + "\t" + tokenizer.spelling(id));
            }
        }
        return 0;
    }
}
