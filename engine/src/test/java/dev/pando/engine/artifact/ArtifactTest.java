package dev.pando.engine.artifact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.artifact.Artifact.Body;
import dev.pando.engine.artifact.Artifact.Lane;
import dev.pando.engine.artifact.Payload.Genome;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.engine.grid.Trace;
import dev.pando.testing.Forall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ArtifactTest {

    @Test
    void whatIsWrittenIsWhatIsReadAndNamedTheSame() {
        Forall.seeds(50, random -> {
            Artifact artifact = Authors.memory(random, List.of(), 1);
            Artifact read = Artifact.read(artifact.wire());
            assertEquals(artifact.body(), read.body());
            assertEquals(artifact.id(), read.id());
        });
    }

    @Test
    void anyFlippedBitIsRefused() {
        Forall.seeds(300, random -> {
            byte[] wire = Authors.memory(random, List.of(), 1).wire();
            wire[random.nextInt(wire.length)] ^= (byte) (1 << random.nextInt(8));
            assertThrows(ArtifactException.class, () -> Artifact.read(wire));
        });
    }

    @Test
    void bytesOfAnyKindAreRefusedWithTheOneException() {
        Forall.seeds(500, random -> {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertThrows(ArtifactException.class, () -> Artifact.read(bytes));
        });
    }

    @Test
    void limitsHoldAtTheMaximumAndOneBeyond() {
        Memory longest = new Memory(new byte[32], "q".repeat(Memory.TEXT_MAX), "a", "s", 1);
        Artifact.read(Authors.sign(Authors.body(longest)).wire());
        assertThrows(ArtifactException.class,
                () -> new Memory(new byte[32], "q".repeat(Memory.TEXT_MAX + 1), "a", "s", 1));
        assertThrows(ArtifactException.class, () -> new Memory(new byte[31], "q", "a", "s", 1));
        assertThrows(ArtifactException.class, () -> new Memory(new byte[32], "q", "a", "s", Double.NaN));
        assertThrows(ArtifactException.class, () -> Artifact.read(new byte[Artifact.BYTES_MAX + 1]));
        List<Trace.Cell> cells = new ArrayList<>();
        for (int i = 0; i < Trace.CELLS_MAX; i++) cells.add(new Trace.Cell(i, new byte[24], 0));
        assertTrue(Authors.sign(Authors.body(new TracePayload(new Trace(cells)))).wire().length <= Artifact.BYTES_MAX);
        List<ContentId> parents = new ArrayList<>();
        for (int i = 0; i <= Artifact.PARENTS_MAX; i++) parents.add(ContentId.ofContent(new byte[]{(byte) i}));
        Collections.sort(parents);
        Authors.body(longest, parents.subList(0, Artifact.PARENTS_MAX), 2);
        assertThrows(ArtifactException.class, () -> Authors.body(longest, parents, 2));
        assertThrows(ArtifactException.class, () -> Authors.body(longest, List.of(parents.get(1), parents.get(0)), 2));
    }

    private static Genome genome(int centroidBytes) {
        byte[] hash = new byte[Genome.HASH_BYTES];
        return new Genome(hash, hash, 1, 1, 0, 0, "", hash, hash, 0, "", new byte[centroidBytes]);
    }

    @Test
    void aGenomesCardSaysWhereItsTextLiesOrDoesNot() {
        for (int bytes : new int[]{0, 1, Genome.CENTROID_MAX}) {
            Artifact card = Authors.sign(Authors.body(genome(bytes)));
            assertEquals(card.body(), Artifact.read(card.wire()).body());
        }
        assertThrows(ArtifactException.class, () -> genome(Genome.CENTROID_MAX + 1));
    }

    @Test
    void anArtifactWithAForeignSignatureParsesAndIsNotGenuine() {
        Artifact artifact = Authors.sign(Authors.body(new Memory(new byte[32], "q", "a", "s", 1)));
        assertTrue(artifact.isGenuine());
        byte[] wire = artifact.wire();
        wire[wire.length - 1] ^= 1;
        assertTrue(!Artifact.parse(wire).isGenuine());
        assertThrows(ArtifactException.class, () -> Artifact.read(wire));
    }

    @Test
    void nobodySignsForAnother() {
        Body body = Authors.body(new Memory(new byte[32], "q", "a", "s", 1));
        Body foreign = new Body(AuthorKey.of(Authors.OTHER.getPublic()), List.of(), 1, "", 1, 0, Lane.ATTRIBUTED,
                body.payload());
        assertThrows(IllegalArgumentException.class, () -> Artifact.sign(foreign, Authors.ONE.getPrivate()));
        byte[] wire = Authors.sign(body).wire(), other = Artifact.sign(foreign, Authors.OTHER.getPrivate()).wire();
        System.arraycopy(other, other.length - 64, wire, wire.length - 64, 64);
        assertThrows(ArtifactException.class, () -> Artifact.read(wire));
    }

    @Test
    void oneValueHasOneEncoding() {
        Forall.seeds(300, random -> {
            Cbor value = value(random, 4);
            byte[] bytes = CborWriter.write(value);
            assertEquals(value, CborReader.read(bytes));
            byte[] mutated = bytes.clone();
            mutated[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertArrayEquals(mutated, CborWriter.write(CborReader.read(mutated)));
            } catch (ArtifactException refused) {
                assertTrue(refused.getMessage().length() < 200);
            }
        });
    }

    @Test
    void encodingsThatAreNotTheShortestOrNotInOrderAreRefused() {
        for (String hex : List.of("1817", "190017", "1a00000017", "5f4101ff", "f97e00", "fb7ff8000000000000", "f6",
                "a2616201616102", "a2616101616102", "c100", "1bffffffffffffffff", "61ff", "9a7fffffff", "00" + "00")) {
            assertThrows(ArtifactException.class, () -> CborReader.read(HexFormat.of().parseHex(hex)), hex);
        }
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < CborReader.DEPTH_MAX; i++) deep.append("81");
        CborReader.read(HexFormat.of().parseHex(deep + "00"));
        assertThrows(ArtifactException.class, () -> CborReader.read(HexFormat.of().parseHex(deep + "8100")));
    }

    @Test
    void aContentIdIsACidAsTheRestOfTheWorldWritesIt() {
        // dag-cbor of {"hello": "world"}; the id can be looked up with any IPLD tool
        byte[] content = HexFormat.of().parseHex("a16568656c6c6f65776f726c64");
        assertArrayEquals(content, CborWriter.write(new Cbor.Fields(Map.of("hello", new Cbor.Text("world")))));
        assertEquals("bafyreidykglsfhoixmivffc5uwhcgshx4j465xwqntbmu43nb2dzqwfvae",
                ContentId.ofContent(content).toString());
        ContentId id = ContentId.ofContent(content);
        assertEquals(id, ContentId.parse(id.toString()));
        for (String bad : List.of("", "bafy", id.toString().toUpperCase(java.util.Locale.ROOT), id.toString() + "a",
                id.toString().substring(0, 58) + "1", id.toString().substring(0, 58) + "z")) {
            assertThrows(ArtifactException.class, () -> ContentId.parse(bad), bad);
        }
        assertThrows(ArtifactException.class, () -> ContentId.of(new byte[36]));
        assertThrows(ArtifactException.class, () -> ContentId.of(new byte[0]));
    }

    private static Cbor value(RandomGenerator random, int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0 -> new Cbor.Whole(random.nextLong() >> random.nextInt(64));
            case 1 -> new Cbor.Real(random.nextGaussian());
            case 2 -> {
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                yield new Cbor.Bytes(bytes);
            }
            case 3 -> new Cbor.Text("é".repeat(random.nextInt(30)));
            case 4 -> new Cbor.Link(ContentId.ofContent(new byte[]{(byte) random.nextInt()}));
            case 5 -> {
                List<Cbor> items = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) items.add(value(random, depth - 1));
                yield new Cbor.Items(items);
            }
            default -> {
                Map<String, Cbor> fields = new HashMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    byte[] key = new byte[random.nextInt(4)];
                    for (int j = 0; j < key.length; j++) key[j] = (byte) ('a' + random.nextInt(26));
                    fields.put(new String(key, StandardCharsets.US_ASCII), value(random, depth - 1));
                }
                yield new Cbor.Fields(fields);
            }
        };
    }
}
