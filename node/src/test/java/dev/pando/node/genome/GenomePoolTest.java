package dev.pando.node.genome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.genome.Change;
import dev.pando.engine.genome.PeftFolder;
import dev.pando.engine.model.Adapter;
import dev.pando.engine.serve.RoutedGenerator.Pool;
import dev.pando.engine.serve.Voice;
import dev.pando.node.genome.GenomeShelf.Shelved;
import dev.pando.node.identity.NodeKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two honest genomes among more hostile ones than are ever asked together, whose cards copy theirs.
class GenomePoolTest {

    private static final int HOSTILE = 10;
    private static final double COST_MAX = 0.02; // bits per character that hostile genomes may cost

    @TempDir
    Path folder;
    private TrainedGenomes tiny;

    @BeforeEach
    void open() throws IOException {
        tiny = new TrainedGenomes(folder);
    }

    @AfterEach
    void close() {
        tiny.close();
    }

    private GenomePool pool() {
        return tiny.pool(folder, Instant.ofEpochMilli(5));
    }

    private Shelved trained(String topic, String text) throws IOException {
        return tiny.shelved(folder.resolve(topic), topic, text, 1);
    }

    private Shelved fromOthers(Shelved made) {
        return new Shelved(made.card(), made.folder(), false);
    }

    // The opposite of what it learned, under a card that says what the good one says.
    private Shelved spoilt(Shelved good, int number) throws IOException {
        SortedMap<String, Change> changes = new TreeMap<>();
        PeftFolder.read(good.folder()).changes().forEach((name, c) -> changes.put(name, c.times(-2 - number)));
        Path bad = folder.resolve("bad" + number);
        PeftFolder.write(bad, changes, good.folder(), Hashes.of(tiny.model));
        byte[] body = GenomeShelf.pack(bad);
        Payload.Genome g = good.genome();
        Payload.Genome card = new Payload.Genome(g.base(), Hashes.sha256().digest(body), body.length, g.rank(),
                g.before(), 0, g.statement(), g.data(), g.weights(), g.steps(), g.settings(), g.centroid());
        NodeKey key = NodeKey.in(folder.resolve("attacker" + number));
        Artifact.Body said = good.card().body();
        Artifact signed = Artifact.sign(new Artifact.Body(new AuthorKey(HexFormat.of().parseHex(key.publicHex())),
                List.of(), 1, said.domain(), 1, 1, said.lane(),
                card), key::sign);
        return new Shelved(signed, bad, false);
    }

    // Reads the text as an answer would be read, and tells the pool who had a say in it.
    private double bits(GenomePool pool, String text) {
        Pool asked = pool.about(text);
        assertTrue(asked.adapters().size() <= Shortlist.ASKED_MAX);
        TrainedGenomes.Reading reading = tiny.read(asked, text);
        List<Voice> voices = new ArrayList<>();
        for (int k = 0; k < asked.adapters().size(); k++) {
            double weight = reading.routed().router().weight(k + 1);
            if (weight >= 0.01) voices.add(new Voice(asked.adapters().get(k).name(), weight));
        }
        pool.heard(asked, voices);
        return reading.bits();
    }

    @Test
    void hostileGenomesThatCopyACardCostHardlyAnythingAfterAFewAnswers() throws IOException {
        Shelved law = trained("law", Domains.law(1, 60)), code = trained("python", Domains.code(1, 60));
        GenomePool alone = pool(), crowded = pool();
        for (GenomePool pool : List.of(alone, crowded)) {
            pool.serve(fromOthers(law));
            pool.serve(fromOthers(code));
        }
        for (int i = 0; i < HOSTILE; i++) crowded.serve(spoilt(i % 2 == 0 ? law : code, i));
        assertEquals(HOSTILE + 2, crowded.served().size());
        for (int i = 0; i < HOSTILE; i++) {
            bits(crowded, Domains.law(10 + i, 10));
            bits(crowded, Domains.code(10 + i, 10));
        }
        for (String text : List.of(Domains.law(2, 10), Domains.code(2, 10))) {
            double cost = bits(crowded, text) - bits(alone, text);
            assertTrue(cost <= COST_MAX, cost + " bits per character");
        }
    }

    @Test
    void whatIsNoLongerServedHasNoSay() throws IOException {
        GenomePool pool = pool();
        Shelved law = trained("law", Domains.law(1, 60));
        assertTrue(pool.isEmpty());
        pool.serve(law);
        Adapter adapter = pool.about("a court").adapters().getFirst();
        assertEquals(1, pool.about("a court").own());
        assertTrue(pool.has(adapter));
        pool.forget(law.card().id());
        assertFalse(pool.has(adapter));
        assertTrue(pool.isEmpty() && pool.about("a court").adapters().isEmpty());
    }
}
