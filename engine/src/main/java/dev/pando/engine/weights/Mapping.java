package dev.pando.engine.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Maps files into memory, read-only.
final class Mapping {

    private Mapping() {}

    /// @throws ModelFileException if it is no ordinary file, is empty or cannot be read
    static MemorySegment map(Path file, Arena arena) {
        if (!Files.exists(file)) throw new ModelFileException(file + ": no such file");
        if (!Files.isRegularFile(file)) throw new ModelFileException(file + ": not an ordinary file");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() == 0) throw new ModelFileException(file + ": an empty file");
            return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            throw new ModelFileException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
