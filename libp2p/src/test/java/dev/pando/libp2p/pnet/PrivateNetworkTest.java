package dev.pando.libp2p.pnet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.testing.Forall;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PrivateNetworkTest {

    private static final PreSharedKey OURS = PreSharedKey.of(new byte[32]);

    private static Host host(PreSharedKey key) throws IOException {
        var plan = Host.plan(Identity.generate(new SecureRandom())).listen("/ip4/127.0.0.1/tcp/0");
        return (key == null ? plan : plan.privateNetwork(key)).start();
    }

    // NaCl, tests/stream3.c: the first 32 bytes of crypto_stream_xsalsa20 under this key and nonce.
    @Test
    void theStreamIsTheOneOfNacl() {
        byte[] key = HexFormat.of().parseHex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
        byte[] nonce = HexFormat.of().parseHex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
        byte[] stream = new byte[32];
        new XSalsa20(key, nonce).apply(stream, 0, 32);
        assertEquals("eea6a7251c1e72916d11c2cb214d3c252539121d8e234e652d651fa4c8cff880",
                HexFormat.of().formatHex(stream));
    }

    @Test
    void howTheBytesAreCutDoesNotMatter() {
        Forall.seeds(100, random -> {
            byte[] key = new byte[32], nonce = new byte[24], whole = new byte[300], parts = new byte[300];
            for (byte[] each : new byte[][]{key, nonce})
                for (int i = 0; i < each.length; i++) each[i] = (byte) random.nextInt();
            new XSalsa20(key, nonce).apply(whole, 0, whole.length);
            XSalsa20 stream = new XSalsa20(key, nonce);
            for (int from = 0; from < parts.length;) {
                int count = Math.min(random.nextInt(1, 90), parts.length - from);
                stream.apply(parts, from, count);
                from += count;
            }
            assertArrayEquals(whole, parts);
        });
    }

    @Test
    void membersTalkAndStrangersDoNot() throws Exception {
        try (Host member = host(OURS);
                Host other = host(OURS);
                Host stranger = host(null);
                Host elsewhere = host(PreSharedKey.of(HexFormat.of().parseHex("01".repeat(32))))) {
            other.connect(member.addresses().getFirst());
            assertTrue(other.ping(member.peer()).toNanos() > 0);
            assertThrows(IOException.class, () -> elsewhere.connect(member.addresses().getFirst()));
            assertThrows(IOException.class, () -> member.connect(stranger.addresses().getFirst()));
            assertEquals(1, member.swarm().connections().size());
        }
    }

    @Test
    void aPrivateNetworkHasNoQuic() throws Exception {
        assertThrows(IOException.class, () -> Host.plan(Identity.generate(new SecureRandom()))
                .privateNetwork(OURS).listen("/ip4/127.0.0.1/udp/0/quic-v1").start());
    }

    @Test
    void keysAreReadAsOthersWriteThemAndNothingElseIs() {
        PreSharedKey.parse(PreSharedKey.generate(new SecureRandom()));
        PreSharedKey.parse("/key/swarm/psk/1.0.0/\r\n/base64/\r\n" + "A".repeat(43) + "=\r\n");
        for (String bad : new String[]{"", "/key/swarm/psk/2.0.0/\n/base16/\n" + "00".repeat(32),
                "/key/swarm/psk/1.0.0/\n/base16/\n" + "00".repeat(31), "/key/swarm/psk/1.0.0/\n/base16/\n" + "zz",
                "/key/swarm/psk/1.0.0/\n/base99/\n" + "00".repeat(32)}) {
            assertThrows(WireException.class, () -> PreSharedKey.parse(bad), bad);
        }
    }

    @Test
    void aKeysTextAtItsLimitIsReadAndOneCharacterMoreIsNot() {
        String key = PreSharedKey.generate(new SecureRandom());
        String longest = key + " ".repeat(PreSharedKey.TEXT_MAX - key.length());
        PreSharedKey.parse(longest);
        WireException refused = assertThrows(WireException.class, () -> PreSharedKey.parse(longest + " "));
        assertEquals(PreSharedKey.TEXT_MAX, refused.limit().orElseThrow());
    }
}
