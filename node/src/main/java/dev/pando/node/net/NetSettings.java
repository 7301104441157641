package dev.pando.node.net;

import dev.pando.libp2p.multiformats.AddressPart;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// How a node meets others.
///
/// @param directory the node's data directory, with its key and what it knows of peers; made if it is missing
/// @param profile   whom it talks to
/// @param listen    where it listens; may be empty
/// @param bootstrap whom it looks for first, each address ending in its peer
/// @param members   of a static profile, each ending in its peer, `/p2p/12D3…` alone if only they dial
/// @param relay     whether it serves as a relay for others
/// @param swarmKey  the file with the key of its private network, if it belongs to one
public record NetSettings(Path directory, Profile profile, List<Multiaddr> listen, List<Multiaddr> bootstrap,
        List<Multiaddr> members, boolean relay, Optional<Path> swarmKey) {

    /// TCP and UDP port when nothing else is said.
    public static final int PORT_DEFAULT = 9741;
    /// The most addresses in one setting.
    public static final int ADDRESSES_MAX = 256;

    private static final String PROFILE = "profile", LISTEN = "listen", BOOTSTRAP = "bootstrap", MEMBERS = "members",
            RELAY = "relay", SWARM_KEY = "swarm-key";
    /// What can be said; see [#read].
    public static final Set<String> KEYS = Collections
            .unmodifiableSet(new TreeSet<>(Set.of(PROFILE, LISTEN, BOOTSTRAP, MEMBERS, RELAY, SWARM_KEY)));

    /// Refuses what cannot work.
    ///
    /// @throws NetException in one line
    public NetSettings {
        listen = List.copyOf(listen);
        bootstrap = named(BOOTSTRAP, bootstrap);
        members = named(MEMBERS, members);
        if (profile == Profile.STATIC && members.isEmpty()) {
            throw new NetException(MEMBERS + ": a static profile needs at least one member");
        }
        if (profile != Profile.STATIC && !members.isEmpty()) {
            throw new NetException(MEMBERS + ": only a static profile has members; these would be ignored");
        }
        if (swarmKey.isPresent() && listen.stream().anyMatch(a -> a.has(AddressPart.QUIC_V1))) {
            throw new NetException(SWARM_KEY + ": a private network has no QUIC; listen on TCP only");
        }
    }

    private static List<Multiaddr> named(String key, List<Multiaddr> addresses) {
        if (addresses.size() > ADDRESSES_MAX) {
            throw new NetException(key + ": " + addresses.size() + " addresses, limit " + ADDRESSES_MAX);
        }
        for (Multiaddr address : addresses) {
            if (address.peer().isEmpty()) {
                throw new NetException(key + ": " + address + " names no peer; it must end in /p2p/ and a peer id");
            }
        }
        return List.copyOf(addresses);
    }

    /// A node that anybody may talk to, on all interfaces, TCP and QUIC.
    public static NetSettings open(Path directory) {
        return new NetSettings(directory, Profile.OPEN, everywhere(PORT_DEFAULT, true), List.of(), List.of(), false,
                Optional.empty());
    }

    /// A node on this machine's loopback, on any free port, which looks for nobody: for tests and experiments.
    public static NetSettings loopback(Path directory) {
        return new NetSettings(directory, Profile.QUIET, List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")), List.of(),
                List.of(), false, Optional.empty());
    }

    /// The same, looking for these first.
    public NetSettings bootstrap(List<Multiaddr> peers) {
        return new NetSettings(directory, profile, listen, peers, members, relay, swarmKey);
    }

    /// The same with a fixed membership.
    public NetSettings members(List<Multiaddr> fixed) {
        return new NetSettings(directory, Profile.STATIC, listen, bootstrap, fixed, relay, swarmKey);
    }

    private static List<Multiaddr> everywhere(int port, boolean quic) {
        Multiaddr tcp = Multiaddr.parse("/ip4/0.0.0.0/tcp/" + port);
        return quic ? List.of(tcp, Multiaddr.parse("/ip4/0.0.0.0/udp/" + port + "/quic-v1")) : List.of(tcp);
    }

    /// Reads settings as people write them: `profile`, and addresses separated by commas or blanks in `listen`,
    /// `bootstrap` and `members`, `relay` as `true` or `false`, `swarm-key` as a file. To be reached through a relay, listen on
    /// its address with `/p2p-circuit` behind it. What is not said is as in [#open].
    ///
    /// @throws NetException naming the key that is unknown or whose value is not understood
    public static NetSettings read(Path directory, Map<String, String> said) {
        for (String key : said.keySet()) {
            if (!KEYS.contains(key)) throw new NetException(key + ": no such setting; there are " + KEYS);
        }
        Optional<Path> swarmKey = Optional.ofNullable(said.get(SWARM_KEY)).map(Path::of);
        return new NetSettings(directory, profile(said.getOrDefault(PROFILE, "open")),
                said.containsKey(LISTEN) ? addresses(LISTEN, said) : everywhere(PORT_DEFAULT, swarmKey.isEmpty()),
                addresses(BOOTSTRAP, said), addresses(MEMBERS, said), truth(RELAY, said), swarmKey);
    }

    private static boolean truth(String key, Map<String, String> said) {
        String word = said.getOrDefault(key, "false");
        if (!word.equals("true") && !word.equals("false")) {
            throw new NetException(key + ": " + word + " is neither true nor false");
        }
        return word.equals("true");
    }

    private static Profile profile(String name) {
        return Arrays.stream(Profile.values()).filter(p -> p.name().toLowerCase(Locale.ROOT).equals(name)).findFirst()
                .orElseThrow(() -> new NetException(PROFILE + ": " + name + " is none of open, quiet, static"));
    }

    private static List<Multiaddr> addresses(String key, Map<String, String> said) {
        String text = said.getOrDefault(key, "").strip();
        return text.isEmpty() ? List.of() : Arrays.stream(text.split("[,\\s]+")).map(a -> address(key, a)).toList();
    }

    private static Multiaddr address(String key, String text) {
        try {
            return Multiaddr.parse(text);
        } catch (WireException e) {
            throw new NetException(key + ": " + text + ": " + e.getMessage(), e);
        }
    }
}
