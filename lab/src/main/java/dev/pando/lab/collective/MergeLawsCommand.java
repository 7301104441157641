package dev.pando.lab.collective;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.artifact.Artifact.Body;
import dev.pando.engine.artifact.Artifact.Lane;
import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.engine.artifact.Payload.Revocation;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Trace;
import dev.pando.lab.report.Report;
import dev.pando.libp2p.identity.Identity;
import dev.pando.node.gate.Gate;
import dev.pando.node.gate.Trust;
import dev.pando.node.merge.Fold;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab merge-laws`: many nodes get the same random artifacts in other orders, twice, in parts; is the grid the same?
@Command(name = "merge-laws", mixinStandardHelpOptions = true, description = "Merging is commutative, associative and idempotent, on many nodes with random artifacts.")
public final class MergeLawsCommand implements Callable<Integer> {

    private static final int AUTHORS = 12, NOTES = 150;

    @Option(names = "--nodes", description = "how many (default: ${DEFAULT-VALUE})")
    private int nodes = 100;

    @Option(names = "--seed", description = "what chance begins from (default: ${DEFAULT-VALUE})")
    private long seed = 7;

    @Mixin
    private Report report;

    private final List<Identity> authors = new ArrayList<>();
    private SplittableRandom random;

    private MergeLawsCommand() {}

    @Override
    public Integer call() {
        if (nodes < 2 || nodes > 10_000) throw new IllegalArgumentException("--nodes: " + nodes + ", from 2 to 10000");
        random = new SplittableRandom(seed);
        for (int i = 0; i < AUTHORS; i++) {
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            authors.add(Identity.ofSeed(secret));
        }
        List<Artifact> all = artifacts();
        long expected = fold(all, MergeLawsCommand::weight).hash();
        int reordered = 0, duplicated = 0, healed = 0;
        for (int node = 0; node < nodes; node++) {
            if (fold(shuffled(all), MergeLawsCommand::weight).hash() == expected) reordered++;
            if (fold(Stream.concat(shuffled(all).stream(), shuffled(all).stream()).toList(), MergeLawsCommand::weight)
                    .hash() == expected)
                duplicated++;
            // Cut off with a random half, then healed: the union in two parts, whichever came first.
            List<Artifact> mixed = shuffled(all), here = mixed.subList(0, mixed.size() / 2),
                    there = mixed.subList(mixed.size() / 2, mixed.size());
            if (fold(Stream.concat(there.stream(), here.stream()).toList(), MergeLawsCommand::weight)
                    .hash() == expected)
                healed++;
        }
        AuthorKey gone = key(authors.getFirst());
        List<Artifact> without = all.stream().filter(a -> !a.body().author().equals(gone)).toList();
        boolean forgotten = fold(all, a -> a.equals(gone) ? 0 : weight(a))
                .hash() == fold(without, MergeLawsCommand::weight).hash();
        boolean changed = fold(without, MergeLawsCommand::weight).hash() != expected;
        boolean holds = reordered == nodes && duplicated == nodes && healed == nodes && forgotten && changed;
        ObjectNode result = new ObjectMapper().createObjectNode().put("experiment", "merge-laws").put("nodes", nodes)
                .put("seed", seed)
                .put("artifacts", all.size()).put("authors", AUTHORS).put("grid_hash", Long.toHexString(expected))
                .put("same_hash_reordered", reordered).put("same_hash_duplicated", duplicated)
                .put("same_hash_partitioned_and_healed", healed)
                .put("revoking_one_author_equals_never_seen", forgotten).put("that_author_mattered", changed)
                .put("holds", holds);
        report.print(result);
        return holds ? 0 : 1;
    }

    private static int weight(AuthorKey author) {
        return 13 + Byte.toUnsignedInt(author.bytes()[0]) % 52;
    }

    private static AuthorKey key(Identity identity) {
        return new AuthorKey(identity.key().data());
    }

    private List<Artifact> shuffled(List<Artifact> all) {
        List<Artifact> order = new ArrayList<>(all);
        Collections.shuffle(order, Random.from(random));
        return order;
    }

    // Each author's artifacts build on that author's own, so that an author can be left out as a whole.
    private List<Artifact> artifacts() {
        List<Artifact> all = new ArrayList<>();
        for (int i = 0; i < NOTES; i++) {
            Identity author = authors.get(random.nextInt(AUTHORS));
            Artifact note = sign(author, new Memory(new byte[32], "note " + i, "note " + i, "", 1));
            Artifact trace = sign(author, new TracePayload(trace()), note);
            all.add(note);
            all.add(trace);
            if (random.nextInt(8) == 0) {
                Artifact target = random.nextBoolean() ? note : trace;
                all.add(sign(author, new Revocation(target.id()), target));
            }
        }
        return all;
    }

    private Trace trace() {
        Set<Integer> addresses = new HashSet<>();
        int start = random.nextInt(Grid.CELLS);
        for (int i = random.nextInt(10, 60); i > 0; i--) addresses.add((start + random.nextInt(2_000)) % Grid.CELLS);
        return new Trace(addresses.stream().sorted().map(address -> {
            byte[] channels = new byte[Grid.SHARED_CHANNELS];
            for (int q = 0; q < channels.length; q++)
                channels[q] = (byte) random.nextInt(-Grid.VALUE_MAX, Grid.VALUE_MAX + 1);
            return new Trace.Cell(address, channels, 0);
        }).toList());
    }

    private Artifact sign(Identity author, Payload payload, Artifact... parents) {
        List<ContentId> ids = Stream.of(parents).map(Artifact::id).sorted().toList();
        int generation = 1 + Stream.of(parents).mapToInt(p -> p.body().generation()).max().orElse(0);
        return Artifact.sign(new Body(key(author), ids, generation, "laws", 1, random.nextInt(3) * 86_400_000L,
                Lane.ATTRIBUTED, payload), author::sign);
    }

    private static Fold fold(List<Artifact> order, ToIntFunction<AuthorKey> weights) {
        Fold fold = new Fold(weights);
        Gate gate = new Gate(fold, null, new Trust(), List::of);
        List<Artifact> open = new ArrayList<>(order);
        for (int before = -1; !open.isEmpty() && open.size() != before;) {
            before = open.size();
            open.removeIf(a -> fold.add(gate.kept(a)) || fold.find(a.id()).isPresent());
        }
        return fold;
    }
}
