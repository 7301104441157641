package dev.pando.lab.collective;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.artifact.Artifact.Body;
import dev.pando.engine.artifact.Artifact.Lane;
import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Trace.Association;
import dev.pando.engine.grid.Trace;
import dev.pando.lab.emergence.Vectors;
import dev.pando.lab.report.Report;
import dev.pando.libp2p.identity.Identity;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.gate.Claims;
import dev.pando.node.notes.Statement;
import dev.pando.node.notes.StatementReader;
import dev.pando.node.notes.Terms;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab sizes`: what conversations weigh on the wire, and what of them is not there.
@Command(name = "sizes", mixinStandardHelpOptions = true, description = "Bytes of the traces of many conversations, of a snapshot, and a search for canaries in them.")
public final class SizesCommand implements Callable<Integer> {

    private static final int NOTES_PER_TRACE = 3, SNAPSHOT_CELLS = 8_192;
    private static final String[] VERBS = {"causes", "leads to", "brings", "increases", "triggers"};

    @Option(names = "--conversations", description = "how many (default: ${DEFAULT-VALUE})")
    private int conversations = 10_000;

    @Option(names = "--seed", description = "what chance begins from (default: ${DEFAULT-VALUE})")
    private long seed = 7;

    @Mixin
    private Report report;

    private final StatementReader reader = StatementReader.ofCauses();

    private SizesCommand() {}

    @Override
    public Integer call() {
        if (conversations < 1 || conversations > 100_000)
            throw new IllegalArgumentException("--conversations: from 1 to 100000");
        SplittableRandom random = new SplittableRandom(seed);
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        Identity author = Identity.ofSeed(secret);
        List<String> crowd = Vectors.crowd().subList(0, 600);
        List<Integer> traces = new ArrayList<>(), notes = new ArrayList<>();
        long canaries = 0;
        try (Encoder encoder = new MiniLm(2)) {
            Terms terms = new Terms(encoder);
            ContentId last = ContentId.ofContent(secret);
            for (int i = 0; i < conversations; i++) {
                String canary = "canary" + Long.toHexString(random.nextLong());
                List<Statement> said = reader.read(conversation(random, crowd, canary));
                for (int from = 0; from < said.size(); from += NOTES_PER_TRACE) {
                    List<Statement> few = said.subList(from, Math.min(said.size(), from + NOTES_PER_TRACE));
                    List<Artifact> sent = artifacts(author, few, terms, last);
                    last = sent.getLast().id();
                    for (Artifact artifact : sent) {
                        byte[] wire = artifact.wire();
                        (artifact.body().payload() instanceof TracePayload ? traces : notes).add(wire.length);
                        if (new String(wire, StandardCharsets.ISO_8859_1).contains(canary)) canaries++;
                    }
                }
            }
        }
        traces.sort(null);
        notes.sort(null);
        ObjectNode result = new ObjectMapper().createObjectNode().put("experiment", "sizes")
                .put("conversations", conversations).put("seed", seed)
                .put("traces", traces.size()).put("trace_bytes_p50", at(traces, 0.5))
                .put("trace_bytes_p95", at(traces, 0.95))
                .put("trace_bytes_max", traces.getLast()).put("note_bytes_p50", at(notes, 0.5))
                .put("note_bytes_p95", at(notes, 0.95))
                .put("snapshot_cells", SNAPSHOT_CELLS).put("snapshot_bytes", snapshot()).put("canaries_found", canaries)
                .put("private_channels_refused", privateChannelsRefused());
        report.print(result);
        return canaries == 0 && at(traces, 0.5) <= 1_024 ? 0 : 1;
    }

    // One to five statements among small talk that holds the canary.
    private static String conversation(SplittableRandom random, List<String> crowd, String canary) {
        StringBuilder text = new StringBuilder("Hello, I am " + canary + " and had a long day. ");
        int statements = 1;
        while (statements < 5 && random.nextInt(2) == 0) statements++;
        for (int i = 0; i < statements; i++) {
            String subject = crowd.get(random.nextInt(crowd.size())), object = crowd.get(random.nextInt(crowd.size()));
            text.append(Character.toUpperCase(subject.charAt(0))).append(subject.substring(1)).append(' ')
                    .append(VERBS[random.nextInt(VERBS.length)])
                    .append(' ').append(object).append(". My ").append(canary).append(" said so? ");
        }
        return text.append("Bye, ").append(canary).append('.').toString();
    }

    private static List<Artifact> artifacts(Identity author, List<Statement> few, Terms terms, ContentId chain) {
        List<Artifact> all = new ArrayList<>();
        List<Association> associations = new ArrayList<>();
        ContentId last = chain;
        for (Statement s : few) {
            var subject = terms.of(s.subject());
            associations.add(new Association(subject, terms.of(s.object()), 1));
            Artifact note = sign(author, List.of(last),
                    new Memory(Terms.code(subject), Claims.question(s), s.sentence(), "a talk", 0.8));
            all.add(note);
            last = note.id();
        }
        all.add(sign(author, all.stream().map(Artifact::id).sorted().toList(),
                new TracePayload(Trace.of(associations))));
        return all;
    }

    private static Artifact sign(Identity author, List<ContentId> parents, dev.pando.engine.artifact.Payload payload) {
        return Artifact.sign(new Body(new AuthorKey(author.key().data()), parents, 2, "general", 0.8,
                1_795_000_000_000L, Lane.ATTRIBUTED, payload), author::sign);
    }

    private static int at(List<Integer> sorted, double quantile) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(quantile * sorted.size())));
    }

    private static int snapshot() {
        int bytes = 0;
        for (int from = 0; from < SNAPSHOT_CELLS; from += Trace.CELLS_MAX) {
            int first = from;
            bytes += new Trace(IntStream.range(first, first + Trace.CELLS_MAX)
                    .mapToObj(i -> new Trace.Cell(i, new byte[Grid.SHARED_CHANNELS], 0)).toList()).encode().length;
        }
        return bytes;
    }

    // A cell with its private channels cannot even be made.
    private static boolean privateChannelsRefused() {
        try {
            return new Trace.Cell(0, new byte[Grid.CHANNELS], 0) == null;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }
}
