package dev.pando.node.pull;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Brings a model from a hub onto the shelf. Interrupt its thread to stop it; run again, it goes on where it was.
public final class Pull {

    /// The hub when nothing else is said.
    public static final URI HUB = URI.create("https://huggingface.co");

    private final URI hub;
    private final ModelShelf shelf;
    private final PullLimits limits;

    /// Told how far a download is.
    @FunctionalInterface
    public interface Progress {
        /// `done` of `size` bytes are safe; `done` is never less than before, not even after a crash.
        void at(String file, long done, long size);
    }

    /// @param hub    a Hugging Face-compatible hub
    /// @param shelf  where models lie
    /// @param limits how patient to be
    public Pull(URI hub, ModelShelf shelf, PullLimits limits) {
        this.hub = hub;
        this.shelf = shelf;
        this.limits = limits;
    }

    /// Fetches the model that `name` stands for, unless it is already here.
    ///
    /// @return the model on the shelf
    /// @throws PullException        with one line that says why it is not
    /// @throws InterruptedException if the thread was interrupted; what has arrived is kept
    public ModelShelf.Shelved fetch(String name, Progress progress) throws PullException, InterruptedException {
        HubName parsed = HubName.parse(name);
        Hosts hosts = parsed instanceof HubName.Address(URI typed) ? new Hosts(hub, typed) : new Hosts(hub);
        try (Hub client = new Hub(hub, hosts, limits.stall())) {
            Files.createDirectories(shelf.folder());
            RemoteFile file = client.find(parsed);
            var shelved = shelf.find(file.name());
            if (shelved.isPresent() && shelved.get().bytes() == file.size()
                    && (file.sha256() == null || file.sha256().equals(shelved.get().sha256())))
                return shelved.get();
            return fetch(client, file, name, progress);
        } catch (IOException e) {
            throw new PullException("cannot pull " + name + ": " + said(e), e);
        }
    }

    private ModelShelf.Shelved fetch(Hub client, RemoteFile file, String source, Progress progress)
            throws PullException, IOException, InterruptedException {
        Path part = shelf.folder().resolve(file.name() + ".part"),
                notes = shelf.folder().resolve(file.name() + ".part.journal");
        try (FileChannel into = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = lock(into, file.name())) {
            if (into.size() > file.size()) into.truncate(file.size());
            if (into.size() == 0 || !file.isVersioned()) Files.deleteIfExists(notes); // a journal without its bytes, or of we know not what
            try (Journal journal = Journal.open(notes, file.size(), String.valueOf(file.version()))) {
                checkDisk(file, journal.total());
                new Download(client, file, limits, into, journal, done -> progress.at(file.name(), done, file.size()))
                        .run();
            }
            into.force(true);
            String sha = checked(file, part, notes);
            Files.move(part, shelf.folder().resolve(file.name()), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(notes);
            return shelf.describe(file.name(), sha, source);
        }
    }

    private static FileLock lock(FileChannel channel, String name) throws PullException, IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) return lock;
        } catch (OverlappingFileLockException e) {
            // said below
        }
        throw new PullException(name + " is being pulled already");
    }

    private void checkDisk(RemoteFile file, long done) throws PullException, IOException {
        long free = shelf.freeBytes(), needed = file.size() - done + limits.spareDiskBytes();
        if (free < needed) {
            throw new PullException(
                    file.name() + " needs " + (needed >> 20) + " MiB on the disk, " + (free >> 20) + " MiB are free");
        }
    }

    private static String checked(RemoteFile file, Path part, Path notes) throws PullException, IOException {
        String sha = sha256(part);
        if (file.sha256() == null || file.sha256().equals(sha)) return sha;
        Files.deleteIfExists(notes);
        Files.deleteIfExists(part);
        throw new PullException(file.name() + ": wrong checksum " + sha + ", the hub says " + file.sha256()
                + "; what came was thrown away");
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 20];
            for (int n; (n = in.read(buffer)) >= 0;) digest.update(buffer, 0, n);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    private static String said(IOException e) {
        return switch (e) {
            case java.net.http.HttpTimeoutException _ -> "the hub does not answer";
            case java.net.ConnectException _ -> "the hub cannot be reached";
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
