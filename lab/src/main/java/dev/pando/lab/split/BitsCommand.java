package dev.pando.lab.split;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.draft.Drafter;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.engine.serve.Generation;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.tensor.TensorType;
import dev.pando.lab.report.Report;
import dev.pando.node.net.NetSettings;
import dev.pando.node.net.NodeHost;
import dev.pando.node.split.SplitListener;
import dev.pando.node.split.SplitModel;
import dev.pando.node.split.SplitNode;
import dev.pando.node.split.SplitOptions.Checking;
import dev.pando.node.split.SplitOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab split bits`: every cut of a model into two, three and four stages, for many prompts, greedily and by
/// chance, with and without kept sequences, in this process and in processes of their own.
@Command(name = "bits", mixinStandardHelpOptions = true, description = "Token ids and all logits of every cut into 2 to 4 stages against one process, bit for bit.")
public final class BitsCommand implements Callable<Integer> {

    private static final int STAGES_MAX = 4;
    private static final int AT_ONCE = 8;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A GGUF file of a llama model; may be repeated.")
    private List<Path> models;
    @Option(names = "--types", split = ",", description = "writes the file again in these types first: F32, Q8_0, Q4_0 (default: as it is)")
    private List<TensorType> types = List.of();
    @Option(names = "--prompts", description = "default: ${DEFAULT-VALUE}")
    private int prompts = 100;
    @Option(names = "--tokens", description = "of each answer (default: ${DEFAULT-VALUE})")
    private int tokens = 64;
    @Option(names = "--in-process", description = "peers in this process instead of their own")
    private boolean inProcess;
    @Option(names = "--lie", description = "the first peer flips one bit: then this must fail")
    private boolean lie;
    @Mixin
    private Report report;

    private BitsCommand() {}

    @Override
    public Integer call() throws Exception {
        ObjectNode result = new ObjectMapper().createObjectNode().put("prompts", prompts).put("tokens", tokens)
                .put("processes", inProcess ? "one" : "separate").put("one_bit_flipped", lie);
        var rows = result.putArray("models");
        boolean identical = true;
        for (Path model : written()) {
            ObjectNode row = one(model);
            rows.add(row);
            identical &= row.path("identical").asBoolean();
            System.err.println(row);
        }
        result.put("identical", identical);
        report.print(result);
        return identical ? 0 : 1;
    }

    private List<Path> written() throws IOException {
        if (types.isEmpty()) return models;
        List<Path> all = new ArrayList<>();
        Path folder = Files.createTempDirectory("pando-split-types");
        for (Path model : models) {
            try (ModelFile file = ModelFile.open(model)) {
                for (TensorType type : types) {
                    String name = model.getFileName().toString().replaceFirst("\\.(f32\\.)?gguf$", "");
                    all.add(Requantised.write(file, type, folder.resolve(name + "." + type + ".gguf")));
                }
            }
        }
        return all;
    }

    private ObjectNode one(Path model) throws Exception {
        long begun = System.nanoTime();
        int answers = 0, cutsTried = 0;
        Optional<String> difference = Optional.empty();
        try (Single single = new Single(model, 1); Rig rig = new Rig(model, 1); Near near = near(rig, model)) {
            ModelConfig config = single.loaded().model().config();
            List<Said> alone = alone(single);
            List<String> peers = inProcess
                    ? near.addresses()
                    : rig.stages(STAGES_MAX - 1).stream().map(StageProcess::address).toList();
            if (lie && !inProcess) rig.stages().getFirst().order("lie");
            for (List<Integer> cuts : cuts(config.layers())) {
                for (int kept : new int[]{0, 4}) {
                    SplitOptions options = SplitOptions.usual().withPositions(config.contextMax()).withCuts(cuts)
                            .withSequences(AT_ONCE, kept).withChecking(Checking.NONE);
                    try (SplitModel split = rig.split(peers, options, SplitListener.NONE)) {
                        difference = compare(single, split, alone, kept > 0);
                    }
                    answers += alone.size();
                    if (difference.isPresent()) {
                        String where = cuts + (kept > 0 ? ", kept: " : ": ") + difference.get();
                        return row(model, begun, answers, cutsTried, Optional.of(where));
                    }
                }
                cutsTried++;
            }
        }
        return row(model, begun, answers, cutsTried, difference);
    }

    private ObjectNode row(Path model, long begun, int answers, int cuts, Optional<String> difference) {
        ObjectNode row = new ObjectMapper().createObjectNode().put("model", model.getFileName().toString())
                .put("cuts", cuts).put("answers", answers).put("rows_of_logits", (long) answers * tokens)
                .put("identical", difference.isEmpty()).put("seconds", (System.nanoTime() - begun) / 1_000_000_000);
        difference.ifPresent(d -> row.put("first_difference", d));
        return row;
    }

    // Greedily, then by chance, for each prompt.
    private static SamplingOptions options(int answer) {
        return answer % 2 == 0 ? SamplingOptions.greedy() : SamplingOptions.at(0.8f, answer);
    }

    private List<Said> alone(Single single) {
        Prompts texts = new Prompts(single.loaded(), tokens);
        List<Said> alone = new ArrayList<>();
        for (int i = 0; i < 2 * prompts; i++) alone.add(single.say(texts.tokens(i / 2), options(i), tokens));
        return alone;
    }

    private Optional<String> compare(Single single, SplitModel split, List<Said> alone, boolean kept)
            throws InterruptedException {
        Prompts texts = new Prompts(single.loaded(), tokens);
        try (Rig.Speaker speaker = new Rig.Speaker(split, Drafter.NONE, true)) {
            for (int i = 0; i < alone.size(); i += AT_ONCE) {
                int end = Math.min(alone.size(), i + AT_ONCE);
                if (kept) speaker.say(beginning(texts.tokens(i / 2)), options(i), 1);
                List<Generation> answers = new ArrayList<>();
                for (int a = i; a < end; a++) answers.add(speaker.begin(texts.tokens(a / 2), options(a), tokens));
                for (int a = i; a < end; a++) {
                    Optional<String> difference = alone.get(a).difference(speaker.finish(answers.get(a - i)));
                    if (difference.isPresent()) return Optional.of("answer " + a + ", " + difference.get());
                }
            }
        }
        return Optional.empty();
    }

    private static int[] beginning(int[] prompt) {
        return Arrays.copyOf(prompt, Math.max(1, prompt.length - 1));
    }

    private static List<List<Integer>> cuts(int layers) {
        List<List<Integer>> all = new ArrayList<>();
        for (int set = 1; set < 1 << (layers - 1); set++) {
            if (Integer.bitCount(set) >= STAGES_MAX) continue;
            List<Integer> cuts = new ArrayList<>();
            for (int i = 1; i < layers; i++) if ((set >> (i - 1) & 1) != 0) cuts.add(i);
            all.add(cuts);
        }
        return all;
    }

    /// Peers in this process.
    private record Near(List<NodeHost> hosts, List<SplitNode> nodes) implements AutoCloseable {

        List<String> addresses() {
            return nodes.stream().map(n -> n.addresses().getFirst()).toList();
        }

        @Override
        public void close() {
            hosts.forEach(NodeHost::close);
            nodes.forEach(SplitNode::close);
        }
    }

    private Near near(Rig rig, Path model) throws IOException {
        Near near = new Near(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; inProcess && i < STAGES_MAX - 1; i++) {
            Path own = Files.createTempDirectory(rig.folder(), "near");
            near.hosts.add(NodeHost.start(NetSettings.loopback(own)));
            SplitNode.Settings settings = SplitNode.Settings.of(List.of(rig.caller()), List.of(model), own, 1);
            boolean liar = lie && i == 0;
            near.nodes.add(SplitNode.on(near.hosts.getLast(), liar
                    ? settings.withHook((start, rows, hidden) -> hidden[1] = Float
                            .intBitsToFloat(Float.floatToRawIntBits(hidden[1]) ^ 1))
                    : settings));
        }
        return near;
    }
}
