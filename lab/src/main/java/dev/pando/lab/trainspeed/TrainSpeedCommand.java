package dev.pando.lab.trainspeed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.shape.Shape;
import dev.pando.lab.shape.ShapeWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import jdk.incubator.vector.FloatVector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pando lab train-speed`: training steps of ours and of libtorch's, taking turns; prints medians, ratios and memory.
@Command(name = "train-speed", mixinStandardHelpOptions = true, description = "Training steps beside libtorch's (through JavaCPP), as it comes and tuned, taking turns.")
public final class TrainSpeedCommand implements Callable<Integer> {

    private static final double SECONDS_OF_A_TURN = 1.0;
    private static final int WARM_UP_TURNS = 4;

    @Option(names = "--work", arity = "1..*", description = "what to measure (default: all): lora-step, full-step, cells-64, cells-256, agent, gemm-1024")
    private List<String> works = Work.titles();

    @Option(names = "--only", arity = "1..*", description = "sides to measure (default: ours torch, and with AVX-512 torch-tuned, whose OpenBLAS is told of it)")
    private List<String> sides = sides(FloatVector.SPECIES_PREFERRED.vectorBitSize());

    @Option(names = "--rounds", description = "rounds, each with a turn of every side (default: ${DEFAULT-VALUE})")
    private int rounds = 7;

    @Option(names = "--threads", description = "threads of arithmetic (default: ${DEFAULT-VALUE})")
    private int threads = 2;

    @Option(names = "--json", description = "one JSON object on stdout instead of a table")
    private boolean json;

    private final ObjectMapper mapper = new ObjectMapper();

    private TrainSpeedCommand() {}

    // What the tuned side is told is wrong of a narrower machine, and its first product would be an illegal instruction.
    static List<String> sides(int vectorBits) {
        return vectorBits >= 512 ? List.of("ours", "torch", "torch-tuned") : List.of("ours", "torch");
    }

    /// What one side did: median seconds of each round, its last loss, its memory.
    private record Side(double[] seconds, float loss, long peakMiB) {

        double median() {
            double[] sorted = seconds.clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }
    }

    @Override
    public Integer call() throws IOException {
        if (rounds < 1 || threads < 1) throw new IllegalArgumentException("rounds and threads: at least 1");
        List<Work> chosen = works.stream().map(Work::named).toList();
        Path folder = Files.createTempDirectory("pando-train-speed");
        Path model = folder.resolve("model.gguf");
        try {
            ShapeWriter.write("train-3m", Shape.PRESETS.get("train-3m"), model);
            double peak = FmaPeak.measure();
            ObjectNode out = mapper.createObjectNode().put("threads", threads).put("rounds", rounds)
                    .put("fma_peak_gflops_one_core", peak / 1e9);
            ArrayNode list = out.putArray("works");
            for (Work work : chosen) list.add(row(work, measure(work, model), peak));
            if (json) System.out.println(mapper.writeValueAsString(out));
            else
                printTable(out);
        } finally {
            Files.deleteIfExists(model);
            Files.deleteIfExists(folder);
        }
        return 0;
    }

    private Map<String, Side> measure(Work work, Path model) throws IOException {
        Map<String, Contestant> contestants = new LinkedHashMap<>();
        Map<String, Side> found = new LinkedHashMap<>();
        try {
            Map<String, Integer> steps = new LinkedHashMap<>();
            // One starts when the one before has taken a step: the first of libtorch's unpacks its libraries on a machine that
            // has none yet, and a second one that opens them meanwhile dies of half a file.
            for (String side : sides) {
                Contestant contestant = new Contestant(side, work, model, threads);
                contestants.put(side, contestant);
                steps.put(side, warmUp(contestant));
            }
            for (int round = 0; round < rounds; round++) {
                for (var c : contestants.entrySet()) {
                    var answer = c.getValue().take(steps.get(c.getKey()));
                    Side side = found.computeIfAbsent(c.getKey(), k -> new Side(new double[rounds], 0, 0));
                    side.seconds[round] = answer.seconds();
                    found.put(c.getKey(), new Side(side.seconds, answer.loss(), answer.peakMiB()));
                }
                System.err.println(work.title + " round " + (round + 1) + " of " + rounds);
            }
        } finally {
            contestants.values().forEach(Contestant::close);
        }
        return found;
    }

    /// @return steps that fill a turn
    private static int warmUp(Contestant contestant) throws IOException {
        double seconds = contestant.take(1).seconds();
        int steps = 1;
        for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
            steps = Math.clamp(Math.round(SECONDS_OF_A_TURN / seconds), 1, 5_000);
            seconds = contestant.take(steps).seconds();
        }
        return steps;
    }

    private ObjectNode row(Work work, Map<String, Side> sides, double peak) {
        ObjectNode row = mapper.createObjectNode().put("work", work.title);
        sides.forEach((name, side) -> {
            ObjectNode node = row.putObject(name).put("median_ms", side.median() * 1e3).put("peak_mib", side.peakMiB)
                    .put("last_loss", side.loss);
            node.set("rounds_ms", mapper.valueToTree(Arrays.stream(side.seconds).map(s -> s * 1e3).toArray()));
            if (work == Work.GEMM) {
                node.put("gflops", Work.GEMM_OPERATIONS / side.median() / 1e9)
                        .put("share_of_peak", Work.GEMM_OPERATIONS / side.median() / (threads * peak));
            }
        });
        Side ours = sides.get("ours");
        sides.forEach((name, side) -> {
            if (ours != null && side != ours) row.put("speedup_over_" + name.replace('-', '_'), ratio(ours, side));
        });
        return row;
    }

    // The median of the rounds' ratios: a machine that slows down slows both.
    private static double ratio(Side ours, Side peer) {
        double[] ratios = new double[ours.seconds.length];
        for (int i = 0; i < ratios.length; i++) ratios[i] = peer.seconds[i] / ours.seconds[i];
        Arrays.sort(ratios);
        return ratios[ratios.length / 2];
    }

    private void printTable(ObjectNode out) {
        System.out.printf(Locale.ROOT, "%d threads, %d rounds; one core's F32 FMA peak %.0f GFLOP/s%n%n", threads,
                rounds,
                out.get("fma_peak_gflops_one_core").asDouble());
        System.out.println("| work | side | median ms | peak MiB | last loss | ours is faster by |");
        System.out.println("|---|---|---|---|---|---|");
        for (var row : out.get("works")) {
            for (String side : sides) {
                var of = row.get(side);
                var ratio = row.get("speedup_over_" + side.replace('-', '_'));
                System.out.printf(Locale.ROOT, "| %s | %s | %.3f | %d | %.4f | %s |%n", row.get("work").asText(), side,
                        of.get("median_ms").asDouble(), of.get("peak_mib").asLong(), of.get("last_loss").asDouble(),
                        ratio == null ? "" : String.format(Locale.ROOT, "%.2f ×", ratio.asDouble()));
            }
        }
    }
}
