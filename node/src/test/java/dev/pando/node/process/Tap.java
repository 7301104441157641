package dev.pando.node.process;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.noise.NoiseSecurity;
import dev.pando.libp2p.transport.MultistreamSelect;
import dev.pando.libp2p.transport.Security.Secured;
import dev.pando.libp2p.transport.Stream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// Stands between two nodes on loopback and writes down what the one that dials says to the other: as it is on the wire, and
/// as it was before Noise sealed it. It shakes hands with each as a peer of its own and hands every byte on.
final class Tap implements AutoCloseable {

    private static final List<String> MUXERS = List.of("/yamux/1.0.0");

    private final Identity identity = Identity.generate(new SecureRandom());
    private final ServerSocket listening;
    private final int behind;
    private final ByteArrayOutputStream sealed = new ByteArrayOutputStream(), plain = new ByteArrayOutputStream();

    /// @param behind the TCP port on loopback of the node that is spoken to
    Tap(int behind) throws IOException {
        this.behind = behind;
        listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
        try {
            while (true) join(listening.accept());
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    /// Where the first node finds it.
    String address() {
        return Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port()).withPeer(identity.peer().hash()).toString();
    }

    int port() {
        return listening.getLocalPort();
    }

    /// What the first node wrote to its socket.
    byte[] sealed() {
        synchronized (sealed) {
            return sealed.toByteArray();
        }
    }

    /// The same before it was sealed: the frames of all its streams.
    byte[] plain() {
        synchronized (plain) {
            return plain.toByteArray();
        }
    }

    private void join(Socket first) {
        Thread.ofVirtual().start(() -> {
            try (first; Socket second = new Socket(InetAddress.getLoopbackAddress(), behind)) {
                Stream here = new Recorded(first, sealed), there = new Recorded(second, new ByteArrayOutputStream());
                MultistreamSelect.answer(here, "/noise"::equals);
                MultistreamSelect.propose(there, List.of("/noise"));
                Secured near = noise().secure(here, false, Optional.empty(), MUXERS);
                Secured far = noise().secure(there, true, Optional.empty(), MUXERS);
                Thread back = Thread.ofVirtual().start(() -> pass(far.stream(), near.stream(), null));
                pass(near.stream(), far.stream(), plain);
                back.join();
            } catch (IOException | InterruptedException e) {
                // One of them left: both see it, since both sockets close.
            }
        });
    }

    private NoiseSecurity noise() {
        return new NoiseSecurity(identity, new SecureRandom());
    }

    private static void pass(Stream from, Stream to, ByteArrayOutputStream record) {
        byte[] buffer = new byte[1 << 16];
        try (from; to) {
            for (int count; (count = from.in().read(buffer)) >= 0;) {
                if (record != null) {
                    synchronized (record) {
                        record.write(buffer, 0, count);
                    }
                }
                to.out().write(buffer, 0, count);
                to.out().flush();
            }
        } catch (IOException e) {
            // The same.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    /// A socket whose incoming bytes are written down.
    private record Recorded(Socket socket, ByteArrayOutputStream record) implements Stream {

        @Override
        public InputStream in() {
            return new InputStream() {
                private final InputStream raw = raw();

                private InputStream raw() {
                    try {
                        return socket.getInputStream();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }

                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
                }

                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    int count = raw.read(into, offset, length);
                    synchronized (record) {
                        if (count > 0) record.write(into, offset, count);
                    }
                    return count;
                }
            };
        }

        @Override
        public OutputStream out() {
            try {
                return new FilterOutputStream(socket.getOutputStream()) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        out.write(bytes, offset, length);
                    }
                };
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void closeWrite() throws IOException {
            if (!socket.isOutputShutdown()) socket.shutdownOutput();
        }

        @Override
        public void reset() {
            close();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // It is closed for us either way.
            }
        }
    }
}
