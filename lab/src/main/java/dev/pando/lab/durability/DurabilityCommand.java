package dev.pando.lab.durability;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab durability`: a node is killed at random moments of chatting, learning, sharing and merging. After each kill it must
/// open, hold all that it had acknowledged, and have the grid that its artifacts fold to.
@Command(name = "durability", mixinStandardHelpOptions = true, description = "Kills a node at random moments and looks what is left.")
public final class DurabilityCommand implements Callable<Integer> {

    // A data directory sees so many kills before a new one is begun: each kill strikes what others left.
    private static final int KILLS_PER_DIRECTORY = 10;

    @Option(names = "--kills", description = "how often (default: ${DEFAULT-VALUE})")
    private int kills = 200;

    @Option(names = "--seed", description = "what chance begins from (default: ${DEFAULT-VALUE})")
    private long seed = 7;

    @Mixin
    private Report report;

    private final Map<String, Integer> struck = new TreeMap<>();
    private final Map<Acknowledged.Kind, Integer> promises = new TreeMap<>();
    private final List<String> complaints = new ArrayList<>();

    private DurabilityCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Random random = new Random(seed);
        for (int done = 0; done < kills; done += KILLS_PER_DIRECTORY) {
            directory(Math.min(KILLS_PER_DIRECTORY, kills - done), done, random);
        }
        ObjectNode result = new ObjectMapper().createObjectNode().put("experiment", "durability").put("kills", kills)
                .put("seed", seed);
        ObjectNode during = result.putObject("killed_during"), kept = result.putObject("acknowledged");
        struck.forEach(during::put);
        promises.forEach((kind, count) -> kept.put(kind.name().toLowerCase(java.util.Locale.ROOT), count));
        ArrayNode lost = result.putArray("lost_or_broken");
        complaints.forEach(lost::add);
        report.print(result);
        return complaints.isEmpty() ? 0 : 1;
    }

    private void directory(int times, int first, Random random) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("pando-durability");
        Acknowledged promised = new Acknowledged();
        for (int i = 0; i < times; i++) {
            Victim victim = new Victim(folder, seed * 1_000_003 + first + i, promised);
            struck.merge(victim.strike(random), 1, Integer::sum);
            for (String complaint : new Checkup(promised, random).of(folder.resolve(Victim.NODE))) {
                complaints.add("kill " + (first + i + 1) + ": " + complaint);
            }
            System.err.print("\r" + (first + i + 1) + " of " + kills + " kills, " + complaints.size() + " complaints");
        }
        System.err.println();
        for (Acknowledged.Kind kind : Acknowledged.Kind.values()) {
            promises.merge(kind, promised.of(kind).size(), Integer::sum);
        }
        delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
