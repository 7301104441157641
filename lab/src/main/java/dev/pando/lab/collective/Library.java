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
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Any number of signed artifacts of many authors, as nodes make them: three notes, the trace that stands on them, all of an
/// author's in one chain, no more a day than the gate lets through.
final class Library implements Shelf {

    private static final int NOTES_PER_TRACE = 3, FACTS_PER_DAY = 120, AUTHORS = 40;

    private final Lineage lineage = new Lineage();
    private final List<Statement> statements = new ArrayList<>();

    /// What one author says at once: a few notes and the trace that stands on them.
    private record Said(int author, long atMs, List<Statement> facts) {}

    /// @param names what the facts are about
    Library(int artifacts, List<String> names, Terms terms, long seed, long nowMs) {
        List<String> canonical = names.stream().filter(n -> n.equals(Names.canonical(n))).toList();
        SplittableRandom random = new SplittableRandom(seed);
        List<Identity> authors = Stream.generate(() -> {
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            return Identity.ofSeed(secret);
        }).limit(AUTHORS).toList();
        List<Said> all = new ArrayList<>();
        for (int i = 0; i * (NOTES_PER_TRACE + 1) < artifacts; i++) {
            long at = nowMs - i / AUTHORS * NOTES_PER_TRACE / FACTS_PER_DAY * Limits.DAY_MS;
            List<Statement> facts = Stream.generate(() -> statement(canonical, random)).limit(NOTES_PER_TRACE).toList();
            all.add(new Said(i % AUTHORS, at, facts));
            statements.addAll(facts);
        }
        statements.stream().flatMap(s -> Stream.of(s.subject(), s.object())).distinct().parallel()
                .forEach(name -> terms.prepare(List.of(name)));
        // What one author says is a chain; chains know nothing of each other.
        IntStream.range(0, AUTHORS).parallel().mapToObj(author -> chain(authors.get(author),
                all.stream().filter(said -> said.author == author).toList(), terms)).toList()
                .forEach(chain -> chain.forEach(lineage::add));
    }

    private static List<Artifact> chain(Identity author, List<Said> all, Terms terms) {
        List<Artifact> chain = new ArrayList<>();
        for (Said said : all) {
            int from = chain.size();
            for (Statement s : said.facts) {
                Memory memory = new Memory(Terms.code(terms.of(s.subject())), Claims.question(s), s.sentence(),
                        "a talk",
                        0.8);
                chain.add(next(author, chain, chain.size(), memory, said.atMs));
            }
            List<Association> associations = said.facts.stream()
                    .map(s -> new Association(terms.of(s.subject()), terms.of(s.object()), 1)).toList();
            chain.add(next(author, chain, from, new TracePayload(Trace.of(associations)), said.atMs));
        }
        return chain;
    }

    // The end of a chain: it builds on the one before, and on those from a place on.
    private static Artifact next(Identity author, List<Artifact> chain, int from, Payload payload, long atMs) {
        List<Artifact> parents = chain.subList(Math.max(0, Math.min(from, chain.size() - 1)), chain.size());
        int generation = chain.isEmpty() ? 1 : 1 + chain.getLast().body().generation();
        return Artifact.sign(new Body(new AuthorKey(author.key().data()),
                parents.stream().map(Artifact::id).sorted().toList(), generation, "lab", 0.8, atMs, Lane.ATTRIBUTED,
                payload), author::sign);
    }

    private static Statement statement(List<String> names, SplittableRandom random) {
        while (true) {
            String subject = names.get(random.nextInt(names.size())), object = names.get(random.nextInt(names.size()));
            if (!subject.equals(object))
                return new Statement(subject, "", object, subject + " leads to " + object + ".");
        }
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
