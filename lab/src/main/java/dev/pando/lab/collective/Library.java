package dev.pando.lab.collective;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.Artifact.Body;
import dev.pando.engine.artifact.Artifact.Lane;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Lineage;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.engine.grid.Trace;
import dev.pando.engine.grid.Trace.Association;
import dev.pando.libp2p.identity.Identity;
import dev.pando.node.exchange.Shelf;
import dev.pando.node.gate.Claims;
import dev.pando.node.gate.Limits;
import dev.pando.node.notes.Names;
import dev.pando.node.notes.Statement;
import dev.pando.node.notes.Terms;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Any number of signed artifacts of many authors, as nodes make them: three notes, the trace that stands on them, all of an
/// author's in one chain, no more a day than the gate lets through.
final class Library implements Shelf {

    private static final int NOTES_PER_TRACE = 3, FACTS_PER_DAY = 120, AUTHORS = 40;

    private final Lineage lineage = new Lineage();
    private final List<Statement> statements = new ArrayList<>();

    /// @param names what the facts are about
    Library(int artifacts, List<String> names, Terms terms, long seed, long nowMs) {
        List<String> canonical = names.stream().filter(n -> n.equals(Names.canonical(n))).toList();
        SplittableRandom random = new SplittableRandom(seed);
        List<Identity> authors = Stream.generate(() -> {
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            return Identity.ofSeed(secret);
        }).limit(AUTHORS).toList();
        Map<Identity, Artifact> last = new HashMap<>();
        Map<Identity, Integer> facts = new HashMap<>();
        for (int made = 0; made < artifacts; made += NOTES_PER_TRACE + 1) {
            Identity author = authors.get(made / (NOTES_PER_TRACE + 1) % AUTHORS);
            int before = facts.merge(author, NOTES_PER_TRACE, Integer::sum);
            long at = nowMs - before / FACTS_PER_DAY * Limits.DAY_MS;
            List<Artifact> notes = new ArrayList<>();
            List<Association> associations = new ArrayList<>();
            for (int i = 0; i < NOTES_PER_TRACE; i++) {
                Statement s = statement(canonical, random);
                statements.add(s);
                associations.add(new Association(terms.of(s.subject()), terms.of(s.object()), 1));
                Memory memory = new Memory(Terms.code(terms.of(s.subject())), Claims.question(s), s.sentence(),
                        "a talk",
                        0.8);
                notes.add(add(author, last, List.of(), memory, at));
            }
            add(author, last, notes, new TracePayload(Trace.of(associations)), at);
        }
    }

    private static Statement statement(List<String> names, SplittableRandom random) {
        while (true) {
            String subject = names.get(random.nextInt(names.size())), object = names.get(random.nextInt(names.size()));
            if (!subject.equals(object))
                return new Statement(subject, "", object, subject + " leads to " + object + ".");
        }
    }

    private Artifact add(Identity author, Map<Identity, Artifact> last, List<Artifact> notes, Payload payload,
            long at) {
        List<Artifact> parents = Stream.concat(Optional.ofNullable(last.get(author)).stream(), notes.stream())
                .distinct().toList();
        int generation = 1 + parents.stream().mapToInt(p -> p.body().generation()).max().orElse(0);
        Artifact artifact = Artifact.sign(new Body(new AuthorKey(author.key().data()),
                parents.stream().map(Artifact::id).sorted().toList(), generation, "lab", 0.8, at, Lane.ATTRIBUTED,
                payload), author::sign);
        lineage.add(artifact);
        last.put(author, artifact);
        return artifact;
    }

    /// What its notes say.
    List<Statement> statements() {
        return List.copyOf(statements);
    }

    int size() {
        return lineage.size();
    }

    @Override
    public boolean sharing() {
        return true;
    }

    @Override
    public List<ContentId> heads() {
        return lineage.heads();
    }

    @Override
    public List<Artifact> missingFrom(Collection<ContentId> heads) {
        return lineage.missingFrom(heads);
    }

    @Override
    public Optional<Artifact> find(ContentId id) {
        return lineage.find(id);
    }

    @Override
    public List<Reception> offer(List<byte[]> wires, String peer) {
        return wires.stream().map(w -> Reception.KNOWN).toList();
    }

    @Override
    public void traffic(List<Passage> passages) {}
}
