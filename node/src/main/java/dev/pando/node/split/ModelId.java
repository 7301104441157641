package dev.pando.node.split;

import java.util.HexFormat;

/// Name of the bytes of a model: the hash of the [list of its chunks' hashes][ChunkList]. Whoever has it knows which
/// bytes are right, and nothing else about the model.
///
/// @param hex 64 digits
public record ModelId(String hex) {

    static final int BYTES = 32;

    /// @throws IllegalArgumentException if it is something else
    public ModelId {
        if (!hex.matches("[0-9a-f]{64}")) throw new IllegalArgumentException("model id: " + hex);
    }

    static ModelId of(byte[] hash) {
        return new ModelId(HexFormat.of().formatHex(hash));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /// Enough of it to tell models apart in a line.
    @Override
    public String toString() {
        return hex.substring(0, 12);
    }
}
