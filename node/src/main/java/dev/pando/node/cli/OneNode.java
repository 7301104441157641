package dev.pando.node.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Sees to it that one node at a time uses a data directory. The lock goes with the process, however it ends.
final class OneNode implements AutoCloseable {

    private final FileChannel channel;

    private OneNode(FileChannel channel) {
        this.channel = channel;
    }

    static OneNode in(Path dataDir) throws IOException {
        FileChannel channel = FileChannel.open(dataDir.resolve("node.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) return new OneNode(channel);
        } catch (OverlappingFileLockException e) {
            // said below
        }
        channel.close();
        throw new CommandFailed(
                "another node is running in " + dataDir + "; stop it, or give this one its own --data-dir");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
