package dev.pando.node.cli;

import dev.pando.node.collective.Station;
import dev.pando.node.encode.Encoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// Where a node listens for peers, and whom it meets.
final class Neighbourhood {

    @Option(names = "--p2p", paramLabel = "ADDRESS", description = "Where to listen for peers, such as /ip4/0.0.0.0/tcp/9741 (PANDO_P2P; default: nowhere, the node works alone).")
    private String listen;
    @Option(names = "--peer", paramLabel = "ADDRESS", description = "A peer to meet and to trust as invited, such as /ip4/192.0.2.1/tcp/9741/p2p/12D3… (PANDO_PEERS, with commas between). May be given several times.")
    private List<String> peers = new ArrayList<>();

    Station station(Terminal terminal, Path dataDir, Encoder encoder) {
        String where = listen != null ? listen : terminal.environment().getOrDefault("PANDO_P2P", "");
        List<String> whom = new ArrayList<>(peers);
        for (String peer : terminal.environment().getOrDefault("PANDO_PEERS", "").split(","))
            if (!peer.isBlank()) whom.add(peer.strip());
        if (where.isBlank() && whom.isEmpty()) terminal.say("no peers: working alone (--p2p and --peer change that)");
        return Station.open(dataDir, encoder, where, whom);
    }
}
