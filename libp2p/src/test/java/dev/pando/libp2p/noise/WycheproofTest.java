package dev.pando.libp2p.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.libp2p.identity.KeyType;
import dev.pando.libp2p.identity.PublicKey;
import dev.pando.libp2p.identity.Vectors;
import dev.pando.libp2p.multiformats.WireException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/// Wycheproof against what we use of the JDK, through the doors through which we use it.
class WycheproofTest {

    private static int each(String file, BiPredicate<JsonNode, JsonNode> passes) throws IOException {
        int checked = 0;
        for (JsonNode group : Vectors.json("wycheproof/" + file).get("testGroups")) {
            for (JsonNode test : group.get("tests")) {
                String expected = test.get("result").asText();
                boolean passed = passes.test(group, test);
                // "acceptable" leaves the choice to the implementation.
                if (!expected.equals("acceptable"))
                    assertEquals(expected.equals("valid"), passed, () -> file + " " + test);
                checked++;
            }
        }
        return checked;
    }

    private static byte[] hex(JsonNode node, String field) {
        return HexFormat.of().parseHex(node.get(field).asText());
    }

    @Test
    void ed25519SignaturesVerifyExactlyWhereTheyShould() throws IOException {
        assertTrue(each("ed25519_test.json", (group, test) -> {
            byte[] key = hex(group.has("publicKey") ? group.get("publicKey") : group.get("key"), "pk");
            return new PublicKey(KeyType.ED25519, key).verifies(hex(test, "msg"), hex(test, "sig"));
        }) > 100);
    }

    @Test
    void ecdsaSignaturesVerifyExactlyWhereTheyShould() throws IOException {
        assertTrue(each("ecdsa_secp256r1_sha256_test.json", (group, test) -> {
            byte[] info = hex(group, group.has("publicKeyDer") ? "publicKeyDer" : "keyDer");
            return new PublicKey(KeyType.ECDSA, info).verifies(hex(test, "msg"), hex(test, "sig"));
        }) > 100);
    }

    @Test
    void x25519SharesTheSecretOfTheVectorOrRefusesTheKey() throws IOException {
        int[] refused = {0};
        assertTrue(each("x25519_test.json", (group, test) -> {
            try {
                byte[] shared = X25519.ofSecret(hex(test, "private")).shared(hex(test, "public"));
                assertArrayEquals(hex(test, "shared"), shared, test::toString);
                return true;
            } catch (WireException e) {
                refused[0]++;
                // Refused is right only where everybody would know the secret.
                assertEquals("00".repeat(32), test.get("shared").asText(), test::toString);
                return test.get("result").asText().equals("valid");
            }
        }) > 400);
        assertTrue(refused[0] > 0);
    }

    @Test
    void chaCha20Poly1305OpensExactlyWhatItSealed() throws IOException {
        assertTrue(each("chacha20_poly1305_test.json", (group, test) -> {
            byte[] iv = hex(test, "iv");
            // Noise's nonce is 4 zero bytes and a counter: the other vectors reach the same JDK cipher raw.
            return jdkOpens(hex(test, "key"), iv, hex(test, "aad"), hex(test, "ct"), hex(test, "tag"),
                    hex(test, "msg"));
        }) > 200);
    }

    private static boolean jdkOpens(byte[] key, byte[] iv, byte[] aad, byte[] sealed, byte[] tag, byte[] plain) {
        try {
            var cipher = javax.crypto.Cipher.getInstance("ChaCha20-Poly1305");
            cipher.init(javax.crypto.Cipher.DECRYPT_MODE, new javax.crypto.spec.SecretKeySpec(key, "ChaCha20"),
                    new javax.crypto.spec.IvParameterSpec(iv));
            cipher.updateAAD(aad);
            cipher.update(sealed);
            assertArrayEquals(plain, cipher.doFinal(tag));
            return true;
        } catch (java.security.GeneralSecurityException e) {
            return false;
        }
    }

    @Test
    void hkdfDerivesTheKeyOfTheVector() throws IOException {
        assertTrue(each("hkdf_sha256_test.json", (group, test) -> {
            try {
                byte[] key = Hkdf.derive(hex(test, "salt"), hex(test, "ikm"), hex(test, "info"),
                        test.get("size").asInt());
                assertArrayEquals(hex(test, "okm"), key);
                return true;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }) > 50);
    }

    @Test
    void hmacIsTheOneOfTheVectors() throws IOException {
        assertTrue(each("hmac_sha256_test.json", (group, test) -> {
            try {
                var mac = javax.crypto.Mac.getInstance("HmacSHA256");
                mac.init(new javax.crypto.spec.SecretKeySpec(hex(test, "key"), "HmacSHA256"));
                byte[] full = mac.doFinal(hex(test, "msg"));
                return java.util.Arrays.equals(java.util.Arrays.copyOf(full, group.get("tagSize").asInt() / 8),
                        hex(test, "tag"));
            } catch (java.security.GeneralSecurityException | IllegalArgumentException e) {
                return false;
            }
        }) > 50);
    }
}
