package dev.pando.node.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.model.Model;
import dev.pando.engine.weights.ModelFile;
import dev.pando.node.net.NodeHost;
import dev.pando.node.split.SplitNode;
import dev.pando.node.split.plan.Machine;
import dev.pando.node.split.plan.ModelSize;
import dev.pando.node.split.plan.Placement;
import dev.pando.node.split.plan.Placement.Share;
import dev.pando.node.split.plan.Planner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "plan", description = "Says which machine would compute which layers, before anything is loaded.")
final class SplitPlanCommand implements Callable<Integer> {

    // Of an assumed peer: a few rooms away.
    private static final double ROUND_TRIP_MS = 1;

    @ParentCommand
    private SplitCommand split;
    @Mixin
    private SplitPeer self;
    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A GGUF file or a Hugging Face folder.")
    private Path model;
    @Option(names = "--peers", paramLabel = "N", description = "Plans for N peers that are like this machine; each gets at least one layer.")
    private int assumed;
    @Option(names = "--peer", paramLabel = "ADDRESS", description = "Asks this peer what it has; may be repeated.")
    private List<String> peers = List.of();
    @Option(names = "--round-trip-ms", paramLabel = "MS", description = "To an assumed peer and back (default: 1).")
    private double roundTripMs = ROUND_TRIP_MS;
    @Option(names = "--context", paramLabel = "TOKENS", defaultValue = "8192", description = "Tokens of all answers together (default: ${DEFAULT-VALUE}).")
    private int context;
    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = split.terminal();
        if (assumed < 0 || assumed + peers.size() > Planner.PEERS_MAX) {
            throw new CommandFailed("peers: " + (assumed + peers.size()) + ", from 0 to " + Planner.PEERS_MAX);
        }
        try (ModelFile file = ModelFile.open(model)) {
            int positions = Math.min(context, Model.check(file).contextMax());
            ModelSize size = ModelSize.of(file, positions);
            List<Machine> machines = machines(terminal);
            int most = Math.min(size.layers(), machines.size()) - 1;
            if (assumed > most)
                terminal.say("the model has " + size.layers() + " layer(s): " + most + " peer(s) at most");
            Placement plan = Planner.plan(size, machines, assumed)
                    .orElseThrow(() -> new CommandFailed(doesNotFit(size, machines)));
            Optional<Placement> alone = Planner.plan(size, machines.subList(0, 1), 0);
            terminal.out().println(json ? json(size, machines, plan, alone) : words(machines, plan, alone));
        }
        return 0;
    }

    private List<Machine> machines(Terminal terminal) throws Exception {
        try (NodeHost host = self.host(terminal, List.of());
                SplitNode node = SplitNode.on(host, self.settings(terminal, List.of(), List.of()))) {
            List<Machine> machines = new ArrayList<>(node.machines(peers));
            Machine here = machines.getFirst();
            for (int i = 1; i <= assumed; i++) {
                machines.add(new Machine("peer " + i, here.freeBytes(), here.bytesPerMs(), roundTripMs));
            }
            return machines;
        }
    }

    private static String doesNotFit(ModelSize size, List<Machine> machines) {
        long needed = size.memory(0, size.layers()) + size.endsBytes();
        return "it does not fit: " + needed + " bytes are needed, "
                + machines.stream().mapToLong(Machine::freeBytes).sum() + " are free on " + machines.size()
                + " machines";
    }

    private String json(ModelSize size, List<Machine> machines, Placement plan, Optional<Placement> alone) {
        ObjectNode json = new ObjectMapper().createObjectNode().put("model", model.getFileName().toString())
                .put("layers", size.layers()).put("bytes", size.weights(0, size.layers()) + size.endsBytes())
                .put("assumed_peers", assumed).put("ms_per_token", plan.msPerToken()).put("head_ms", plan.headMs());
        alone.ifPresentOrElse(p -> json.put("alone_ms_per_token", p.msPerToken()),
                () -> json.putNull("alone_ms_per_token"));
        var stages = json.putArray("stages");
        for (Share s : plan.shares()) {
            Machine machine = machines.get(s.machine());
            stages.addObject().put("peer", machine.name()).put("from", s.from()).put("to", s.to())
                    .put("layers", s.to() - s.from()).put("weight_bytes", s.weightBytes())
                    .put("memory_bytes", s.memoryBytes()).put("free_bytes", machine.freeBytes())
                    .put("bytes_per_second", Math.round(machine.bytesPerMs() * 1e3)).put("ms", s.arithmeticMs())
                    .put("round_trip_ms", machine.roundTripMs());
        }
        var unused = json.putArray("unused");
        for (int i = 0; i < machines.size(); i++) {
            int number = i;
            if (plan.shares().stream().noneMatch(s -> s.machine() == number)) unused.add(machines.get(i).name());
        }
        return json.toString();
    }

    private static String words(List<Machine> machines, Placement plan, Optional<Placement> alone) {
        StringBuilder words = new StringBuilder();
        for (Share s : plan.shares()) {
            Machine machine = machines.get(s.machine());
            words.append(String.format(Locale.ROOT, "layers %3d to %3d  %-12s %s of %s, %.2f ms + %.2f ms round trip%n",
                    s.from(), s.to() - 1, machine.name(), ProgressLine.bytes(s.memoryBytes()),
                    ProgressLine.bytes(machine.freeBytes()), s.arithmeticMs(), machine.roundTripMs()));
        }
        words.append(String.format(Locale.ROOT, "%.2f ms a token", plan.msPerToken()));
        alone.filter(p -> p.msPerToken() < plan.msPerToken()).ifPresent(p -> words.append(
                String.format(Locale.ROOT, "; this machine alone would be faster: %.2f ms", p.msPerToken())));
        return words.toString();
    }
}
