package dev.pando.node.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.gossipsub.Message;
import dev.pando.libp2p.gossipsub.Verdict;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.node.config.Configuration;
import dev.pando.node.identity.NodeKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeHostTest {

    @TempDir
    Path directory;

    private final List<NodeHost> nodes = new ArrayList<>();

    private NodeHost start(NetSettings settings) {
        NodeHost node = NodeHost.start(settings);
        nodes.add(node);
        return node;
    }

    private NetSettings settings(String name) {
        return NetSettings.loopback(directory.resolve(name));
    }

    private static List<Multiaddr> addresses(NodeHost node) {
        return node.host().addresses();
    }

    @AfterEach
    void stop() {
        nodes.forEach(NodeHost::close);
    }

    @Test
    void aNodeFindsItsBootstrapPeerAndHearsWhatItPublishes() throws Exception {
        NodeHost alice = start(settings("alice"));
        BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
        alice.pubsub().subscribe("news", m -> Verdict.ACCEPT, heard::add);
        NodeHost bob = start(settings("bob").bootstrap(addresses(alice)));
        assertEquals(alice.peer(), bob.peers().getFirst().peer());
        assertFalse(bob.peers().getFirst().inbound());
        assertEquals("tcp", bob.peers().getFirst().way());
        bob.pubsub().wanting("news", Set.of(alice.host().peer())).get(120, TimeUnit.SECONDS);
        bob.pubsub().publish("news", "hello".getBytes(StandardCharsets.UTF_8));
        assertEquals("hello", new String(heard.poll(120, TimeUnit.SECONDS).data(), StandardCharsets.UTF_8));
    }

    @Test
    void theSameDirectoryIsTheSamePeerAndItsKeyIsForItsOwnerAlone() throws IOException {
        NodeHost before = start(settings("alice"));
        before.close();
        assertEquals(before.peer(), start(settings("alice")).peer());
        Path key = directory.resolve("alice").resolve(NodeKey.FILE);
        if (Files.getFileStore(key).supportsFileAttributeView("posix")) {
            assertEquals("[OWNER_READ, OWNER_WRITE]", Files.getPosixFilePermissions(key).stream().sorted().toList()
                    .toString());
        }
    }

    @Test
    void aBrokenKeyIsOneLineAndIsNotReplaced() throws IOException {
        Path key = Files.createDirectories(directory.resolve("alice")).resolve(NodeKey.FILE);
        Files.write(key, new byte[]{1, 2, 3});
        String line = refused(settings("alice"));
        assertTrue(line.startsWith(key + ": "), line);
        assertEquals(3, Files.size(key));
    }

    @Test
    void aTakenPortIsOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "/ip4/127.0.0.1/tcp/" + taken.getLocalPort();
            String line = refused(NetSettings.read(directory, Map.of("profile", "quiet", "listen", address)));
            assertTrue(line.startsWith(address + ": "), line);
        }
    }

    @Test
    void anotherPeerWhereTheBootstrapPeerShouldBeIsOneLine() {
        NodeHost alice = start(settings("alice"));
        Identity nobody = Identity.generate(new SecureRandom());
        Multiaddr wrong = alice.host().swarm().listening().getFirst().withPeer(nobody.peer().hash());
        String line = refused(settings("bob").bootstrap(List.of(wrong)));
        assertTrue(line.contains("it is " + alice.peer() + ", not " + nobody.peer()), line);
    }

    private static String refused(NetSettings settings) {
        String line = assertThrows(NetException.class, () -> NodeHost.start(settings)).getMessage();
        assertFalse(line.contains("\n"), line);
        return line;
    }

    @Test
    void aBootstrapPeerThatIsAwayHoldsNothingUpAndIsTold() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        Multiaddr away = Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port)
                .withPeer(Identity.generate(new SecureRandom()).peer().hash());
        NodeHost bob = start(settings("bob").bootstrap(List.of(away)));
        assertEquals(List.of(), bob.peers());
        assertEquals(1, bob.failedDials().size());
        assertTrue(bob.failedDials().getFirst().reason().contains("refused"), bob.failedDials().toString());
    }

    @Test
    void aStaticMembershipKeepsStrangersOut() throws Exception {
        NodeHost friend = start(settings("friend"));
        NodeHost club = start(settings("club").members(addresses(friend)));
        BlockingQueue<NetworkEvent> events = new LinkedBlockingQueue<>();
        club.host().swarm().watch(events::add);
        assertEquals(friend.peer(), club.peers().getFirst().peer());
        start(settings("stranger").bootstrap(addresses(club)));
        while (!(events.poll(120, TimeUnit.SECONDS) instanceof NetworkEvent.Refused)) continue;
        assertEquals(1, club.peers().size());
    }

    @Test
    void everySettingThatIsNotUnderstoodIsNamed() {
        assertTrue(misread(Map.of("lisen", "/ip4/0.0.0.0/tcp/1")).startsWith("lisen: no such setting"));
        assertTrue(misread(Map.of("listen", "127.0.0.1:9741")).startsWith("listen: 127.0.0.1:9741: "));
        assertTrue(misread(Map.of("profile", "club")).startsWith("profile: club is none of"));
        assertTrue(misread(Map.of("bootstrap", "/ip4/192.0.2.1/tcp/1")).contains("names no peer"));
        assertTrue(misread(Map.of("profile", "static")).contains("needs at least one member"));
        String peer = "/p2p/" + Identity.generate(new SecureRandom()).peer();
        assertTrue(misread(Map.of("members", peer)).contains("only a static profile"));
        NetSettings good = NetSettings.read(directory, Map.of("profile", "static", "members", peer));
        assertEquals(1, good.members().size());
    }

    private NetConfig read(String file, Map<String, String> environment, Map<String, String> said) throws IOException {
        Files.writeString(directory.resolve(Configuration.FILE), file);
        Map<String, String> all = new HashMap<>(Configuration.read(directory));
        all.putAll(environment);
        return NetConfig.read(directory, all, said);
    }

    @Test
    void settingsAreReadFromTheFileAndTheEnvironmentGoesFirst() throws IOException {
        String file = """
                [net]
                profile = "quiet"
                listen = ["/ip4/127.0.0.1/tcp/1", "/ip4/127.0.0.1/tcp/2"]
                relay = true
                peers = ["/p2p/a", "/p2p/b"]
                """;
        NetConfig config = read(file, Map.of(), Map.of());
        NetSettings settings = config.settings().orElseThrow();
        assertEquals(2, settings.listen().size());
        assertTrue(settings.relay());
        assertEquals(List.of("/p2p/a", "/p2p/b"), config.invited());
        NetConfig other = read(file, Map.of("PANDO_NET_LISTEN", "/ip4/127.0.0.1/tcp/3", "PATH", "/"),
                Map.of("profile", "open", "peers", "/p2p/c"));
        assertEquals("[/ip4/127.0.0.1/tcp/3]", other.settings().orElseThrow().listen().toString());
        assertEquals(Profile.OPEN, other.settings().orElseThrow().profile());
        assertEquals(List.of("/p2p/a", "/p2p/b", "/p2p/c"), other.invited());
    }

    @Test
    void aNodeOfWhichNothingIsSaidWorksAloneAndOneThatNamesAFriendLooksForNobodyElse() throws IOException {
        assertTrue(read("port = 1", Map.of("PANDO_PORT", "2"), Map.of()).settings().isEmpty());
        NetSettings friendly = read("", Map.of(), Map.of("peers", "/p2p/a")).settings().orElseThrow();
        assertEquals(Profile.QUIET, friendly.profile());
        assertEquals(List.of(), friendly.listen());
    }

    @Test
    void everySettingOfTheNetworkIsAKeyOfTheOneFile() {
        Set<String> keys = new TreeSet<>(NetSettings.KEYS);
        keys.add("peers");
        assertEquals(keys, Configuration.KEYS.keySet().stream().filter(k -> k.startsWith("net."))
                .map(k -> k.substring(4)).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void whatIsWrongInTheFileIsOneLine() throws IOException {
        assertTrue(misconfigured("[net]\nlisen = \"x\"").contains("there is no key net.lisen"));
        assertTrue(misconfigured("[nets]\n").contains("there is no key nets"));
        assertTrue(misconfigured("[net]\nlisten = \n").contains("line 2"));
        assertTrue(misconfigured("[net]\nlisten = [7]\n").contains("net.listen is a text or a list of texts"));
        assertTrue(misconfigured("[net]\nrelay = \"perhaps\"\n").contains("relay: perhaps"));
        assertTrue(
                misconfigured("[net]\nswarm-key = \"k\"\nlisten = \"/ip4/127.0.0.1/udp/1/quic-v1\"").contains("QUIC"));
    }

    private String misconfigured(String file) {
        String line = assertThrows(RuntimeException.class, () -> read(file, Map.of(), Map.of())).getMessage();
        assertFalse(line.contains("\n"), line);
        return line;
    }

    @Test
    void aPrivateNetworkNeedsItsKeyFile() throws IOException {
        Path key = directory.resolve("swarm.key");
        Map<String, String> said = Map.of("profile", "quiet", "listen", "/ip4/127.0.0.1/tcp/0", "swarm-key",
                key.toString());
        assertTrue(refused(NetSettings.read(directory.resolve("a"), said)).contains("cannot be read"));
        Files.writeString(key, "hello");
        assertTrue(refused(NetSettings.read(directory.resolve("a"), said)).contains("does not begin"));
        Files.writeString(key, dev.pando.libp2p.pnet.PreSharedKey.generate(new SecureRandom()));
        NodeHost alice = start(NetSettings.read(directory.resolve("a"), said));
        NodeHost bob = start(NetSettings.read(directory.resolve("b"), said).bootstrap(addresses(alice)));
        assertEquals(alice.peer(), bob.peers().getFirst().peer());
    }

    private String misread(Map<String, String> said) {
        return assertThrows(NetException.class, () -> NetSettings.read(directory, said)).getMessage();
    }
}
