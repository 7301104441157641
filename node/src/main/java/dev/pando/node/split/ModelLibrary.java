package dev.pando.node.split;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The model files of this machine, by what they are made of. A file is hashed once, and again when it changes.
public final class ModelLibrary {

    private record Seen(long bytes, long changedMs, ChunkList chunks) {}

    private final List<Path> files;
    private final Path fetched;
    private final Map<Path, Seen> seen = new ConcurrentHashMap<>();

    /// @param files   whole GGUF files
    /// @param fetched folder for parts of models that peers send; made when it is needed
    public ModelLibrary(List<Path> files, Path fetched) {
        this.files = List.copyOf(files);
        this.fetched = fetched;
    }

    /// Finds a model.
    Optional<Path> find(ModelId id, long bytes) throws IOException {
        for (Path file : files) {
            if (Files.size(file) == bytes && chunks(file).id().equals(id)) return Optional.of(file);
        }
        return Optional.empty();
    }

    /// What a file is made of.
    ChunkList chunks(Path file) throws IOException {
        long bytes = Files.size(file), changedMs = Files.getLastModifiedTime(file).toMillis();
        Seen known = seen.get(file);
        if (known == null || known.bytes != bytes || known.changedMs != changedMs) {
            known = new Seen(bytes, changedMs, ChunkList.of(file));
            seen.put(file, known);
        }
        return known.chunks;
    }

    /// Where the fetched parts of a model are kept.
    Path partial(ModelId id) throws IOException {
        return Files.createDirectories(fetched).resolve(id.hex() + ".gguf");
    }
}
