package dev.pando.engine.weights;

import dev.pando.kernel.tensor.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A model in one GGUF file, version 2 or 3, little-endian.
public final class GgufFile implements ModelFile {

    private final Path path;
    private final Arena arena;
    private final MemorySegment file;
    private final Metadata metadata;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    private GgufFile(Path path, Arena arena) {
        this.path = path;
        this.arena = arena;
        String place = String.valueOf(path.getFileName());
        file = Mapping.map(path, arena);
        GgufReader.Header header = GgufReader.read(new Cursor(place, file));
        metadata = new Metadata(place, header.metadata());
        header.tensors().forEach((name, t) -> tensors.put(name,
                new StoredTensor(t.info(), file.asSlice(t.offset(), t.bytes()), false)));
        long parts = metadata.integer("split.count", 1);
        if (parts > 1) throw new ModelFileException(place + ": one part of " + parts + "; merge them into one file");
    }

    /// @throws ModelFileException if it is no GGUF file, broken, or over a limit of [ModelLimits]
    static GgufFile open(Path path) {
        Arena arena = Arena.ofShared();
        try {
            return new GgufFile(path, arena);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Metadata metadata() {
        return metadata;
    }

    @Override
    public Set<String> tensorNames() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    @Override
    public TensorInfo tensor(String name) {
        return stored(name).info();
    }

    @Override
    public Matrix matrix(String name) {
        return stored(name).matrix();
    }

    @Override
    public float[] vector(String name) {
        return stored(name).vector();
    }

    /// llama's converter permutes the rows of queries and keys; those of the other architectures do not.
    @Override
    public RopePairing ropePairing() {
        boolean llama = metadata.string("general.architecture", "").equals("llama");
        return llama ? RopePairing.INTERLEAVED : RopePairing.HALVES;
    }

    @Override
    public Optional<Path> companion(String fileName) {
        return Optional.empty();
    }

    @Override
    public long bytes() {
        return file.byteSize();
    }

    @Override
    public void unload() {
        file.unload();
    }

    /// Where the bytes of a tensor lie in the file.
    ///
    /// @throws ModelFileException if there is none of this name
    public Extent extent(String name) {
        MemorySegment data = stored(name).data();
        return new Extent(data.address() - file.address(), data.byteSize());
    }

    /// Bytes `offset ≤ i < offset + length` of a file.
    ///
    /// @param offset first byte
    /// @param length bytes
    public record Extent(long offset, long length) {}

    @Override
    public void close() {
        if (arena.scope().isAlive()) arena.close();
    }

    StoredTensor stored(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) throw new ModelFileException(path.getFileName() + ": tensor " + name + " is missing");
        return tensor;
    }
}
