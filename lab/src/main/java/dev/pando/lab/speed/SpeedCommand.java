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

    @Option(names = "--peer", required = true, description = "the peer's llama-bench program")
    private Path peer;

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

    @Option(names = "--threads", description = "threads of arithmetic (default: ${DEFAULT-VALUE})")
    private int threads = 2;

    @Option(names = "--json", description = "one JSON object per file on stdout instead of a table")
    private boolean json;

    private SpeedCommand() {}

    @Override
    public Integer call() throws IOException {
        if (!json)
            System.out.println("| file | what | ours tok/s | peer tok/s | ratio | range |\n|---|---|---|---|---|---|");
        for (Path model : models) measure(model);
        return 0;
    }

    private void measure(Path model) throws IOException {
        Engine ours = new Engine.Pando(pando), theirs = new Engine.LlamaBench(peer);
        var work = new Engine.Work(promptTokens, generateTokens, threads);
        var our = new Engine.Figures[rounds];
        var their = new Engine.Figures[rounds];
        for (int i = 0; i < rounds; i++) {
            our[i] = ours.measure(model, work);
            their[i] = theirs.measure(model, work);
            System.err.println(model.getFileName() + " round " + (i + 1) + ": ours " + our[i] + ", peer " + their[i]);
        }
        Paired prefill = paired(our, their, Engine.Figures::prefillTps);
        Paired decode = paired(our, their, Engine.Figures::decodeTps);
        if (json) printJson(model, prefill, decode);
        else {
            printRow(model, "prefill " + promptTokens, prefill);
            printRow(model, "decode " + generateTokens, decode);
        }
    }

    private static Paired paired(Engine.Figures[] ours, Engine.Figures[] theirs,
            ToDoubleFunction<Engine.Figures> figure) {
        return new Paired(Arrays.stream(ours).mapToDouble(figure).toArray(),
                Arrays.stream(theirs).mapToDouble(figure).toArray());
    }

    private static void printRow(Path model, String what, Paired pair) {
        double[] ratios = pair.ratios();
        System.out.println(String.format(Locale.ROOT, "| %s | %s | %.1f | %.1f | **%.2f** | %.2f–%.2f |",
                model.getFileName(), what, Paired.median(pair.ours()), Paired.median(pair.peers()), pair.medianRatio(),
                ratios[0], ratios[ratios.length - 1]));
    }

    private void printJson(Path model, Paired prefill, Paired decode) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode out = mapper.createObjectNode();
        out.put("file", model.getFileName().toString()).put("threads", threads).put("rounds", rounds);
        out.set("prefill", figures(mapper, prefill));
        out.set("decode", figures(mapper, decode));
        System.out.println(mapper.writeValueAsString(out));
    }

    private static ObjectNode figures(ObjectMapper mapper, Paired pair) {
        ObjectNode out = mapper.createObjectNode();
        out.set("ours_tps", mapper.valueToTree(pair.ours()));
        out.set("peer_tps", mapper.valueToTree(pair.peers()));
        out.put("median_ratio", pair.medianRatio());
        out.set("ratios", mapper.valueToTree(pair.ratios()));
        return out;
    }
}
