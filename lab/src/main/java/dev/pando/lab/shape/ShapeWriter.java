package dev.pando.lab.shape;

import java.io.IOException;
import java.nio.file.Path;

/// Writes a model of a shape in plain floats, for experiments that need one to train.
public final class ShapeWriter {

    private static final long SEED = 1;

    private ShapeWriter() {}

    /// Random weights from a fixed seed, all F32.
    ///
    /// @param name what the model calls itself
    /// @param path the file to write
    /// @throws IOException if it cannot be written
    public static void write(String name, Shape shape, Path path) throws IOException {
        new ShapeFile(shape, Recipe.F32, true, SEED).write(name, path);
    }
}
