package dev.pando.node.pull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The models that lie in a node's data directory, each with a note of where it came from.
public final class ModelShelf {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOTE = ".origin.json";

    private final Path folder;

    /// A model on the shelf.
    ///
    /// @param name   the file's name
    /// @param file   where it lies
    /// @param bytes  its size
    /// @param sha256 in hexadecimal; empty for a file that somebody put there by hand
    /// @param source what was typed to get it; empty for a file that somebody put there by hand
    public record Shelved(String name, Path file, long bytes, String sha256, String source) {

        /// When it was last changed; the beginning of 1970 if that cannot be told.
        public Instant changed() {
            try {
                return Files.getLastModifiedTime(file).toInstant();
            } catch (IOException e) {
                return Instant.EPOCH;
            }
        }

        /// The name by which anybody finds this very file on the hub, if it came from there.
        public Optional<String> hubName() {
            try {
                return HubName.parse(source) instanceof HubName.Repository(String owner, String model, String _)
                        ? Optional.of(owner + "/" + model + ":" + name)
                        : Optional.empty();
            } catch (PullException e) {
                return Optional.empty();
            }
        }
    }

    /// @param dataDir the node's data directory; models lie in its folder `models`
    public ModelShelf(Path dataDir) {
        folder = dataDir.resolve("models");
    }

    /// Where models lie; need not exist.
    public Path folder() {
        return folder;
    }

    /// All models, by name.
    ///
    /// @throws IOException if the folder cannot be read
    public List<Shelved> list() throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(ModelShelf::isModel).map(f -> f.getFileName().toString())
                    .sorted(Comparator.naturalOrder())
                    .map(this::find).flatMap(Optional::stream).toList();
        }
    }

    private static boolean isModel(Path file) {
        String name = file.getFileName().toString();
        boolean folderOfWeights = Files.isDirectory(file) && Files.exists(file.resolve("config.json"));
        return folderOfWeights
                || Files.isRegularFile(file) && (name.endsWith(".gguf") || name.endsWith(".safetensors"));
    }

    /// The model of this name, with or without `.gguf`.
    public Optional<Shelved> find(String name) {
        if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.startsWith("."))
            return Optional.empty();
        for (String candidate : List.of(name, name + ".gguf")) {
            Path file = folder.resolve(candidate);
            if (Files.exists(file) && isModel(file)) return Optional.of(shelved(candidate, file));
        }
        return Optional.empty();
    }

    private Shelved shelved(String name, Path file) {
        try {
            Path note = folder.resolve(name + NOTE);
            JsonNode origin = Files.exists(note) ? JSON.readTree(note.toFile()) : JSON.createObjectNode();
            return new Shelved(name, file, bytes(file), origin.path("sha256").asText(""),
                    origin.path("source").asText(""));
        } catch (IOException e) {
            return new Shelved(name, file, 0, "", "");
        }
    }

    private static long bytes(Path file) throws IOException {
        if (!Files.isDirectory(file)) return Files.size(file);
        long sum = 0;
        try (Stream<Path> inside = Files.list(file)) {
            for (Path one : inside.toList()) sum += Files.size(one);
        }
        return sum;
    }

    Shelved describe(String name, String sha256, String source) throws IOException {
        ObjectNode origin = JSON.createObjectNode().put("source", source).put("sha256", sha256);
        Files.write(folder.resolve(name + NOTE), JSON.writeValueAsBytes(origin));
        return find(name).orElseThrow();
    }

    /// Removes a model and its note.
    ///
    /// @return whether there was one
    /// @throws IOException if it cannot be removed
    public boolean remove(String name) throws IOException {
        Optional<Shelved> found = find(name);
        if (found.isEmpty()) return false;
        Path file = found.get().file();
        if (Files.isDirectory(file)) {
            try (Stream<Path> inside = Files.list(file)) {
                for (Path one : inside.toList()) Files.delete(one);
            }
        }
        Files.delete(file);
        Files.deleteIfExists(folder.resolve(found.get().name() + NOTE));
        return true;
    }

    /// Bytes that can still be written where models lie.
    long freeBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }
}
