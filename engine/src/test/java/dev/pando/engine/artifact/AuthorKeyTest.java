package dev.pando.engine.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

class AuthorKeyTest {

    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100"); // RFC 8410

    @Test
    void theSignaturesOfTheStandardAreGenuine() {
        // RFC 8032, section 7.1, tests 1 to 3: key, message, signature
        genuine("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        genuine("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        genuine("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
    }

    private static void genuine(String key, String message, String signature) {
        HexFormat hex = HexFormat.of();
        assertTrue(new AuthorKey(hex.parseHex(key)).signed(hex.parseHex(message), hex.parseHex(signature)));
    }

    @Test
    void theJdkSaysTheSameOfWhateverWasSignedAndOfEveryBitThatIsTurned() {
        Forall.seeds(60, random -> {
            byte[] secret = bytes(random, 32), message = bytes(random, random.nextInt(300));
            KeyFactory keys = KeyFactory.getInstance("Ed25519");
            PrivateKey key = keys.generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, secret));
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(key);
            signer.update(message);
            byte[] signature = signer.sign();
            byte[] author = new byte[AuthorKey.BYTES];
            Ed25519.generatePublicKey(secret, 0, author, 0);
            assertTrue(new AuthorKey(author).signed(message, signature));
            for (byte[] turned : new byte[][]{author, signature, message}) {
                if (turned.length == 0) continue;
                turned[random.nextInt(turned.length)] ^= (byte) (1 << random.nextInt(8));
                assertEquals(jdkSays(author, message, signature), new AuthorKey(author).signed(message, signature));
            }
        });
    }

    private static boolean jdkSays(byte[] author, byte[] message, byte[] signature) {
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + author.length);
        System.arraycopy(author, 0, encoded, X509_PREFIX.length, author.length);
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] bytes(RandomGenerator random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void whatIsNoKeyOrNoSignatureHasSignedNothing() {
        byte[] none = new byte[AuthorKey.SIGNATURE_BYTES], anybody = new byte[AuthorKey.SIGNATURE_BYTES];
        anybody[0] = 1; // R is the neutral point, S is 0: true of every message under a key of small order
        for (String key : new String[]{"01".concat("00".repeat(31)), "00".repeat(32),
                "ec".concat("ff".repeat(30)).concat("7f"),
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "ff".repeat(32)}) {
            AuthorKey author = new AuthorKey(HexFormat.of().parseHex(key));
            assertFalse(author.signed(new byte[]{1}, none), key);
            assertFalse(author.signed(new byte[]{1}, anybody), key);
            assertFalse(author.signed(new byte[]{1}, new byte[0]), key);
            assertFalse(author.signed(new byte[]{1}, new byte[AuthorKey.SIGNATURE_BYTES + 1]), key);
        }
    }

    @Test
    void aKeyHasOneLength() {
        assertThrows(ArtifactException.class, () -> new AuthorKey(new byte[AuthorKey.BYTES - 1]));
        assertThrows(ArtifactException.class, () -> new AuthorKey(new byte[AuthorKey.BYTES + 1]));
    }
}
