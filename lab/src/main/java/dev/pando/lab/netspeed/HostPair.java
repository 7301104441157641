package dev.pando.lab.netspeed;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.swarm.PeerStream;
import java.io.IOException;
import java.security.SecureRandom;

/// Two hosts of ours, connected over loopback.
final class HostPair implements AutoCloseable {

    private static final String BULK = "/pando/lab/bulk/1";
    private static final String ECHO = "/pando/lab/echo/1";

    private final Host server;
    private final Host client;

    /// @param listen what they are connected by
    HostPair(String listen) throws IOException {
        server = Host.plan(Identity.generate(new SecureRandom())).listen(listen).start();
        server.handle(BULK, stream -> Wire.takeBulk(stream.in(), stream.out()));
        server.handle(ECHO, stream -> Wire.giveBack(stream.in(), stream.out()));
        client = Host.plan(Identity.generate(new SecureRandom())).start();
        client.connect(server.addresses().getFirst());
    }

    double bulk(long bytes) throws Exception {
        try (PeerStream stream = client.open(server.peer(), BULK)) {
            return Virtually.call(() -> Wire.bulk(bytes, stream.in(), stream.out()));
        }
    }

    double echo(int count) throws Exception {
        try (PeerStream stream = client.open(server.peer(), ECHO)) {
            return Virtually.call(() -> Wire.echo(count, stream.in(), stream.out()));
        }
    }

    @Override
    public void close() throws IOException {
        try (client; server) {
            return;
        }
    }
}
