package dev.pando.libp2p.multiformats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.testing.Forall;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SelfDescribingTest {

    private static byte[] bytes(RandomGenerator random, int max) {
        byte[] bytes = new byte[random.nextInt(max + 1)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length && random.nextBoolean(); i++) bytes[i] = 0;
        return bytes;
    }

    @Test
    void everyBaseGivesBackTheBytesItWasGiven() {
        Forall.seeds(300, random -> {
            byte[] bytes = bytes(random, 80);
            for (Multibase base : Multibase.values()) {
                assertArrayEquals(bytes, Multibase.decode(base.encode(bytes)));
                assertArrayEquals(bytes, base.decodeBare(base.encodeBare(bytes)));
            }
        });
    }

    @Test
    void theVectorsOfMultibaseHold() {
        // multiformats/multibase tests/basic.csv and leading_zero.csv
        byte[] plain = "yes mani !".getBytes(StandardCharsets.UTF_8);
        assertEquals("z7paNL19xttacUY", Multibase.BASE58BTC.encode(plain));
        assertEquals("bpfsxgidnmfxgsibb", Multibase.BASE32.encode(plain));
        assertEquals("k2lcpzo5yikidynfl", Multibase.BASE36.encode(plain));
        assertEquals("ueWVzIG1hbmkgIQ", Multibase.BASE64URL.encode(plain));
        byte[] zero = "\0yes mani !".getBytes(StandardCharsets.UTF_8);
        assertEquals("z17paNL19xttacUY", Multibase.BASE58BTC.encode(zero));
        assertEquals("k02lcpzo5yikidynfl", Multibase.BASE36.encode(zero));
    }

    @Test
    void aTextThatIsNotTheOneWayToWriteItsBytesIsRefused() {
        for (String bad : new String[]{"", "x00", "z0", "bAA", "ba", "uA", "ueWVzIG1hbmkgIR", "bab",
                "zé"}) {
            assertThrows(WireException.class, () -> Multibase.decode(bad), bad);
        }
    }

    @Test
    void aTextAtItsLimitIsReadAndOneCharacterMoreIsNot() {
        assertEquals(Multibase.CHARS_MAX, Multibase.BASE58BTC.decodeBare("1".repeat(Multibase.CHARS_MAX)).length);
        assertThrows(WireException.class, () -> Multibase.BASE58BTC.decodeBare("1".repeat(Multibase.CHARS_MAX + 1)));
    }

    @Test
    void aMultihashAtItsLimitIsReadAndOneByteMoreIsNot() {
        Multihash most = new Multihash(Multihash.IDENTITY, new byte[Multihash.DIGEST_BYTES_MAX]);
        assertEquals(most, Multihash.read(most.bytes()));
        assertThrows(WireException.class, () -> new Multihash(0, new byte[Multihash.DIGEST_BYTES_MAX + 1]));
        byte[] more = new byte[3 + 129];
        more[1] = (byte) 0x81;
        more[2] = 1;
        assertThrows(WireException.class, () -> Multihash.read(more));
    }

    @Test
    void aCidSaysTheSameInBytesAndInText() {
        Forall.seeds(200, random -> {
            Multihash hash = Multihash.sha256(bytes(random, 40));
            for (Cid cid : new Cid[]{new Cid(0, Cid.DAG_PB, hash), Cid.of(Cid.DAG_CBOR, hash), Cid.of(Cid.RAW, hash)}) {
                assertEquals(cid, Cid.read(cid.bytes()));
                assertEquals(cid, Cid.parse(cid.toString()));
            }
        });
    }

    @Test
    void theCidsOfTheSpecificationAreRead() {
        Cid v0 = Cid.parse("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG");
        assertEquals(0, v0.version());
        assertEquals("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG", v0.toString());
        // peer-ids §Examples: the same sha256 peer id in both notations
        Cid v1 = Cid.parse("bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe");
        assertEquals(Cid.LIBP2P_KEY, v1.codec());
        assertEquals("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N", v1.hash().toString());
    }

    @Test
    void aCidOfAnotherVersionOrWithATailIsRefused() {
        byte[] good = Cid.of(Cid.RAW, Multihash.sha256(new byte[0])).bytes();
        byte[] version2 = good.clone();
        version2[0] = 2;
        assertThrows(WireException.class, () -> Cid.read(version2));
        assertThrows(WireException.class, () -> Cid.read(java.util.Arrays.copyOf(good, good.length + 1)));
        assertThrows(WireException.class, () -> Cid.parse("z" + Multihash.sha256(new byte[0])));
    }

    @Test
    void whateverBytesComeTheyAreReadOrRefusedByTheOneException() {
        Forall.seeds(2000, random -> {
            byte[] bytes = bytes(random, 50);
            try {
                assertArrayEquals(bytes, Cid.read(bytes).bytes());
            } catch (WireException refused) {
                assertEquals(true, refused.getMessage().startsWith(refused.place()), HexFormat.of().formatHex(bytes));
            }
        });
    }
}
