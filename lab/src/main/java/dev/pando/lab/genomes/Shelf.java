package dev.pando.lab.genomes;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Results that took long, kept in a folder, so that an experiment that was stopped goes on where it was; and the threads that
/// make them. A result is there whole or not at all.
final class Shelf implements AutoCloseable {

    private final Path folder;
    private final ExecutorService workers;
    private final Consumer<String> say;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    /// @param folder  belongs to one experiment with one set of inputs
    /// @param threads results that are made at once
    Shelf(Path folder, int threads, Consumer<String> say) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.say = say;
        workers = Executors.newFixedThreadPool(threads);
    }

    /// The result of this name: read if it is there, made and kept if not.
    Future<float[][]> result(String name, Callable<float[][]> make) {
        asked.incrementAndGet();
        return workers.submit(() -> {
            Path file = folder.resolve(name.replaceAll("[^A-Za-z0-9._-]", "_"));
            boolean kept = Files.exists(file);
            long began = System.nanoTime();
            float[][] result = kept ? read(file) : make.call();
            if (!kept) write(file, result);
            say.accept(String.format("%4d of %d  %s%s", done.incrementAndGet(), asked.get(), name,
                    kept ? " (kept)" : String.format(", %.1f s", (System.nanoTime() - began) / 1e9)));
            return result;
        });
    }

    private static float[][] read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            float[][] arrays = new float[in.readInt()][];
            for (int i = 0; i < arrays.length; i++) {
                arrays[i] = new float[in.readInt()];
                for (int j = 0; j < arrays[i].length; j++) arrays[i][j] = in.readFloat();
            }
            return arrays;
        }
    }

    private static void write(Path file, float[][] arrays) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(Files.newOutputStream(part), 1 << 16))) {
            out.writeInt(arrays.length);
            for (float[] array : arrays) {
                out.writeInt(array.length);
                for (float value : array) out.writeFloat(value);
            }
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Deletes what was kept: the experiment is over.
    void clear() {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) Files.delete(file);
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
