package dev.pando.node.cli;

import dev.pando.node.answer.Ask;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.Message;
import dev.pando.node.answer.Prompt;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.MiniLm;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "ask", description = "Asks one question and prints the answer.")
final class AskCommand implements Callable<Integer> {

    @ParentCommand
    private Cli pando;
    @Mixin
    private ModelChoice model;
    @Mixin
    private SamplingChoice sampling;
    @Mixin
    private GenomeChoice genomes;
    @Option(names = "--tokens", paramLabel = "N", description = "Tokens of the answer at most.")
    private Integer tokens;
    @Parameters(paramLabel = "TEXT", arity = "1..*", description = "The question.")
    private List<String> words;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = pando.terminal();
        try (ChatEngine engine = model.open(terminal); Encoder encoder = new MiniLm()) {
            genomes.fromShelf(terminal, engine, encoder, model.dataDir().path(terminal));
            Prompt question = new Prompt.Chat(List.of(new Message("user", String.join(" ", words))));
            Answering.print(engine, new Ask("", question, sampling.sampling(),
                    tokens == null ? OptionalInt.empty() : OptionalInt.of(tokens), List.of(), OptionalInt.empty()),
                    terminal.out(), _ -> {});
            terminal.out().println();
        }
        return 0;
    }
}
