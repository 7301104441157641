package dev.pando.node.cli;

import dev.pando.engine.serve.Completion;
import dev.pando.engine.serve.LoadedModel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "complete", description = "Continues a text as it is, without a chat template, and prints the raw continuation.")
final class CompleteCommand implements Callable<Integer> {

    @ParentCommand
    private Cli pando;
    @Mixin
    private ModelChoice model;
    @Mixin
    private SamplingChoice sampling;
    @Option(names = "--prompt", required = true, paramLabel = "TEXT", description = "What to continue; may be empty. BOS comes first if the model asks for it.")
    private String prompt;
    @Option(names = "--tokens", required = true, paramLabel = "N", description = "Tokens at most.")
    private int tokens;
    @Option(names = "--logits-out", paramLabel = "FILE", description = "Writes the logits after each prompt token: little-endian float32, positions × vocabulary.")
    private Path logitsOut;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = pando.terminal();
        Path file = model.find(terminal).orElseThrow(() -> new CommandFailed(ModelChoice.NO_MODEL));
        Completion completion = new Completion(prompt, sampling.options(), tokens, Optional.ofNullable(logitsOut));
        try (LoadedModel loaded = LoadedModel.open(file, model.settings(terminal).threads())) {
            completion.run(loaded, piece -> {
                terminal.out().print(piece);
                terminal.out().flush();
            });
        }
        if (terminal.interactive()) terminal.out().println();
        return 0;
    }
}
