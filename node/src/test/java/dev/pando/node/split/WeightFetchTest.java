package dev.pando.node.split;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.model.LayerRange;
import dev.pando.engine.weights.GgufFile;
import dev.pando.engine.weights.GgufWriter;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.tensor.TensorType;
import dev.pando.libp2p.Host;
import dev.pando.libp2p.HostPlan;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.transport.Time;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The right bytes of the right layers, from the hub as far as it is right, else from the peer.
@Timeout(300)
class WeightFetchTest {

    private static final int LAYERS = 6, LAYER_CHUNKS = 4;
    private static final LayerRange MIDDLE = new LayerRange(2, 5);

    @TempDir
    private Path folder;
    private Path model;
    private byte[] content;
    private ChunkList chunks;
    private Host here, peer;
    private final HubOfOurOwn hub = new HubOfOurOwn();
    private List<Long> progress = new ArrayList<>();

    /// A hub that a test may let misbehave.
    private final class HubOfOurOwn implements Elsewhere.Source {
        private final List<Long> asked = new ArrayList<>(); // bytes of each request
        private byte[] has;
        private int cutAfter = Integer.MAX_VALUE; // bytes of one answer
        private boolean down;

        @Override
        public long bytes() {
            return has.length;
        }

        @Override
        public InputStream read(long from, long to) throws IOException {
            asked.add(to - from);
            if (down) throw new IOException("the hub answered 503");
            byte[] range = Arrays.copyOfRange(has, (int) from, (int) to);
            return new ByteArrayInputStream(range, 0, Math.min(range.length, cutAfter));
        }

        @Override
        public void close() {}

        long askedBytes() {
            return asked.stream().mapToLong(Long::longValue).sum();
        }
    }

    @BeforeEach
    void begin() throws Exception {
        model = write(folder.resolve("whole.gguf"));
        content = Files.readAllBytes(model);
        chunks = ChunkList.of(model);
        hub.has = content.clone();
        peer = host(1, "/ip4/127.0.0.1/tcp/0");
        here = host(2);
        here.connect(peer.addresses().getFirst());
        new WeightServer(peer, _ -> true, Time.system()).share(model, chunks);
    }

    private static Host host(int seed, String... listen) throws IOException {
        HostPlan plan = Host.plan(Identity.generate(new SecureRandom(new byte[]{(byte) seed})));
        for (String address : listen) plan.listen(address);
        return plan.start();
    }

    @AfterEach
    void end() throws IOException {
        here.close();
        peer.close();
    }

    private static Path write(Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        GgufWriter gguf = new GgufWriter().text("general.architecture", "llama");
        gguf.matrix("token_embd.weight", TensorType.F32, 1024, 1024, (_, into) -> fill(into, random));
        for (int i = 0; i < LAYERS; i++) {
            gguf.matrix("blk." + i + ".attn_q.weight", TensorType.F32, LAYER_CHUNKS * 256, 1024,
                    (_, into) -> fill(into, random));
        }
        gguf.vector("output_norm.weight", new float[32]);
        gguf.write(file);
        return file;
    }

    private static void fill(float[] into, SplittableRandom random) {
        for (int i = 0; i < into.length; i++) into[i] = random.nextFloat();
    }

    private Path fetch(Optional<Elsewhere.Source> from) throws IOException {
        Path part = folder.resolve("part.gguf");
        progress.clear();
        try (PeerStream stream = here.open(peer.peer(), WeightServer.PROTOCOL)) {
            new WeightFetch(stream, chunks.id(), part, from).fetch(content.length, headerBytes(), MIDDLE,
                    (have, toBe) -> {
                        progress.add(have);
                        assertTrue(have <= toBe);
                    });
        }
        return part;
    }

    private long headerBytes() {
        try (ModelFile file = ModelFile.open(model)) {
            GgufFile gguf = (GgufFile) file;
            return gguf.tensorNames().stream().mapToLong(n -> gguf.extent(n).offset()).min().orElseThrow();
        }
    }

    private void assertLayersAreThere(Path part) throws IOException {
        byte[] got = Files.readAllBytes(part);
        assertEquals(content.length, got.length);
        try (ModelFile file = ModelFile.open(part)) {
            for (int i = MIDDLE.from(); i < MIDDLE.to(); i++) {
                var extent = ((GgufFile) file).extent("blk." + i + ".attn_q.weight");
                int from = (int) extent.offset(), to = (int) (extent.offset() + extent.length());
                assertArrayEquals(Arrays.copyOfRange(content, from, to), Arrays.copyOfRange(got, from, to));
            }
        }
        assertEquals(progress.stream().sorted().toList(), progress, "progress never goes backwards");
    }

    @Test
    void layersComeFromTheHubInRunsAndNoOtherLayerDoes() throws Exception {
        assertLayersAreThere(fetch(Optional.of(hub)));
        long three = 3L * LAYER_CHUNKS * ChunkList.CHUNK_BYTES;
        assertTrue(hub.askedBytes() >= three && hub.askedBytes() <= three + 4L * ChunkList.CHUNK_BYTES,
                hub.asked.toString());
        assertTrue(hub.asked.size() <= 4, hub.asked + ": chunks side by side are one request");
        assertTrue(hub.asked.stream().allMatch(n -> n <= (long) HubChunks.RUN_CHUNKS_MAX * ChunkList.CHUNK_BYTES));
    }

    @Test
    void withoutAHubTheyComeFromThePeer() throws Exception {
        assertLayersAreThere(fetch(Optional.empty()));
    }

    @Test
    void whatIsThereAlreadyIsNotFetchedAgain() throws Exception {
        Path part = fetch(Optional.of(hub));
        byte[] half = Files.readAllBytes(part);
        Arrays.fill(half, 14 << 20, 15 << 20, (byte) 7); // one chunk that was damaged, or never written
        Files.write(part, half);
        hub.asked.clear();
        assertLayersAreThere(fetch(Optional.of(hub)));
        assertEquals(List.of((long) ChunkList.CHUNK_BYTES), hub.asked);
    }

    @Test
    void aHubThatBreaksOffGoesOnWhereItStopped() throws Exception {
        hub.cutAfter = (int) (1.5 * ChunkList.CHUNK_BYTES);
        assertLayersAreThere(fetch(Optional.of(hub)));
        assertTrue(hub.asked.size() >= 3 * LAYER_CHUNKS, "a chunk a time: " + hub.asked);
    }

    @Test
    void aHubThatIsDownIsAskedSoOftenAndThenThePeerIs() throws Exception {
        hub.down = true;
        assertLayersAreThere(fetch(Optional.of(hub)));
        assertEquals(HubChunks.BROKEN_MAX, hub.asked.size());
    }

    @Test
    void aHubWithOneFlippedBitIsNotBelievedNorAskedAgain() throws Exception {
        hub.has[12 << 20] ^= 1;
        assertLayersAreThere(fetch(Optional.of(hub)));
        assertTrue(hub.asked.size() <= 3, hub.asked.toString());
    }

    @Test
    void aHubWhoseFileHasAnotherSizeIsNotAsked() throws Exception {
        hub.has = Arrays.copyOf(hub.has, hub.has.length + 1);
        assertLayersAreThere(fetch(Optional.of(hub)));
        assertEquals(List.of(), hub.asked);
    }

    @Test
    void aPeerWhoseBytesAreOthersIsRefused() throws Exception {
        Path other = write(folder.resolve("other.gguf"));
        byte[] bytes = Files.readAllBytes(other);
        bytes[12 << 20] ^= 1;
        Files.write(other, bytes);
        Files.move(other, model, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        WireException e = assertThrows(WireException.class, () -> fetch(Optional.empty()));
        assertTrue(e.getMessage().contains("is not what it was"), e.getMessage());
        assertFalse(Files.readAllBytes(folder.resolve("part.gguf"))[12 << 20] == bytes[12 << 20]);
    }
}
