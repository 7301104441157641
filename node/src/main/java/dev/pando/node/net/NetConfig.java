package dev.pando.node.net;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How a node meets others, as its person said it: in the table `[net]` of `pando.toml`, which stands for variables such
/// as `PANDO_NET_LISTEN` (see [dev.pando.node.config.Configuration]), in those variables, and on the command line.
///
/// ```toml
/// [net]
/// profile = "static"
/// listen = ["/ip4/0.0.0.0/tcp/9741"]
/// members = ["/ip4/192.168.1.7/tcp/9741/p2p/12D3KooW…"]
/// ```
/// A node of which nothing is said has no peer at all: it works alone and opens no socket.
///
/// @param settings of its peer; empty for a node that works alone
/// @param invited  whom it meets and trusts as invited, addresses that end in a peer
public record NetConfig(Optional<NetSettings> settings, List<String> invited) {

    private static final String VARIABLES = "PANDO_NET_", INVITED = "peers";

    /// Copies the list.
    public NetConfig {
        invited = List.copyOf(invited);
    }

    /// Reads what was said.
    ///
    /// @param dataDir     where the node keeps its key and what it knows of peers
    /// @param environment variables, those that the file stands for included
    /// @param said        what was said on the command line, which goes before all else; `peers` adds to the others
    /// @throws NetException in one line: the setting that is unknown or whose value is not understood
    public static NetConfig read(Path dataDir, Map<String, String> environment, Map<String, String> said) {
        Map<String, String> all = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(VARIABLES)) {
                all.put(name.substring(VARIABLES.length()).toLowerCase(Locale.ROOT).replace('_', '-'), value);
            }
        });
        String invited = all.getOrDefault(INVITED, "") + "," + said.getOrDefault(INVITED, "");
        boolean kept = !all.isEmpty();
        all.putAll(said);
        if (all.isEmpty()) return new NetConfig(Optional.empty(), List.of());
        all.remove(INVITED);
        if (!kept) { // whoever names an address or a friend for one run wants that and no more: nobody is looked for
            all.putIfAbsent("profile", "quiet");
            all.putIfAbsent("listen", "");
        }
        return new NetConfig(Optional.of(NetSettings.read(dataDir, all)),
                Arrays.stream(invited.split("[,\\s]+")).filter(address -> !address.isBlank()).distinct().toList());
    }
}
