package dev.pando.node.cli;

import dev.pando.node.net.NetConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/// Where a node listens for peers, and whom it meets, for one run; `pando.toml` says it for all.
final class Neighbourhood {

    @Option(names = "--p2p", paramLabel = "ADDRESS", description = "Where to listen for peers, such as /ip4/0.0.0.0/tcp/9741 (listen in pando.toml's [net], PANDO_NET_LISTEN). Without a word about the network the node works alone.")
    private String listen;
    @Option(names = "--peer", paramLabel = "ADDRESS", description = "A peer to meet and to trust as invited, such as /ip4/192.0.2.1/tcp/9741/p2p/12D3… (peers in [net], PANDO_NET_PEERS). May be given several times.")
    private List<String> peers = new ArrayList<>();

    NetConfig read(Terminal terminal, Path dataDir) {
        Map<String, String> said = new HashMap<>();
        if (listen != null) said.put("listen", listen);
        if (!peers.isEmpty()) said.put("peers", String.join(",", peers));
        return NetConfig.read(dataDir, terminal.environment(), said);
    }
}
