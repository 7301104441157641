package dev.pando.node.genome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.genome.GenomeException;
import dev.pando.node.genome.GenomeShelf.Shelved;
import dev.pando.node.identity.NodeKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenomeShelfTest {

    private static final int BYTES = 1_000;

    @TempDir
    Path folder;

    private Shelved put(GenomeShelf shelf, String topic, int bytes, boolean own) throws IOException {
        byte[] body = new byte[bytes]; // a configuration of two bytes, and the rest
        ByteBuffer.wrap(body).putInt(2).put((byte) '{').put((byte) '}').put(topic.getBytes());
        byte[] none = new byte[Payload.Genome.HASH_BYTES];
        NodeKey key = NodeKey.in(folder);
        var genome = new Payload.Genome(none, Hashes.sha256().digest(body), bytes, 1, 0, 0, "", none, none, 0, "",
                new byte[0]);
        var said = new Artifact.Body(new AuthorKey(HexFormat.of().parseHex(key.publicHex())), List.of(), 1, topic, 0,
                1, Artifact.Lane.ATTRIBUTED, genome);
        return shelf.put(Artifact.sign(said, key::sign), body, own);
    }

    private static List<String> topics(GenomeShelf shelf) {
        return shelf.list().stream().map(s -> s.card().body().domain()).toList();
    }

    @Test
    void whatWasNotUsedForLongestMakesRoom() throws IOException {
        GenomeShelf shelf = new GenomeShelf(Files.createTempDirectory(folder, "node"), 3 * BYTES);
        Shelved a = put(shelf, "a", BYTES, false), b = put(shelf, "b", BYTES, false), c = put(shelf, "c", BYTES, false);
        assertEquals(List.of("a", "b", "c"), topics(shelf), "three are the most");
        GenomeShelf.used(a, 30);
        GenomeShelf.used(b, 10);
        GenomeShelf.used(c, 20);
        put(shelf, "d", BYTES, false);
        assertEquals(List.of("a", "c", "d"), topics(shelf));
        put(shelf, "e", 2 * BYTES, false);
        assertEquals(List.of("d", "e"), topics(shelf));
    }

    @Test
    void theNodesOwnDoNotCountAndDoNotLeave() throws IOException {
        GenomeShelf shelf = new GenomeShelf(Files.createTempDirectory(folder, "node"), 2 * BYTES);
        GenomeShelf.used(put(shelf, "own", 5 * BYTES, true), 1);
        GenomeShelf.used(put(shelf, "a", BYTES, false), 2);
        GenomeShelf.used(put(shelf, "b", BYTES, false), 3);
        put(shelf, "c", BYTES, false);
        assertEquals(List.of("b", "c", "own"), topics(shelf));
    }

    @Test
    void oneThatCannotFitMakesNobodyLeave() throws IOException {
        GenomeShelf shelf = new GenomeShelf(Files.createTempDirectory(folder, "node"), BYTES);
        put(shelf, "a", BYTES, false);
        assertThrows(GenomeException.class, () -> put(shelf, "b", BYTES + 1, false));
        assertEquals(List.of("a"), topics(shelf));
        put(shelf, "a", BYTES, false); // again: it takes its own place
        assertEquals(List.of("a"), topics(shelf));
    }
}
