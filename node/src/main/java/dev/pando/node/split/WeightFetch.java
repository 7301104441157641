package dev.pando.node.split;

import dev.pando.engine.model.LayerRange;
import dev.pando.engine.weights.GgufFile;
import dev.pando.engine.weights.GgufFile.Extent;
import dev.pando.engine.weights.ModelFile;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.transport.Stream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

/// Fetches the tensors of some layers, from a hub where there is one and else from the peer that wants them computed, into
/// a file as long as the whole model with holes where nothing was fetched: every tensor lies where it lies in the
/// original, so the file opens like any other.
///
/// What every piece must be, the peer says, in a list whose hash is the model's name. There is no journal. What was
/// fetched before, whoever was killed in between, is found by its hash.
final class WeightFetch {

    /// Told how far it is.
    interface Progress {
        void bytes(long have, long toBe) throws IOException;
    }

    // Only the ends of a model need these; a stage does without.
    private static final Set<String> ENDS = Set.of("token_embd.weight", "output.weight");

    private final Stream stream;
    private final ModelId id;
    private final Path file;
    private final Optional<Elsewhere.Source> hub;
    private ChunkList chunks;
    private Optional<HubChunks> fromHub;

    /// @param stream to a [WeightServer]
    /// @param file   where the parts of this model are kept
    /// @param hub    where most of them are fetched, if it has what the list promises; stays the caller's
    WeightFetch(Stream stream, ModelId id, Path file, Optional<Elsewhere.Source> hub) {
        this.stream = stream;
        this.id = id;
        this.file = file;
        this.hub = hub;
    }

    /// Fetches what is missing.
    ///
    /// @param fileBytes   size of the whole model
    /// @param headerBytes bytes before its first tensor
    /// @throws WireException if the peer sends something else than what the model's name promises
    void fetch(long fileBytes, long headerBytes, LayerRange layers, Progress progress) throws IOException {
        stream.out().write(id.bytes());
        chunks = ChunkList.of(request(WeightServer.LIST, ChunkList.listBytes(fileBytes)), id);
        if (chunks.fileBytes() != fileBytes || headerBytes < 0 || headerBytes > fileBytes) {
            throw new WireException("weights", headerBytes + " of " + fileBytes + " bytes are said to be the header");
        }
        fromHub = hub.filter(h -> h.bytes() == fileBytes).map(h -> new HubChunks(h, chunks));
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            if (out.size() != fileBytes) setLength(out, fileBytes);
            fetch(cover(new BitSet(), 0, headerBytes), out, (_, _) -> {});
            fetch(needed(layers), out, progress);
            out.force(false);
        }
        stream.closeWrite();
    }

    private static void setLength(FileChannel out, long bytes) throws IOException {
        out.truncate(bytes);
        if (out.size() < bytes) out.write(ByteBuffer.allocate(1), bytes - 1);
    }

    private BitSet needed(LayerRange layers) {
        BitSet needed = new BitSet();
        try (ModelFile model = ModelFile.open(file)) {
            if (!(model instanceof GgufFile gguf)) throw new WireException("weights", "no GGUF file");
            for (String name : gguf.tensorNames()) {
                if (!wanted(name, layers)) continue;
                Extent extent = gguf.extent(name);
                cover(needed, extent.offset(), extent.offset() + extent.length());
            }
        }
        return needed;
    }

    private static boolean wanted(String tensor, LayerRange layers) {
        if (!tensor.startsWith("blk.")) return !ENDS.contains(tensor);
        String number = tensor.substring(4, Math.max(4, tensor.indexOf('.', 4)));
        if (!number.matches("\\d{1,4}")) return false;
        int layer = Integer.parseInt(number);
        return layer >= layers.from() && layer < layers.to();
    }

    private static BitSet cover(BitSet chunks, long from, long to) {
        chunks.set((int) (from / ChunkList.CHUNK_BYTES),
                (int) ((to + ChunkList.CHUNK_BYTES - 1) / ChunkList.CHUNK_BYTES));
        return chunks;
    }

    private void fetch(BitSet needed, FileChannel out, Progress progress) throws IOException {
        BitSet missing = new BitSet();
        for (int i = needed.nextSetBit(0); i >= 0; i = needed.nextSetBit(i + 1)) {
            missing.set(i, !chunks.matches(i, ChunkList.read(out, i, chunks.fileBytes())));
        }
        progress.bytes(bytes(needed) - bytes(missing), bytes(needed));
        HubChunks.Arrived arrived = (index, chunk) -> {
            write(out, index, chunk);
            missing.clear(index);
            progress.bytes(bytes(needed) - bytes(missing), bytes(needed));
        };
        if (fromHub.isPresent()) fromHub.get().fetch(missing, arrived);
        for (int i = missing.nextSetBit(0); i >= 0; i = missing.nextSetBit(i + 1)) {
            byte[] chunk = request(i, chunks.chunkBytes(i));
            if (!chunks.matches(i, chunk)) throw new WireException("weights", "chunk " + i + " is not what it was");
            arrived.chunk(i, chunk);
        }
    }

    private long bytes(BitSet some) {
        return some.stream().mapToLong(chunks::chunkBytes).sum();
    }

    private static void write(FileChannel out, int index, byte[] chunk) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(chunk);
        long at = (long) index * ChunkList.CHUNK_BYTES;
        while (bytes.hasRemaining()) out.write(bytes, at + bytes.position());
    }

    private byte[] request(int number, int expected) throws IOException {
        stream.out().write(little(number));
        byte[] length = stream.in().readNBytes(Integer.BYTES);
        if (length.length < Integer.BYTES) throw new EOFException("the peer does not hand out this model");
        int bytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (bytes != expected) throw new WireException("weights", bytes + " bytes instead of " + expected);
        byte[] piece = stream.in().readNBytes(bytes);
        if (piece.length < bytes) throw new EOFException("the peer left within a chunk");
        return piece;
    }

    private static byte[] little(int number) {
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
    }
}
