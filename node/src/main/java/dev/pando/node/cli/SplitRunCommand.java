package dev.pando.node.cli;

import dev.pando.engine.draft.Drafter;
import dev.pando.engine.draft.ModelDrafter;
import dev.pando.engine.draft.NgramDrafter;
import dev.pando.engine.serve.LoadedModel;
import dev.pando.node.answer.Admission;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.Generation;
import dev.pando.node.answer.Prompt;
import dev.pando.node.cli.SplitServeCommand.SplitNodeAndHost;
import dev.pando.node.gate.Trust;
import dev.pando.node.api.InstanceApi;
import dev.pando.node.api.Operation;
import dev.pando.node.api.SplitCalls;
import dev.pando.node.http.ApiTokens;
import dev.pando.node.http.NodeServer;
import dev.pando.node.split.Precision;
import dev.pando.node.split.SplitListener;
import dev.pando.node.split.SplitModel;
import dev.pando.node.split.SplitOptions;
import dev.pando.node.split.SplitOptions.Checking;
import dev.pando.node.split.StageTrust;
import dev.pando.node.store.Database;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "run", description = "Runs a model on this machine and its peers together: continues a prompt, or serves OpenAI's interface.")
final class SplitRunCommand implements Callable<Integer> {

    @ParentCommand
    private SplitCommand split;
    @Mixin
    private SplitPeer self;
    @Mixin
    private SamplingChoice sampling;
    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A GGUF file.")
    private Path model;
    @Option(names = "--peer", required = true, paramLabel = "ADDRESS", description = "Where a peer serves, as it says it; may be repeated. Those that are not needed stand by.")
    private List<String> peers;
    @Option(names = "--stages-min", paramLabel = "N", defaultValue = "2", description = "Machines that must take part, this one included (default: ${DEFAULT-VALUE}).")
    private int stagesMin;
    @Option(names = "--context", paramLabel = "TOKENS", defaultValue = "8192", description = "Prompt and answer together (default: ${DEFAULT-VALUE}).")
    private int context;
    @Option(names = "--precision", paramLabel = "F32|F16", defaultValue = "F32", description = "Of what travels (default: ${DEFAULT-VALUE}, the bits of one machine; F16 is half the bytes and NOT the same bits).")
    private Precision precision;
    @Option(names = "--check", paramLabel = "none|some|everything", defaultValue = "some", description = "What a second machine computes too, to compare (default: ${DEFAULT-VALUE}).")
    private Checking checking;
    @Option(names = "--guesses", paramLabel = "N", defaultValue = "16", description = "Tokens guessed ahead and checked in one pass at most (default: ${DEFAULT-VALUE}; 0 for none). The answer is the same.")
    private int guesses;
    @Option(names = "--draft", paramLabel = "FILE", description = "A small model with the same vocabulary that guesses (default: a table of what was said before).")
    private Path draft;
    @Option(names = "--prompt", paramLabel = "TEXT", description = "Continues this and ends; without it, serves.")
    private String prompt;
    @Option(names = "--tokens", paramLabel = "N", defaultValue = "64", description = "Tokens of the continuation at most (default: ${DEFAULT-VALUE}).")
    private int tokens;
    @Option(names = "--port", paramLabel = "P", defaultValue = "9740", description = "Where to serve on this machine (default: ${DEFAULT-VALUE}; 0 for any).")
    private int port;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = split.terminal();
        SplitOptions options = new SplitOptions(context, 4, 64, 8, precision, List.of(), Math.max(0, stagesMin - 1),
                checking, guesses, self.hubName(terminal, model));
        if (precision != Precision.F32) terminal.say("F16 between machines: the answer is not that of one machine");
        try (UntilSignal signal = new UntilSignal();
                Database database = self.database(terminal);
                SplitNodeAndHost node = SplitNodeAndHost.start(self.host(terminal, List.of()),
                        self.settings(terminal, List.of(), List.of(model))
                                .withTrust(new StageTrust(new Trust(database), System::currentTimeMillis)));
                SplitModel open = open(terminal, node, options);
                Guessing guessing = Guessing.with(draft, guesses, open.config().vocabulary());
                ChatEngine engine = open.engine(guessing.drafter())) {
            terminal.say(SplitServeCommand.WARNING);
            if (prompt != null) {
                say(terminal, engine);
                terminal.err().println(SplitCalls.json(open.status()));
            } else {
                serve(terminal, signal, engine, open);
            }
        }
        return 0;
    }

    private SplitModel open(Terminal terminal, SplitNodeAndHost node, SplitOptions options) throws Exception {
        terminal.say("this machine is " + node.node().peer() + "; peers must have invited it");
        return node.node().split(model, peers, options, SplitListener.NONE);
    }

    private void say(Terminal terminal, ChatEngine engine) throws InterruptedException {
        Ask ask = new Ask("", new Prompt.Text(prompt), sampling.sampling(), OptionalInt.of(tokens), List.of(),
                OptionalInt.empty());
        switch (engine.submit(ask)) {
            case Admission.Started(Generation generation) -> {
                for (Event e = generation.next(); !(e instanceof Event.Finished); e = generation.next()) {
                    if (e instanceof Event.Failed(String message)) throw new CommandFailed(message);
                    if (e instanceof Event.Piece piece) terminal.out().print(piece.text());
                }
                terminal.out().println();
            }
            case Admission.Refused refused -> throw new CommandFailed(refused.message());
            case Admission.Busy _ -> throw new CommandFailed("busy");
        }
    }

    private void serve(Terminal terminal, UntilSignal signal, ChatEngine engine, SplitModel open) throws Exception {
        NodeServer.Settings settings = new NodeServer.Settings(InetAddress.getLoopbackAddress(), port,
                ApiTokens.load(terminal.environment().get("PANDO_API_TOKEN"), self.apiTokens(terminal)));
        List<Operation> operations = InstanceApi.described(SplitCalls.of(() -> Optional.of(open.status())));
        try (NodeServer server = NodeServer.start(settings, engine,
                NodeServer.Parts.NONE.withOperations(() -> operations))) {
            terminal.out().println("Pando is ready at " + server.uri());
            terminal.out().flush();
            signal.await();
        }
    }

    /// Who guesses, and what must be closed afterwards.
    private record Guessing(Drafter drafter, Optional<LoadedModel> model) implements AutoCloseable {

        static Guessing with(Path draft, int guesses, int vocabulary) {
            if (guesses == 0) return new Guessing(Drafter.NONE, Optional.empty());
            if (draft == null) return new Guessing(new NgramDrafter(), Optional.empty());
            if (!Files.exists(draft)) throw new CommandFailed(draft + ": there is no such file");
            LoadedModel small = LoadedModel.open(draft, 1);
            return new Guessing(new ModelDrafter(small.model(), small.workers(), vocabulary), Optional.of(small));
        }

        @Override
        public void close() {
            model.ifPresent(LoadedModel::close);
        }
    }
}
