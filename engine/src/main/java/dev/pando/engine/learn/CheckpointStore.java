package dev.pando.engine.learn;

import dev.pando.engine.corpus.TrainingException;
import dev.pando.engine.weights.AtomicFile;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The last checkpoints of a run in a folder. A checkpoint is there whole or not at all: it is written beside its place,
/// forced to disk and renamed; the older of three goes only when the new one is there.
final class CheckpointStore {

    private static final int KEPT = 2;
    private static final String PREFIX = "checkpoint-";

    private final Path folder;
    private final UnaryOperator<OutputStream> disk;

    CheckpointStore(Path folder) {
        this(folder, UnaryOperator.identity());
    }

    /// @param disk what bytes go through: tests fill it up
    CheckpointStore(Path folder, UnaryOperator<OutputStream> disk) {
        this.folder = folder;
        this.disk = disk;
    }

    /// @throws TrainingException if it cannot be written, saying which one stays
    void write(Checkpoint checkpoint) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve(String.format(Locale.ROOT, PREFIX + "%09d", checkpoint.step()));
            AtomicFile.write(file, out -> {
                OutputStream through = disk.apply(new Borrowed(out));
                CheckpointFile.write(checkpoint, through);
                through.flush();
            });
            List<Path> all = newestFirst();
            for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) Files.delete(old);
        } catch (IOException e) {
            throw new TrainingException("checkpoint at step " + checkpoint.step() + " could not be written: "
                    + e.getMessage() + "; " + stays(), e);
        }
    }

    private String stays() {
        try {
            List<Path> all = newestFirst();
            return all.isEmpty() ? "there is none before it" : all.getFirst().getFileName() + " is intact";
        } catch (IOException e) {
            return "nor can the folder be read";
        }
    }

    /// The newest checkpoint that is whole.
    ///
    /// @param run which run it must belong to
    /// @throws TrainingException if the folder holds another run's, or only broken ones
    Optional<Checkpoint> newest(String run) {
        try {
            if (!Files.isDirectory(folder)) return Optional.empty();
            clearAway();
            List<Path> all = newestFirst();
            IOException broken = null;
            for (Path file : all) {
                try {
                    return Optional.of(checked(file, CheckpointFile.read(file), run));
                } catch (IOException e) {
                    broken = e;
                }
            }
            if (broken == null) return Optional.empty();
            throw new TrainingException(all.getFirst() + ": " + broken.getMessage() + ", nor is an older one whole");
        } catch (IOException e) {
            throw new TrainingException(folder + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Checkpoint checked(Path file, Checkpoint checkpoint, String run) {
        if (checkpoint.run().equals(run)) return checkpoint;
        throw new TrainingException(file + " belongs to a run with other data, base or settings: give another folder, "
                + "or delete this one to begin anew");
    }

    /// Deletes all checkpoints, the oldest first, and their folder if nothing else is in it.
    ///
    /// @throws TrainingException if one cannot be deleted
    void forget() {
        try {
            if (!Files.isDirectory(folder)) return;
            clearAway();
            for (Path file : newestFirst().reversed()) Files.delete(file);
            if (files().isEmpty()) Files.delete(folder);
        } catch (IOException e) {
            throw new TrainingException(folder + ": cannot be deleted: " + e.getMessage(), e);
        }
    }

    // What a killed process has left half-written.
    private void clearAway() throws IOException {
        for (Path file : files()) {
            if (file.getFileName().toString().endsWith(".part")) Files.deleteIfExists(file);
        }
    }

    private List<Path> newestFirst() throws IOException {
        List<Path> all = new ArrayList<>(files());
        all.removeIf(f -> !f.getFileName().toString().matches(PREFIX + "[0-9]+"));
        all.sort(Comparator.comparing((Path f) -> f.getFileName().toString()).reversed());
        return all;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /// Not closed by whoever writes to it.
    private static final class Borrowed extends FilterOutputStream {
        Borrowed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
