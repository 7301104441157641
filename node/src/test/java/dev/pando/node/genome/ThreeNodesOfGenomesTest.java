package dev.pando.node.genome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.genome.GenomeException;
import dev.pando.engine.genome.PeftFolder;
import dev.pando.engine.serve.Voice;
import dev.pando.kernel.Workers;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.node.collective.Collective;
import dev.pando.node.exchange.Bodies;
import dev.pando.node.exchange.Signing;
import dev.pando.node.genome.GenomeShelf.Shelved;
import dev.pando.node.identity.NodeKey;
import dev.pando.node.net.NetSettings;
import dev.pando.node.net.NodeHost;
import dev.pando.node.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real nodes on loopback: A learns to program, B learns law, C learns nothing and can do both.
@Timeout(600)
class ThreeNodesOfGenomesTest {

    private static final double GAIN_MIN = 0.1; // bits per character
    private static final long HEARD_MS = 5_000;
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

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

    private final class Node implements AutoCloseable {
        final Path dir;
        final NodeHost host;
        final Database database;
        final Collective collective;
        final Genomes genomes;

        Node(String name) {
            dir = folder.resolve(name);
            host = NodeHost.start(NetSettings.loopback(dir));
            database = Database.open(dir);
            collective = new Collective(database, tiny.encoder, InstantSource.fixed(NOW), Signing.as(host));
            collective.sharing().turn(true);
            collective.connect(host);
            genomes = new Genomes(collective, Optional.of(host), dir,
                    tiny.pool(dir, Instant.ofEpochMilli(HEARD_MS)), Optional.empty());
        }

        void meets(Node other) throws Exception {
            host.host().connect(Multiaddr.parse(other.host.addresses().getFirst()));
        }

        @Override
        public void close() {
            genomes.close();
            collective.close();
            host.close();
            database.close();
        }
    }

    private Shelved trained(Path dir, String topic, String text) throws IOException {
        return tiny.shelved(dir, topic, text, NOW.toEpochMilli());
    }

    private double bits(GenomePool genomes, String text) {
        return tiny.read(genomes.about(text), text).bits();
    }

    private static void until(BooleanSupplier holds) {
        while (!holds.getAsBoolean()) Thread.yield();
    }

    @Test
    void whatTwoHaveLearnedAThirdCanDoUntilItIsTakenBack() throws Exception {
        try (Node a = new Node("a"); Node b = new Node("b"); Node c = new Node("c")) {
            Shelved code = trained(a.dir, "python", Domains.code(1, 60)),
                    law = trained(b.dir, "law", Domains.law(1, 60));
            String program = Domains.code(2, 10), verdict = Domains.law(2, 10);
            assertTrue(c.genomes.pool().isEmpty());
            double programBefore = bits(c.genomes.pool(), program), verdictBefore = bits(c.genomes.pool(), verdict);
            a.genomes.share(code);
            b.genomes.share(law);
            c.meets(a);
            c.meets(b);
            until(() -> c.genomes.pool().served().size() == 2);
            assertTrue(bits(c.genomes.pool(), program) < programBefore - GAIN_MIN);
            double verdictAfter = bits(c.genomes.pool(), verdict);
            assertTrue(verdictAfter < verdictBefore - GAIN_MIN);
            b.genomes.takeBack(law.card().id());
            until(() -> c.genomes.pool().served().size() == 1);
            assertTrue(bits(c.genomes.pool(), verdict) > verdictAfter + GAIN_MIN);
            assertTrue(bits(c.genomes.pool(), program) < programBefore - GAIN_MIN);
            assertEquals(List.of(), c.genomes.refusals());
            String helped = code.card().id().toString();
            c.genomes.pool().heard(c.genomes.pool().about(program), List.of(new Voice(helped, 0.5),
                    new Voice("one that is not here", 0.5)));
            assertEquals(HEARD_MS, Files.getLastModifiedTime(c.dir.resolve("genomes").resolve(helped).resolve("card"))
                    .toMillis(), "what was used stays longest");
        }
    }

    @Test
    void aFetchThatWasCutOffGoesOnWhereItWas() throws Exception {
        byte[] body = new byte[5 * Bodies.CHUNK_BYTES + 17];
        new SplittableRandom(1).nextBytes(body);
        byte[] hash = Hashes.sha256().digest(body);
        try (NodeHost giver = NodeHost.start(NetSettings.loopback(folder.resolve("giver")));
                NodeHost taker = NodeHost.start(NetSettings.loopback(folder.resolve("taker")));
                Bodies gives = new Bodies(giver, folder.resolve("parts1"), h -> Optional.of(body));
                Bodies takes = new Bodies(taker, folder.resolve("parts2"), h -> Optional.empty())) {
            taker.host().connect(Multiaddr.parse(giver.addresses().getFirst()));
            Path part = Files.createDirectories(folder.resolve("parts2"))
                    .resolve(HexFormat.of().formatHex(hash) + ".part");
            Files.write(part, Arrays.copyOf(body, 2 * Bodies.CHUNK_BYTES + 5));
            assertTrue(Arrays.equals(body, takes.fetch(hash, body.length).orElseThrow()));
            assertFalse(Files.exists(part));
            Files.write(part, new byte[body.length - 3]); // the beginning of something else
            assertTrue(takes.fetch(hash, body.length).isEmpty());
            assertFalse(Files.exists(part), "what was wrong is not kept");
            assertTrue(takes.fetch(hash, body.length).isPresent());
            assertTrue(giver.peers().size() == 1 && gives != null);
        }
    }

    @Test
    void hostileGenomesAreNotServed() throws Exception {
        try (Node a = new Node("a"); Node c = new Node("c")) {
            Shelved good = trained(a.dir, "python", Domains.code(1, 40));
            byte[] body = GenomeShelf.pack(good.folder());
            Payload.Genome g = good.genome();
            Artifact otherBase = card(a, copy(g, new byte[32], g.body(), g.rank()));
            assertRefused("made for the base", () -> admitWithBase(c, otherBase, good, "00".repeat(32)));
            byte[] cut = Arrays.copyOf(body, body.length - 100);
            assertRefused("not the one that its card signs", () -> c.genomes.shelf().put(good.card(), cut, false));
            assertRefused("rank", () -> c.genomes.admit(card(a, copy(g, g.base(), g.body(), 9)), body));
            byte[] nan = body.clone();
            nan[nan.length - 1] = 0x7F; // the last float, little-endian, becomes not a number
            nan[nan.length - 2] = (byte) 0xC0;
            assertRefused("NaN", () -> c.genomes.admit(good.card(), nan));
            assertRefused("configuration", () -> c.genomes.admit(good.card(), new byte[]{9, 9, 9, 9, 9}));
            assertTrue(c.genomes.pool().isEmpty());
            assertTrue(c.genomes.shelf().list().isEmpty());
            c.genomes.admit(good.card(), body);
            assertEquals(1, c.genomes.pool().served().size());
        }
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static void assertRefused(String because, Attempt attempt) {
        String message = assertThrows(RuntimeException.class, attempt::run).getMessage();
        assertTrue(message.contains(because), message);
        assertFalse(message.contains("\n"), message);
    }

    private void admitWithBase(Node c, Artifact card, Shelved good, String base) throws IOException {
        Path other = folder.resolve("other-base");
        PeftFolder.write(other, PeftFolder.read(good.folder()).changes(), good.folder(), base);
        c.genomes.admit(card, GenomeShelf.pack(other));
    }

    private static Payload.Genome copy(Payload.Genome g, byte[] base, byte[] body, int rank) {
        return new Payload.Genome(base, body, g.bytes(), rank, g.before(), g.after(), g.statement(), g.data(),
                g.weights(), g.steps(), g.settings(), g.centroid());
    }

    private static Artifact card(Node node, Payload.Genome genome) {
        NodeKey key = NodeKey.in(node.dir);
        return Artifact.sign(new Artifact.Body(new AuthorKey(HexFormat.of().parseHex(key.publicHex())), List.of(), 1,
                "python", 1, NOW.toEpochMilli(), Artifact.Lane.ATTRIBUTED, genome), key::sign);
    }

    @Test
    void aGenomeIsMadeAgainToTheBitAndAnotherTextIsNoticed() throws IOException {
        Shelved shelved = trained(folder.resolve("a"), "law", Domains.law(1, 40));
        assertTrue(shelved.genome().after() < shelved.genome().before());
        try (Workers workers = new Workers(2)) {
            assertTrue(tiny.making("law", Domains.law(1, 40)).again(shelved.genome(), TrainedGenomes.around(workers)));
            GenomeMaking other = tiny.making("law", Domains.law(2, 40));
            assertThrows(GenomeException.class, () -> other.again(shelved.genome(), TrainedGenomes.around(workers)));
        }
    }

    @Test
    void theShelfFindsListsAndForgets() throws IOException {
        Path dir = folder.resolve("a");
        Shelved law = trained(dir, "law", Domains.law(1, 40));
        GenomeShelf shelf = new GenomeShelf(dir);
        assertEquals(law.card().id(), shelf.find("law").card().id());
        assertEquals(law.card().id(), shelf.find(law.card().id().toString().substring(0, 20)).card().id());
        assertTrue(shelf.list().getFirst().own());
        shelf.remove(shelf.find("law"));
        assertThrows(GenomeException.class, () -> shelf.find("law"));
    }
}
