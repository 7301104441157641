package dev.pando.node.exchange;

import dev.pando.engine.corpus.Hashes;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.transport.Delimited;
import dev.pando.node.net.NodeHost;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// Fetches bodies from peers piece by piece, and gives them.
///
/// ```
/// request:  varint 40 │ SHA-256 of the body, 32 │ from which byte on, u64 big-endian
/// answer:   varint length │ a chunk … varint 0
/// ```
/// What has come stays on the disk, so that a fetch that was cut off goes on where it was, at this peer or another. Only a
/// body with the right hash is given to anybody.
public final class Bodies implements AutoCloseable {

    /// The stream protocol.
    public static final String PROTOCOL = "/pando/genomes/1.0.0";
    /// Bytes of one chunk.
    public static final int CHUNK_BYTES = 64 << 10;

    private static final int HASH_BYTES = 32, REQUEST_BYTES = HASH_BYTES + Long.BYTES;

    private final NodeHost node;
    private final Path parts;
    private final Source source;

    /// Where bodies come from that we can give.
    @FunctionalInterface
    public interface Source {
        /// The body with this hash, if we have it and may give it.
        Optional<byte[]> body(byte[] hash) throws IOException;

        /// A body, or what a peer lacked of it, has left.
        default void given(String peer, byte[] hash, long bytes) {}
    }

    /// Starts to give.
    ///
    /// @param parts folder of what has come so far
    public Bodies(NodeHost node, Path parts, Source source) {
        this.node = node;
        this.parts = parts;
        this.source = source;
        node.host().handle(PROTOCOL, this::serve);
    }

    private void serve(PeerStream stream) throws IOException {
        byte[] request = Delimited.read(stream.in(), "request for a body", REQUEST_BYTES);
        if (request == null || request.length != REQUEST_BYTES) {
            throw new WireException("request for a body", (request == null ? 0 : request.length) + " bytes");
        }
        byte[] body = source.body(Arrays.copyOf(request, HASH_BYTES)).orElse(new byte[0]);
        long from = ByteBuffer.wrap(request, HASH_BYTES, Long.BYTES).getLong();
        OutputStream out = stream.out();
        for (long at = Math.max(0, from); at < body.length; at += CHUNK_BYTES) {
            Delimited.write(out, Arrays.copyOfRange(body, (int) at, (int) Math.min(body.length, at + CHUNK_BYTES)));
        }
        Delimited.write(out, new byte[0]);
        out.flush();
        if (body.length > 0) {
            source.given(stream.peer().toString(), Arrays.copyOf(request, HASH_BYTES), body.length - Math.max(0, from));
        }
        stream.closeWrite();
    }

    /// Fetches a body from whoever of those connected has it.
    ///
    /// @param bytes its length, as its card says
    /// @return the body; empty if nobody has all of it, or what came is not it
    /// @throws IOException if it cannot be kept
    public Optional<byte[]> fetch(byte[] hash, long bytes) throws IOException {
        for (PeerId peer : node.host().swarm().connections().stream().map(Connection::peer).distinct().toList()) {
            Optional<byte[]> body = fetch(peer, hash, bytes);
            if (body.isPresent()) return body;
        }
        return Optional.empty();
    }

    private Optional<byte[]> fetch(PeerId peer, byte[] hash, long bytes) throws IOException {
        Files.createDirectories(parts);
        Path part = parts.resolve(HexFormat.of().formatHex(hash) + ".part");
        long have = Files.exists(part) ? Files.size(part) : 0;
        if (have < bytes) receive(peer, hash, bytes, part, have);
        if (!Files.exists(part) || Files.size(part) < bytes) return Optional.empty();
        byte[] body = Files.readAllBytes(part);
        Files.delete(part); // whole or wrong, it is of no more use here
        boolean right = body.length == bytes && Arrays.equals(Hashes.sha256().digest(body), hash);
        return right ? Optional.of(body) : Optional.empty();
    }

    private void receive(PeerId peer, byte[] hash, long bytes, Path part, long have) throws IOException {
        byte[] request = ByteBuffer.allocate(REQUEST_BYTES).put(hash).putLong(have).array();
        try (PeerStream stream = node.host().open(peer, PROTOCOL);
                OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND)) {
            Delimited.write(stream.out(), request);
            stream.closeWrite();
            long left = bytes - have;
            while (left > 0) {
                byte[] chunk = Delimited.read(stream.in(), "chunk of a body", CHUNK_BYTES);
                if (chunk == null || chunk.length == 0) return;
                int take = (int) Math.min(left, chunk.length);
                out.write(chunk, 0, take);
                left -= take;
            }
        } catch (WireException e) {
            System.getLogger(Bodies.class.getName()).log(System.Logger.Level.DEBUG,
                    "{0} gave no body: {1}", peer, e.getMessage());
        }
    }

    /// Gives no more.
    @Override
    public void close() {
        node.host().swarm().unhandle(PROTOCOL);
    }
}
