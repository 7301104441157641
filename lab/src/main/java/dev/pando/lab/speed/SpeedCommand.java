package dev.pando.lab.speed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pando lab speed`: our engine against a peer's on the same files, taking turns; prints the median ratio and its range.
@Command(name = "speed", mixinStandardHelpOptions = true, description = "Our speed as a ratio to llama.cpp's (or a fork's), same files, interleaved rounds.")
public final class SpeedCommand implements Callable<Integer> {

    @Option(names = "--peer", required = true, description = "a peer: NAME=LLAMA-BENCH OPTION…, or the program alone; may be given several times")
    private List<String> peers;

    @Option(names = "--pando", description = "our launcher (default: ./pando)")
    private Path pando = Path.of("./pando");

    @Option(names = "--model", required = true, arity = "1..*", description = "GGUF files to measure on")
    private List<Path> models;

    @Option(names = "--rounds", description = "rounds per file (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--prompt-tokens", description = "tokens of the prompt (default: ${DEFAULT-VALUE})")
    private int promptTokens = 512;

    @Option(names = "--generate-tokens", description = "tokens to generate (default: ${DEFAULT-VALUE})")
    private int generateTokens = 64;

    @Option(names = "--repeat", description = "measurements of a visit, the best counts (default: ${DEFAULT-VALUE})")
    private int repeat = 3;

    @Option(names = "--sequences", description = "also: so many answers at once against one, ours alone (default: not measured)")
    private int sequences = 1;

    @Option(names = "--threads", description = "threads of arithmetic (default: ${DEFAULT-VALUE})")
    private int threads = 2;

    @Option(names = "--json", description = "one JSON object for each row on stdout instead of a table")
    private boolean json;

    private SpeedCommand() {}

    @Override
    public Integer call() throws IOException {
        if (!json)
            System.out.println(
                    "| file | peer | what | ours tok/s | peer tok/s | ratio | range |\n|---|---|---|---|---|---|---|");
        for (Path model : models) measure(model);
        return 0;
    }

    private void measure(Path model) throws IOException {
        List<Engine.LlamaBench> theirs = peers.stream().map(Engine.LlamaBench::of).toList();
        var work = new Engine.Work(promptTokens, generateTokens, threads, repeat);
        var our = new Engine.Figures[rounds];
        var many = new Engine.Figures[rounds];
        var their = new Engine.Figures[theirs.size()][rounds];
        for (int i = 0; i < rounds; i++) {
            our[i] = new Engine.Pando(pando, 1).measure(model, work);
            if (sequences > 1) many[i] = new Engine.Pando(pando, sequences).measure(model, work);
            for (int p = 0; p < their.length; p++) their[p][i] = theirs.get(p).measure(model, work);
            System.err.println(model.getFileName() + " round " + (i + 1) + " of " + rounds);
        }
        for (int p = 0; p < their.length; p++) {
            print(model, theirs.get(p).name(), "prompt " + promptTokens,
                    paired(our, their[p], Engine.Figures::prefillTps));
            print(model, theirs.get(p).name(), "answer " + generateTokens,
                    paired(our, their[p], Engine.Figures::decodeTps));
        }
        if (sequences > 1) {
            print(model, "one answer", sequences + " answers", paired(many, our, Engine.Figures::decodeTps));
        }
    }

    private static Paired paired(Engine.Figures[] ours, Engine.Figures[] theirs,
            ToDoubleFunction<Engine.Figures> figure) {
        return new Paired(Arrays.stream(ours).mapToDouble(figure).toArray(),
                Arrays.stream(theirs).mapToDouble(figure).toArray());
    }

    private void print(Path model, String peer, String what, Paired pair) throws IOException {
        double[] ratios = pair.ratios();
        if (!json) {
            System.out.println(String.format(Locale.ROOT, "| %s | %s | %s | %.1f | %.1f | **%.2f** | %.2f–%.2f |",
                    model.getFileName(), peer, what, Paired.median(pair.ours()), Paired.median(pair.peers()),
                    pair.medianRatio(), ratios[0], ratios[ratios.length - 1]));
            return;
        }
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode out = mapper.createObjectNode().put("file", model.getFileName().toString()).put("peer", peer)
                .put("what", what).put("threads", threads).put("median_ratio", pair.medianRatio());
        out.set("ratios", mapper.valueToTree(ratios));
        out.set("ours_tps", mapper.valueToTree(pair.ours()));
        out.set("peer_tps", mapper.valueToTree(pair.peers()));
        System.out.println(mapper.writeValueAsString(out));
    }
}
