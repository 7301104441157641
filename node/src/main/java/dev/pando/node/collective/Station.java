package dev.pando.node.collective;

import dev.pando.node.encode.Encoder;
import dev.pando.node.exchange.Signing;
import dev.pando.node.net.NetSettings;
import dev.pando.node.net.NodeHost;
import dev.pando.node.store.Database;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// A collective with what it stands on: database, encoder and peer, opened and closed together.
public final class Station implements AutoCloseable {

    private final Database database;
    private final NodeHost host;
    private final Collective collective;

    private Station(Database database, NodeHost host, Collective collective) {
        this.database = database;
        this.host = host;
        this.collective = collective;
    }

    /// Opens the collective of a data directory.
    ///
    /// @param encoder asked for names that were never seen; not closed here
    /// @param listen  where to listen for peers, multiaddresses with commas between; empty to listen nowhere
    /// @param peers   whom to meet and to trust as invited, multiaddresses that end in a peer
    public static Station open(Path dataDir, Encoder encoder, String listen, List<String> peers) {
        NodeHost host = NodeHost
                .start(NetSettings.read(dataDir.resolve("net"), Map.of("profile", "quiet", "listen", listen)));
        try {
            Database database = Database.open(dataDir);
            Collective collective = new Collective(database, encoder, InstantSource.system(), Signing.as(host));
            if (!listen.isBlank() || !peers.isEmpty()) collective.connect(host);
            for (String peer : peers) collective.meet(peer);
            return new Station(database, host, collective);
        } catch (RuntimeException e) {
            host.close();
            throw e;
        }
    }

    /// What the node knows together with others.
    public Collective collective() {
        return collective;
    }

    /// Where peers reach it.
    public List<String> addresses() {
        return host.addresses();
    }

    /// How many peers are connected.
    public int peers() {
        return host.peers().size();
    }

    @Override
    public void close() {
        collective.close();
        host.close();
        database.close();
    }
}
