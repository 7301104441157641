package dev.pando.node.store;

import dev.pando.node.store.StoreException.Why;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;

/// The node's one SQLite file, `pando.db` in its data directory.
///
/// What [#write] returned from is on the disk: the log is synced at every commit (`synchronous=FULL`), so neither
/// `kill -9` nor a power cut loses it, and a transaction is there whole or not at all. One transaction writes at a
/// time; up to [#READERS] read beside it, each seeing the state at its begin. Any thread may call; a transaction
/// must not begin another.
public final class Database implements AutoCloseable {

    /// The file's name in the data directory.
    public static final String FILE = "pando.db";
    /// Transactions that read at once; one more waits.
    public static final int READERS = 4;
    /// How long a transaction waits for another process that writes.
    static final int BUSY_TIMEOUT_MS = 5_000;
    /// Pages that the file may have when nothing else is said: SQLite's own limit.
    static final long PAGES_MAX = 0xFFFFFFFEL;

    private final Path file;
    private final Connection writer;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);
    private volatile boolean closed;

    /// What a transaction does. It may be given up half way: it must change nothing but the database.
    ///
    /// @param <T> its result
    @FunctionalInterface
    public interface Work<T> {
        /// Runs the statements.
        T run(Sql sql);
    }

    private Database(Path file, Connection writer) {
        this.file = file;
        this.writer = writer;
    }

    /// Opens the database of a data directory, creates both if they are missing, and brings the schema forward.
    ///
    /// @throws StoreException if it cannot be had, is damaged, or a newer program wrote it
    public static Database open(Path dataDir) {
        return open(dataDir, Migrations.shipped(), PAGES_MAX);
    }

    /// The same with other steps and a limit on the file's size in pages of 4096 bytes, for tests.
    static Database open(Path dataDir, List<Migration> steps, long pagesMax) {
        Path file = dataDir.resolve(FILE);
        prepare(dataDir, file);
        List<Connection> opened = new ArrayList<>();
        try {
            opened.add(Connections.writer(file, pagesMax));
            new Migrations(file, steps).apply(new Sql(file, opened.getFirst()));
            Database database = new Database(file, opened.getFirst());
            for (int i = 0; i < READERS; i++) {
                opened.add(Connections.reader(file));
                database.readers.add(opened.getLast());
            }
            return database;
        } catch (SQLException e) {
            opened.forEach(Database::closeQuietly);
            throw Failures.told(file, e);
        } catch (RuntimeException e) {
            opened.forEach(Database::closeQuietly);
            throw e;
        }
    }

    // The file holds what a person said to nobody else: other accounts of the machine cannot read it.
    private static void prepare(Path dataDir, Path file) {
        try {
            Files.createDirectories(dataDir);
            if (Files.exists(file)) return;
            if (Files.getFileStore(dataDir).supportsFileAttributeView("posix")) {
                Files.createFile(file,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
        } catch (java.nio.file.FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file)) throw unusable(dataDir, "there is a file in its place", e);
        } catch (AccessDeniedException e) {
            throw unusable(dataDir, "it may not be written", e);
        } catch (IOException e) {
            throw unusable(dataDir, e.getMessage(), e);
        }
    }

    private static StoreException unusable(Path dataDir, String reason, IOException e) {
        return new StoreException(Why.READ_ONLY, "data directory " + dataDir + ": " + reason
                + "; check its rights, or use another --data-dir", e);
    }

    /// Runs `work` alone and returns once what it wrote is on the disk.
    ///
    /// @throws StoreException if it is not; then nothing of it is
    public <T> T write(Work<T> work) {
        writing.lock();
        try {
            checkOpen();
            return Transactions.run(new Sql(file, writer), true, work);
        } finally {
            writing.unlock();
        }
    }

    /// Runs `work` on one state of the database, beside others.
    ///
    /// @throws StoreException if a statement is refused
    public <T> T read(Work<T> work) {
        checkOpen();
        Connection reader = borrow();
        try {
            return Transactions.run(new Sql(file, reader), false, work);
        } finally {
            if (closed) closeQuietly(reader);
            else
                readers.add(reader);
        }
    }

    private Connection borrow() {
        try {
            return readers.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Why.FAILED, file + ": stopped while waiting for a reader", e);
        }
    }

    private void checkOpen() {
        if (closed) throw new StoreException(Why.FAILED, file + ": it is closed", null);
    }

    /// The file.
    public Path file() {
        return file;
    }

    /// Waits for the transaction that writes, then closes. A second call does nothing.
    @Override
    public void close() {
        writing.lock();
        try {
            if (closed) return;
            closed = true;
            for (Connection reader; (reader = readers.poll()) != null;) closeQuietly(reader);
            closeQuietly(writer);
        } finally {
            writing.unlock();
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // every transaction is over: nothing can be lost
        }
    }
}
