package dev.pando.lab.collective;

import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.transport.Delimited;
import dev.pando.node.exchange.Exchange;
import dev.pando.node.net.NetSettings;
import dev.pando.node.net.NodeHost;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A peer that brings any bytes: whoever asks it for artifacts gets what it was given, whole or broken, once.
final class Carrier implements AutoCloseable {

    private static final int REQUEST_BYTES_MAX = 1 << 20;
    private static final int DIALS_MAX = 20, BETWEEN_DIALS_MS = 500;

    private final NodeHost host;
    private final BlockingQueue<List<byte[]>> loads = new LinkedBlockingQueue<>();

    /// A peer on loopback, with a key of its own in this folder.
    Carrier(Path folder) {
        host = NodeHost.start(NetSettings.loopback(folder));
        host.host().handle(Exchange.PROTOCOL, this::answer);
    }

    /// Gives this to the next who asks.
    void give(List<byte[]> wires) {
        loads.add(List.copyOf(wires));
    }

    /// Dials a node; it asks whoever connects. On a machine that has much to do a greeting may take longer than either end
    /// waits for it: then it is tried again.
    void meet(String address) throws IOException, InterruptedException {
        for (int left = DIALS_MAX - 1;; left--) {
            try {
                host.host().connect(Multiaddr.parse(address));
                return;
            } catch (IOException | WireException e) {
                if (left == 0) throw new IOException(address + ": " + e.getMessage(), e);
                Thread.sleep(BETWEEN_DIALS_MS);
            }
        }
    }

    private void answer(PeerStream stream) throws IOException {
        Delimited.read(stream.in(), "request for artifacts", REQUEST_BYTES_MAX);
        OutputStream out = new BufferedOutputStream(stream.out(), 1 << 16);
        List<byte[]> load = loads.poll();
        if (load != null) for (byte[] wire : load) Delimited.write(out, wire);
        Delimited.write(out, new byte[0]);
        out.flush();
        stream.closeWrite();
    }

    @Override
    public void close() {
        host.close();
    }
}
