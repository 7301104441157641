package dev.pando.engine.weights;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// Writes a file that is either there whole or not at all: beside it first, forced to disk, then renamed.
public final class AtomicFile {

    private static final int BUFFER_BYTES = 1 << 20;

    private AtomicFile() {}

    /// Writes to a stream.
    @FunctionalInterface
    public interface Content {
        /// Writes all there is; the stream is buffered and closed by whoever gave it.
        void writeTo(OutputStream out) throws IOException;
    }

    /// @throws IOException if the disk is full, the folder missing, …; what was there before stays
    public static void write(Path file, Content content) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES)) {
            content.writeTo(out);
            out.flush();
            channel.force(true);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
