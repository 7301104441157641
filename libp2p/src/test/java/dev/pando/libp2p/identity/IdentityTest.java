package dev.pando.libp2p.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.libp2p.multiformats.Cid;
import dev.pando.libp2p.multiformats.Multihash;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoWriter;
import dev.pando.testing.Forall;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class IdentityTest {

    private static final HexFormat HEX = HexFormat.of();

    // peer-ids §Test vectors
    private static final String ED25519_SECRET = "080112407e0830617c4a7de83925dfb2694556b12936c477a0e1feb2e148ec9da60f"
            + "ee7d1ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e";
    private static final String ED25519 = "080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e";
    private static final String SECP256K1 = "08021221037777e994e452c21604f91de093ce415f5432f701dd8cd1a7a6fea0e630bfca99";

    private static Identity some(int seed) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) seed);
        return Identity.ofSeed(bytes);
    }

    @Test
    void theSecretHalfOfTheSpecificationGivesItsPublicHalf() {
        Identity identity = Identity.read(HEX.parseHex(ED25519_SECRET));
        assertEquals(ED25519, HEX.formatHex(identity.key().bytes()));
        assertEquals(ED25519_SECRET, HEX.formatHex(identity.secretBytes()));
    }

    @Test
    void theOldNinetySixByteSecretIsReadIfBothPublicHalvesAgree() {
        byte[] halves = Arrays.copyOfRange(HEX.parseHex(ED25519_SECRET), 4, 68);
        byte[] three = Arrays.copyOf(halves, 96);
        System.arraycopy(halves, 32, three, 64, 32);
        byte[] old = new ProtoWriter().varint(1, 1).bytes(2, three).toBytes();
        assertEquals(ED25519, HEX.formatHex(Identity.read(old).key().bytes()));
        old[old.length - 1]++;
        assertThrows(WireException.class, () -> Identity.read(old));
    }

    @Test
    void everyPublicKeyOfTheSpecificationIsReadAndNamesItsPeer() throws Exception {
        JsonNode keys = Vectors.json("libp2p/peer-id-key-vectors.json").get("keys");
        int read = 0;
        for (var names = keys.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (!name.endsWith("public key")) continue;
            PublicKey key = PublicKey.read(HEX.parseHex(keys.get(name).asText()));
            assertEquals(keys.get(name).asText(), HEX.formatHex(key.bytes()));
            assertEquals(key.bytes().length <= PeerId.INLINE_KEY_BYTES_MAX, key.peer().key().isPresent());
            assertEquals(key.peer(), PeerId.parse(key.peer().toString()));
            read++;
        }
        assertEquals(4, read);
    }

    @Test
    void allThreeNotationsOfAPeerIdAreRead() {
        // peer-ids §Examples
        String legacy = "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N";
        PeerId peer = PeerId.parse("bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe");
        assertEquals(legacy, peer.toString());
        assertEquals(PeerId.parse(legacy), peer);
        assertEquals("bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe", peer.cid().toString());
        PeerId inline = PeerId.parse("12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA");
        assertEquals(inline, inline.key().orElseThrow().peer());
    }

    @Test
    void whatIsNoPeerIdIsRefused() {
        Cid other = Cid.of(Cid.RAW, Multihash.sha256(new byte[0]));
        for (String bad : new String[]{"", "1", "Qm", "12D3KooW", "hello", other.toString()}) {
            assertThrows(WireException.class, () -> PeerId.parse(bad), bad);
        }
        byte[] most = new Multihash(Multihash.IDENTITY, new byte[42]).bytes();
        assertArrayEquals(most, PeerId.read(most).bytes());
        assertThrows(WireException.class, () -> PeerId.read(new Multihash(Multihash.IDENTITY, new byte[43]).bytes()));
        assertThrows(WireException.class, () -> PeerId.read(new Multihash(Multihash.SHA2_512, new byte[64]).bytes()));
    }

    @Test
    void aKeyThatIsNotEncodedTheOneWayIsRefused() {
        byte[] good = HEX.parseHex(ED25519);
        assertEquals(KeyType.ED25519, PublicKey.read(good).type());
        String data = ED25519.substring(4);
        for (String bad : new String[]{"08" + "8100" + data, data + "0801", ED25519 + "1800", "0801", data,
                "0804" + data, "0801121f" + "00".repeat(31), "08011221" + "00".repeat(33), "0802" + data}) {
            assertThrows(WireException.class, () -> PublicKey.read(HEX.parseHex(bad)), bad);
        }
        assertThrows(WireException.class, () -> new PublicKey(KeyType.RSA, new byte[PublicKey.BYTES_MAX + 1]));
    }

    @Test
    void whatAPeerSignedVerifiesAndNothingElseDoes() {
        Forall.seeds(30, random -> {
            byte[] seed = new byte[32], message = new byte[random.nextInt(100)];
            random.nextBytes(seed);
            random.nextBytes(message);
            Identity identity = Identity.ofSeed(seed);
            byte[] signature = identity.sign(message);
            assertTrue(identity.key().verifies(message, signature));
            signature[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
            assertFalse(identity.key().verifies(message, signature));
            assertFalse(identity.key().verifies(message, new byte[0]));
        });
    }

    @Test
    void rsaAndEcdsaPeersAreBelievedToo() throws Exception {
        byte[] message = {1, 2, 3};
        var rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        var ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(256);
        for (var pair : new Object[][]{{KeyType.RSA, rsa.generateKeyPair(), "SHA256withRSA"},
                {KeyType.ECDSA, ec.generateKeyPair(), "SHA256withECDSA"}}) {
            var keys = (java.security.KeyPair) pair[1];
            Signature signer = Signature.getInstance((String) pair[2]);
            signer.initSign(keys.getPrivate());
            signer.update(message);
            PublicKey key = new PublicKey((KeyType) pair[0], keys.getPublic().getEncoded());
            assertTrue(key.verifies(message, signer.sign()));
            assertFalse(key.verifies(new byte[3], signer.sign()));
        }
    }

    @Test
    void anRsaKeyBelowItsLeastLengthProvesNothing() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(Signatures.RSA_BITS_MIN - 1);
        var pair = generator.generateKeyPair();
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(pair.getPrivate());
        byte[] signature = signer.sign();
        assertFalse(new PublicKey(KeyType.RSA, pair.getPublic().getEncoded()).verifies(new byte[0], signature));
    }

    @Test
    void anRsaKeyAtItsGreatestLengthIsLookedAtAndOneBitMoreIsNot() throws Exception {
        for (int bits : new int[]{Signatures.RSA_BITS_MIN, Signatures.RSA_BITS_MAX}) Signatures.rsa(rsaKey(bits));
        for (int bits : new int[]{Signatures.RSA_BITS_MIN - 1, Signatures.RSA_BITS_MAX + 1}) {
            byte[] key = rsaKey(bits);
            assertThrows(GeneralSecurityException.class, () -> Signatures.rsa(key), bits + " bits");
        }
    }

    private static byte[] rsaKey(int bits) throws GeneralSecurityException {
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65_537)))
                .getEncoded();
    }

    @Test
    void aSecp256k1PeerIsBelieved() {
        // The key of peer-ids §Test vectors; the signature of "pando" was made with its secret half by OpenSSL 3.
        PublicKey key = PublicKey.read(HEX.parseHex(SECP256K1));
        byte[] signature = HEX.parseHex("304502207e154864ce893d0995ecb2948331ae4456d07cbbb259a5acb01c3de68a789fe2"
                + "022100c453c6f61ebe227c4ef4417833548f34e6740217fef73b1f437dec0fd3cdb195");
        assertTrue(key.verifies("pando".getBytes(java.nio.charset.StandardCharsets.UTF_8), signature));
        for (int i = 0; i < signature.length; i++) {
            byte[] other = signature.clone();
            other[i] ^= 1;
            assertFalse(key.verifies("pando".getBytes(java.nio.charset.StandardCharsets.UTF_8), other), "byte " + i);
        }
    }

    @Test
    void peersAreOrderedByTheirBytes() {
        PeerId a = some(1).peer(), b = some(2).peer();
        assertEquals(Arrays.compareUnsigned(a.bytes(), b.bytes()), a.compareTo(b));
        assertEquals(some(1).peer(), a);
    }
}
