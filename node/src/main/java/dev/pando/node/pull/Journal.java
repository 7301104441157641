package dev.pando.node.pull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Remembers across a `kill -9` which bytes of a file have arrived.
///
/// ```
/// pando-pull 1 <size> <version of the file on the hub>
/// <from> <to>
/// <from> <to>
/// ```
/// A line is appended after its bytes are in the file; the last line counts only with its line end, so a line that was
/// cut off while it was written costs that range and nothing else.
final class Journal implements AutoCloseable {

    /// A journal longer than this is not one of ours.
    static final long JOURNAL_BYTES_MAX = 64L << 20;

    private final FileChannel channel;
    private final RangeSet done;

    private Journal(FileChannel channel, RangeSet done) {
        this.channel = channel;
        this.done = done;
    }

    /// Opens the journal of this very file version, or begins it anew if it is of another or broken.
    ///
    /// @param version what tells this version of the file from any other: checksum or ETag
    static Journal open(Path file, long size, String version) throws IOException {
        String header = "pando-pull 1 " + size + " " + version.replaceAll("\\s", "") + "\n";
        RangeSet done = Files.exists(file) && Files.size(file) <= JOURNAL_BYTES_MAX
                ? read(Files.readString(file, StandardCharsets.ISO_8859_1), header, size)
                : null;
        if (done == null) Files.writeString(file, header, StandardCharsets.ISO_8859_1);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        if (done != null) dropTornLine(file, channel);
        channel.position(channel.size());
        return new Journal(channel, done == null ? new RangeSet() : done);
    }

    private static void dropTornLine(Path file, FileChannel channel) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        channel.truncate(text.lastIndexOf('\n') + 1L);
    }

    // Null if the journal is of something else.
    private static RangeSet read(String text, String header, long size) {
        if (!text.startsWith(header)) return null;
        RangeSet done = new RangeSet();
        String whole = text.substring(header.length(), Math.max(header.length(), text.lastIndexOf('\n') + 1));
        for (String line : whole.lines().toList()) {
            if (!line.matches("\\d{1,18} \\d{1,18}")) return null;
            String[] ends = line.split(" ");
            long from = Long.parseLong(ends[0]), to = Long.parseLong(ends[1]);
            if (from >= to || to > size) return null;
            done.add(from, to);
        }
        return done;
    }

    /// Remembers that `from ≤ i < to` are in the file; the caller wrote them before.
    synchronized void add(long from, long to) throws IOException {
        channel.write(ByteBuffer.wrap((from + " " + to + "\n").getBytes(StandardCharsets.ISO_8859_1)));
        done.add(from, to);
    }

    /// Bytes that have arrived.
    synchronized long total() {
        return done.total();
    }

    /// What has not arrived yet.
    synchronized java.util.List<RangeSet.Range> missing(long size, long piece) {
        return done.missing(size, piece);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
