package dev.pando.node.cli;

import dev.pando.kernel.Warming;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.LocalEngine;
import dev.pando.node.answer.NoModel;
import dev.pando.node.answer.OpeningEngine;
import dev.pando.node.api.GenomeCalls;
import dev.pando.node.api.InstanceApi;
import dev.pando.node.api.KnowledgeCalls;
import dev.pando.node.api.Operation;
import dev.pando.node.api.PeerCalls;
import dev.pando.node.api.SharingCalls;
import dev.pando.node.api.SplitCalls;
import dev.pando.node.api.TrainingCalls;
import dev.pando.node.collective.Station;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.Chorus;
import dev.pando.node.http.ApiTokens;
import dev.pando.node.http.NodeServer;
import dev.pando.node.instance.Instance;
import dev.pando.node.mcp.McpServers;
import dev.pando.node.mcp.McpTools;
import dev.pando.node.train.Trainings;
import dev.pando.node.net.NetConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "up", description = "Starts the node and prints its address when it is ready.", footer = "What is said here for one run, pando.toml in the data directory says for all; a relative path there is relative to that file.")
final class UpCommand implements Callable<Integer> {

    /// Holds the node's address while it runs; `status` looks there.
    static final String ADDRESS_FILE = "node.url";

    @ParentCommand
    private Cli pando;
    @Mixin
    private ModelChoice model;
    @Option(names = "--port", paramLabel = "P", description = "Where to listen (PANDO_PORT; default 9740; 0 for any free port).")
    private Integer port;
    @Option(names = "--host", paramLabel = "ADDRESS", description = "Whom to listen to (PANDO_HOST; default 127.0.0.1). Any other address needs PANDO_API_TOKEN.")
    private String host;
    @Mixin
    private Neighbourhood neighbourhood;
    @Mixin
    private GenomeChoice genomeChoice;
    @Mixin
    private SplitChoice splitChoice;
    @Option(names = "--engine", paramLabel = "URL", description = "Answers come from this OpenAI-compatible endpoint instead of a model file (PANDO_ENGINE; its model: PANDO_ENGINE_MODEL; its key: PANDO_ENGINE_KEY, or a file named by PANDO_ENGINE_KEY_FILE).")
    private URI engine;
    @Spec
    private CommandSpec spec;
    @Option(names = "--no-browser", description = "Does not open the page in a browser.")
    private boolean noBrowser;

    private Path file; // of the model; null if there is none

    @Override
    public Integer call() throws Exception {
        Terminal terminal = pando.terminal();
        Path dataDir = Files.createDirectories(model.dataDir().path(terminal));
        NodeServer.Settings settings = settings(terminal, dataDir);
        NetConfig network = neighbourhood.read(terminal, dataDir);
        try (UntilSignal signal = new UntilSignal();
                OneNode _ = OneNode.in(dataDir);
                ChatEngine engine = engine(terminal, dataDir);
                SplitChoice _ = splitChoice; // closed before the engine, which may be waiting for it
                Encoder encoder = new Chorus();
                Household household = new Household();
                Trainings trainings = new Trainings(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
                NodeServer server = NodeServer.start(settings, engine,
                        parts(terminal, encoder, () -> operations(household, engine, trainings, dataDir)))) {
            if (engine instanceof OpeningEngine && !splitChoice.wanted(terminal)) { // a split one waits for the household
                WarmUp.letFirstWordOut(opened(engine));
            }
            household.assemble(() -> rooms(household, terminal, dataDir, engine, encoder, network));
            if (engine instanceof OpeningEngine) WarmUp.begin(engine);
            URI address = server.uri();
            Files.writeString(dataDir.resolve(ADDRESS_FILE), address + "\n");
            terminal.out().println("Pando is ready at " + address);
            terminal.out().flush();
            if (!noBrowser && terminal.interactive()) BrowserWindow.open(address);
            signal.await();
            Files.deleteIfExists(dataDir.resolve(ADDRESS_FILE));
        }
        return 0;
    }

    // Made after the door is open and the model is there: whoever asks for a word gets it first.
    private Household.Rooms rooms(Household household, Terminal terminal, Path dataDir, ChatEngine engine,
            Encoder encoder, NetConfig network) throws IOException {
        McpTools tools = household.with(McpTools.connect(McpServers.read(dataDir), terminal::say));
        Instance instance = household.with(
                Instance.open(dataDir, engine, encoder, InstantSource.system(), tools.actions()));
        splitChoice.trusting(instance);
        Station station = household.with(Station.open(instance.collective(), network));
        GenomeChoice.Served genomes = household.with(genomeChoice.serve(opened(engine), encoder.first(),
                instance.collective(), station.host(), dataDir));
        if (station.host().isEmpty()) terminal.say("no peers: working alone (--p2p and --peer change that)");
        instance.takeOver();
        return new Household.Rooms(instance, station, genomes.genomes());
    }

    private NodeServer.Parts parts(Terminal terminal, Encoder encoder, Supplier<List<Operation>> operations) {
        return new NodeServer.Parts(Optional.of(encoder.first()), Optional.of(model.dataDir().shelf(terminal)),
                PullCommand.hub(terminal, null), operations);
    }

    private static ChatEngine opened(ChatEngine engine) {
        return engine instanceof OpeningEngine opening ? opening.opened() : engine;
    }

    // Asked for by the first request, which waits until the household is there.
    private List<Operation> operations(Household household, ChatEngine engine, Trainings trainings, Path dataDir) {
        Station station = household.station();
        return InstanceApi.of(household.instance(), KnowledgeCalls.of(station, engine), SharingCalls.of(station),
                GenomeCalls.of(household.genomes()), PeerCalls.of(station.host()), SplitCalls.of(splitChoice::status),
                TrainingCalls.of(trainings, () -> Optional.ofNullable(file), dataDir.resolve("adapters")));
    }

    private NodeServer.Settings settings(Terminal terminal, Path dataDir) throws IOException {
        var environment = terminal.environment();
        String address = host != null ? host : environment.getOrDefault("PANDO_HOST", "127.0.0.1");
        int number = terminal.number("port", port, NodeServer.PORT_DEFAULT, 0, NodeServer.PORT_MAX);
        try {
            InetAddress at = InetAddress.getByName(address);
            ApiTokens tokens = ApiTokens.load(environment.get("PANDO_API_TOKEN"), dataDir.resolve(TokenCommand.FILE));
            if (!at.isLoopbackAddress() && tokens.isEmpty()) {
                throw new CommandLine.ParameterException(spec.commandLine(), "listening on " + address
                        + " opens this node to the network: make a token first (./pando token create --scope chat),"
                        + " or set PANDO_API_TOKEN");
            }
            return new NodeServer.Settings(at, number, tokens);
        } catch (UnknownHostException e) {
            throw new CommandFailed("host " + address + " is not known here");
        }
    }

    private ChatEngine engine(Terminal terminal, Path dataDir) throws Exception {
        String url = engine != null ? engine.toString() : terminal.environment().getOrDefault("PANDO_ENGINE", "");
        if (!url.isEmpty()) return RemoteChoice.open(terminal, url);
        Optional<Path> found = model.find(terminal);
        if (found.isEmpty()) found = offerPull(terminal);
        if (found.isEmpty()) return new NoModel(ModelChoice.NO_MODEL);
        file = found.get();
        LocalEngine.Settings settings = model.settings(terminal);
        Warming.begin();
        if (splitChoice.wanted(terminal)) {
            return new OpeningEngine(() -> splitChoice.open(terminal, dataDir, file, settings));
        }
        return new OpeningEngine(() -> terminal.engines().open(file, settings));
    }

    private Optional<Path> offerPull(Terminal terminal) throws Exception {
        terminal.say(ModelChoice.NO_MODEL);
        if (!terminal.interactive()) return Optional.empty();
        terminal.err().print("pando: get it now? [y/N] ");
        terminal.err().flush();
        String answer = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8)).readLine();
        if (answer == null || !answer.strip().equalsIgnoreCase("y")) return Optional.empty();
        String name = ModelChoice.NO_MODEL.substring(ModelChoice.NO_MODEL.lastIndexOf(' ') + 1);
        return Optional.of(PullCommand.pull(terminal, model.dataDir().shelf(terminal), null, name).file());
    }
}
