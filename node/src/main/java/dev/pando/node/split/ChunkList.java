package dev.pando.node.split;

import dev.pando.libp2p.multiformats.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.stream.IntStream;

/// The hashes of a file, a mebibyte at a time: with it, each piece can be checked on its own, from whomever it came.
///
/// ```
///  0            8
///  +------------+---------------+---------------+-----
///  | file bytes | SHA-256 of #0 | SHA-256 of #1 | …          little-endian
///  +------------+---------------+---------------+-----
/// ```
/// The SHA-256 of these bytes is the file's [ModelId].
final class ChunkList {

    /// Bytes of every chunk but the last.
    static final int CHUNK_BYTES = 1 << 20;
    /// Chunks of one file: 256 GiB.
    static final int CHUNKS_MAX = 1 << 18;

    private static final int HASH_BYTES = 32;
    private static final int READERS = 4;
    private static final int HASHES = 8;

    private final byte[] bytes;

    private ChunkList(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Reads a file from end to end.
    ///
    /// @throws SplitException if it has more than [#CHUNKS_MAX] chunks
    static ChunkList of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (chunks(size) > CHUNKS_MAX)
                throw new SplitException(file + ": " + size + " bytes are too many to split");
            byte[] bytes = new byte[HASHES + chunks(size) * HASH_BYTES];
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(size);
            int failed = IntStream.range(0, READERS).parallel().map(r -> hash(channel, size, r, bytes)).sum();
            if (failed > 0) throw new IOException(file + ": cannot be read to its end");
            return new ChunkList(bytes);
        }
    }

    // Every READERS-th chunk, all through one buffer: a large file must not fill the heap with what was hashed already.
    private static int hash(FileChannel file, long size, int first, byte[] list) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        for (int i = first; i < chunks(size); i += READERS) {
            if (!fill(file, i, size, chunk)) return 1;
            byte[] hash = sha256(chunk.array(), chunk.limit());
            System.arraycopy(hash, 0, list, HASHES + i * HASH_BYTES, HASH_BYTES);
        }
        return 0;
    }

    private static boolean fill(FileChannel file, int index, long size, ByteBuffer chunk) {
        long at = (long) index * CHUNK_BYTES;
        chunk.clear().limit((int) Math.min(CHUNK_BYTES, size - at));
        try {
            while (chunk.hasRemaining()) if (file.read(chunk, at + chunk.position()) < 0) return false;
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Reads a list that a peer sent.
    ///
    /// @param wanted whose it must be
    /// @throws WireException if it is not that model's
    static ChunkList of(byte[] bytes, ModelId wanted) {
        if (!ModelId.of(sha256(bytes)).equals(wanted)) throw new WireException("chunk list", "of another model");
        long size = bytes.length < HASHES ? -1 : new ChunkList(bytes).fileBytes();
        if (size < 0 || bytes.length != HASHES + (long) chunks(size) * HASH_BYTES) {
            throw new WireException("chunk list", bytes.length + " bytes for a file of " + size);
        }
        return new ChunkList(bytes);
    }

    /// Bytes of a list for a file of `size` bytes.
    static int listBytes(long size) {
        return HASHES + chunks(size) * HASH_BYTES;
    }

    private static int chunks(long size) {
        return (int) Math.min(CHUNKS_MAX + 1L, (size + CHUNK_BYTES - 1) / CHUNK_BYTES);
    }

    /// Chunk `index` of a file; null if it cannot be read whole.
    static byte[] read(FileChannel file, int index, long size) {
        int bytes = (int) Math.min(CHUNK_BYTES, size - (long) index * CHUNK_BYTES);
        ByteBuffer chunk = ByteBuffer.allocate(bytes);
        return fill(file, index, size, chunk) ? chunk.array() : null;
    }

    ModelId id() {
        return ModelId.of(sha256(bytes));
    }

    byte[] bytes() {
        return bytes.clone();
    }

    long fileBytes() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    }

    int chunks() {
        return (bytes.length - HASHES) / HASH_BYTES;
    }

    int chunkBytes(int index) {
        return (int) Math.min(CHUNK_BYTES, fileBytes() - (long) index * CHUNK_BYTES);
    }

    /// Whether these are the bytes of chunk `index`.
    boolean matches(int index, byte[] chunk) {
        int at = HASHES + index * HASH_BYTES;
        return chunk != null && chunk.length == chunkBytes(index)
                && Arrays.equals(sha256(chunk), 0, HASH_BYTES, bytes, at, at + HASH_BYTES);
    }

    private static byte[] sha256(byte[] bytes) {
        return sha256(bytes, bytes.length);
    }

    private static byte[] sha256(byte[] bytes, int count) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, count);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
