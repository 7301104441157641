package dev.pando.libp2p.multiformats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class MultiaddrTest {

    private static final String PEER = "QmcgpsyWgH8Y8ajJz1Cu72KnS5uo2Aa2LpzU7kinSupNKC";

    // go-multiaddr multiaddr_test.go TestStringToBytes, the parts that we speak.
    @Test
    void theVectorsOfGoMultiaddrHold() {
        for (String[] pair : new String[][]{{"/ip4/127.0.0.1/udp/1234", "047f000001910204d2"},
                {"/ip4/127.0.0.1/tcp/4321", "047f0000010610e1"},
                {"/ip4/127.0.0.1/udp/1234/ip4/127.0.0.1/tcp/4321", "047f000001910204d2047f0000010610e1"},
                {"/ip6/2001:8a0:7ac5:4201:3ac9:86ff:fe31:7095/tcp/8000", "29200108a07ac542013ac986fffe317095061f40"},
                {"/ip4/127.0.0.1/p2p/" + PEER + "/tcp/1234", "047f000001a503221220d52ebb89d85b02a284948203a62ff28389c5"
                        + "7c9f42beec4ec20db76a68911c0b0604d2"}}) {
            assertEquals(pair[1], HexFormat.of().formatHex(Multiaddr.parse(pair[0]).bytes()));
            assertEquals(pair[0], Multiaddr.read(HexFormat.of().parseHex(pair[1])).toString());
        }
    }

    @Test
    void bothFormsSayTheSame() {
        Forall.seeds(300, random -> {
            Multiaddr address = some(random);
            assertEquals(address, Multiaddr.parse(address.toString()));
            assertEquals(address, Multiaddr.read(address.bytes()));
        });
    }

    private static Multiaddr some(RandomGenerator random) throws Exception {
        byte[] ip = new byte[random.nextBoolean() ? 4 : 16];
        for (int i = 0; i < ip.length; i++) ip[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : 0);
        var socket = new InetSocketAddress(InetAddress.getByAddress(ip), random.nextInt(65536));
        Multiaddr address = switch (random.nextInt(3)) {
            case 0 -> Multiaddr.tcp(socket);
            case 1 -> Multiaddr.quic(socket);
            default -> Multiaddr.parse("/dns4/example.org/tcp/" + socket.getPort());
        };
        if (random.nextBoolean()) address = address.with(AddressPart.P2P, PEER).with(AddressPart.P2P_CIRCUIT, "");
        return random.nextBoolean() ? address.with(AddressPart.P2P, PEER) : address;
    }

    @Test
    void ipv6IsWrittenAsRfc5952Asks() {
        for (String[] pair : new String[][]{{"::", "::"}, {"::1", "::1"}, {"1::", "1::"}, {"2001:DB8:0:0:1:0:0:1",
                "2001:db8::1:0:0:1"}, {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
                {"::ffff:1.2.3.4",
                        "::ffff:102:304"},
                {"fe80:0:0:0:0:0:0:1", "fe80::1"}}) {
            assertEquals("/ip6/" + pair[1], Multiaddr.parse("/ip6/" + pair[0]).toString());
        }
    }

    @Test
    void whatIsNoAddressIsRefused() {
        for (String bad : new String[]{"", "/", "//", "ip4/1.2.3.4", "/ip4", "/ip4/", "/ip4/1.2.3", "/ip4/1.2.3.256",
                "/ip4/01.2.3.4", "/ip4/1.2.3.4/", "/ip6/fe80::1%eth0", "/ip6/1.2.3.4", "/tcp/65536", "/tcp/-1",
                "/tcp/+1", "/tcp/99999999999999999999", "/quux/1", "/dns/a b/tcp/1", "/p2p/hello", "/ip6/[::1]"}) {
            assertThrows(WireException.class, () -> Multiaddr.parse(bad), bad);
        }
    }

    @Test
    void aNameOrAnAddressAtItsLimitIsReadAndOneMoreIsNot() {
        String name = "a".repeat(AddressPart.VALUE_BYTES_MAX);
        assertEquals("/dns/" + name, Multiaddr.parse("/dns/" + name).toString());
        assertThrows(WireException.class, () -> Multiaddr.parse("/dns/" + name + "a"));
        String parts = "/tcp/1".repeat(Multiaddr.PARTS_MAX);
        assertEquals(parts, Multiaddr.read(Multiaddr.parse(parts).bytes()).toString());
        assertThrows(WireException.class, () -> Multiaddr.parse(parts + "/tcp/1"));
        byte[] more = Arrays.copyOf(Multiaddr.parse(parts).bytes(), 3 * (Multiaddr.PARTS_MAX + 1));
        more[3 * Multiaddr.PARTS_MAX] = 6;
        assertThrows(WireException.class, () -> Multiaddr.read(more));
        // Four names of 253 bytes take 4 · (1 + 2 + 253) = 1024.
        String full = ("/dns/" + name).repeat(4);
        assertEquals(Multiaddr.BYTES_MAX, Multiaddr.parse(full).bytes().length);
        assertThrows(WireException.class, () -> Multiaddr.parse(full + "/ws"));
        assertThrows(WireException.class, () -> Multiaddr.read(new byte[Multiaddr.BYTES_MAX + 1]));
    }

    @Test
    void thePeerAtTheEndIsFoundAndTakenOff() {
        Multiaddr bare = Multiaddr.parse("/ip4/1.2.3.4/tcp/1");
        Multihash peer = Multihash.read(Multibase.BASE58BTC.decodeBare(PEER));
        Multiaddr full = bare.withPeer(peer);
        assertEquals(Optional.of(peer), full.peer());
        assertEquals(full, full.withPeer(peer));
        assertEquals(Optional.of(bare), full.withoutPeer());
        assertEquals(Optional.empty(), Multiaddr.parse("/p2p/" + PEER).withoutPeer());
        Multiaddr relayed = full.with(AddressPart.P2P_CIRCUIT, "").withPeer(peer);
        assertEquals(Optional.of(full), relayed.before(AddressPart.P2P_CIRCUIT));
        assertEquals(Optional.of(1), relayed.port());
    }

    @Test
    void anyMutatedAddressIsReadBackExactlyOrRefused() {
        Forall.seeds(3000, random -> {
            byte[] bytes = some(random).bytes();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 3));
            try {
                Multiaddr read = Multiaddr.read(bytes);
                assertArrayEquals(bytes, read.bytes());
                assertEquals(read, Multiaddr.parse(read.toString()));
            } catch (WireException refused) {
                assertTrue(refused.place().length() > 0);
            }
        });
    }
}
