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
import java.util.Set;

/// Fetches the tensors of some layers from a peer, into a file as long as the whole model with holes where nothing was
/// fetched: every tensor lies where it lies in the original, so the file opens like any other.
///
/// There is no journal. What was fetched before, whoever was killed in between, is found by its hash.
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
    private ChunkList chunks;

    /// @param stream to a [WeightServer]
    /// @param file   where the parts of this model are kept
    WeightFetch(Stream stream, ModelId id, Path file) {
        this.stream = stream;
        this.id = id;
        this.file = file;
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
        long toBe = needed.stream().mapToLong(chunks::chunkBytes).sum(), have = 0;
        for (int i = needed.nextSetBit(0); i >= 0; i = needed.nextSetBit(i + 1)) {
            if (!chunks.matches(i, ChunkList.read(out, i, chunks.fileBytes()))) write(out, i);
            have += chunks.chunkBytes(i);
            progress.bytes(have, toBe);
        }
    }

    private void write(FileChannel out, int index) throws IOException {
        byte[] chunk = request(index, chunks.chunkBytes(index));
        if (!chunks.matches(index, chunk)) throw new WireException("weights", "chunk " + index + " is not what it was");
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
