package dev.pando.node.split;

import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;

/// Chunks of a model from a hub, as long as it has what the [ChunkList] promises: the first chunk that is another ends it.
/// What it does not bring, somebody else must.
final class HubChunks {

    /// Chunks that it is asked for at once.
    static final int RUN_CHUNKS_MAX = 16;
    /// Times in a row that it may break off without a single chunk before it is given up.
    static final int BROKEN_MAX = 3;

    /// Told of a chunk that is right.
    interface Arrived {
        void chunk(int index, byte[] bytes) throws IOException;
    }

    private final Elsewhere.Source source;
    private final ChunkList chunks;
    private boolean usable = true;

    HubChunks(Elsewhere.Source source, ChunkList chunks) {
        this.source = source;
        this.chunks = chunks;
    }

    /// Fetches what it can.
    ///
    /// @param missing which chunks; `arrived` takes out what has come
    /// @throws IOException only if `arrived` does
    void fetch(BitSet missing, Arrived arrived) throws IOException {
        for (int broken = 0; usable && !missing.isEmpty();) {
            broken = run(missing, arrived) > 0 ? 0 : broken + 1;
            usable &= broken < BROKEN_MAX;
        }
    }

    // The first chunks that are missing side by side, in one request; how many came.
    private int run(BitSet missing, Arrived arrived) throws IOException {
        int first = missing.nextSetBit(0), end = Math.min(missing.nextClearBit(first), first + RUN_CHUNKS_MAX);
        long begin = (long) first * ChunkList.CHUNK_BYTES;
        long bytes = (long) (end - first - 1) * ChunkList.CHUNK_BYTES + chunks.chunkBytes(end - 1);
        try (Body body = new Body(source, begin, begin + bytes)) {
            for (int i = first; i < end; i++) {
                byte[] chunk = body.next(chunks.chunkBytes(i));
                if (chunk == null) return i - first;
                usable = chunks.matches(i, chunk);
                if (!usable) return i - first;
                arrived.chunk(i, chunk);
            }
        }
        return end - first;
    }

    /// What the hub sends, without its exceptions: they are no different from an end that comes too early.
    private static final class Body implements AutoCloseable {

        private InputStream in;

        Body(Elsewhere.Source source, long from, long to) {
            try {
                in = source.read(from, to);
            } catch (IOException e) {
                in = InputStream.nullInputStream();
            }
        }

        byte[] next(int bytes) {
            try {
                byte[] chunk = in.readNBytes(bytes);
                return chunk.length == bytes ? chunk : null;
            } catch (IOException e) {
                return null;
            }
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                // nothing more was wanted
            }
        }
    }
}
