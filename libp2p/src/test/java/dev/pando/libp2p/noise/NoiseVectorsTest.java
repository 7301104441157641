package dev.pando.libp2p.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.libp2p.identity.Vectors;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class NoiseVectorsTest {

    // One vector of the cacophony project (BSD), so that a clone without the vectors tests the handshake too.
    private static final String CACOPHONY = """
            {"protocol_name":"Noise_XX_25519_ChaChaPoly_SHA256","init_prologue":"4a6f686e2047616c74",
            "init_static":"e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1",
            "init_ephemeral":"893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a",
            "resp_prologue":"4a6f686e2047616c74",
            "resp_static":"4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893",
            "resp_ephemeral":"bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b",
            "handshake_hash":"c8e5f64e846193be2a834104c2a009868d6c9f3bd3c186299888b488b2f1f58e","messages":[
            {"payload":"4c756477696720766f6e204d69736573",
            "ciphertext":"ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c79444c756477696720766f6e204d69736573"},
            {"payload":"4d757272617920526f746862617264",
            "ciphertext":"95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f14480884381cbad1f276e038c48378ffce2b65285e08d6b68aaa3629a5a8639392490e5b9bd5269c2f1e4f488ed8831161f19b7815528f8982ffe09be9b5c412f8a0db50f8814c7194e83f23dbd8d162c9326ad"},
            {"payload":"462e20412e20486179656b",
            "ciphertext":"c7195ffacac1307ff99046f219750fc47693e23c3cb08b89c2af808b444850a80ae475b9df0f169ae80a89be0865b57f58c9fea0d4ec82a286427402f113e4b6ae769a1d95941d49b25030"},
            {"payload":"4361726c204d656e676572",
            "ciphertext":"96763ed773f8e47bb3712f0e29b3060ffc956ffc146cee53d5e1df"},
            {"payload":"4a65616e2d426170746973746520536179",
            "ciphertext":"3e40f15f6f3a46ae446b253bf8b1d9ffb6ed9b174d272328ff91a7e2e5c79c07f5"}]}
            """;

    @Test
    void oneVectorOfCacophonyHolds() throws Exception {
        check(new ObjectMapper().readTree(CACOPHONY));
    }

    @Test
    void everyXxVectorOfThreeProjectsHolds() throws Exception {
        int checked = 0;
        for (String file : new String[]{"cacophony.txt", "snow.txt", "noise-xx-ik-nk-25519-chachapoly.json"}) {
            JsonNode all = Vectors.json("noise/" + file);
            for (JsonNode vector : all.has("vectors") ? all.get("vectors") : all) {
                if (!Handshake.PROTOCOL.equals(vector.path("protocol_name").asText())) continue;
                check(vector);
                checked++;
            }
        }
        assertEquals(3, checked);
    }

    private static void check(JsonNode vector) {
        Handshake[] sides = {side(vector, "init", true), side(vector, "resp", false)};
        CipherState[] sending = null, opening = null;
        JsonNode messages = vector.get("messages");
        for (int i = 0; i < messages.size(); i++) {
            byte[] payload = hex(messages.get(i), "payload"), cipher = hex(messages.get(i), "ciphertext");
            if (i < 3) {
                assertArrayEquals(cipher, sides[i % 2].write(payload), "message " + i);
                assertArrayEquals(payload, sides[1 - i % 2].read(cipher), "message " + i);
                continue;
            }
            if (i == 3) {
                CipherState[] initiator = sides[0].split(), responder = sides[1].split();
                sending = new CipherState[]{initiator[0], responder[0]};
                opening = new CipherState[]{responder[1], initiator[1]};
            }
            byte[] sealed = new byte[payload.length + 16], opened = new byte[payload.length + 16];
            sending[i % 2].encrypt(new byte[0], payload, 0, payload.length, sealed, 0);
            assertArrayEquals(cipher, sealed, "message " + i);
            assertEquals(payload.length, opening[i % 2].decrypt(new byte[0], sealed, 0, sealed.length, opened, 0));
        }
        if (vector.has("handshake_hash")) assertArrayEquals(hex(vector, "handshake_hash"), sides[0].hash());
    }

    private static Handshake side(JsonNode vector, String name, boolean initiator) {
        return new Handshake(initiator, X25519.ofSecret(hex(vector, name + "_static")),
                X25519.ofSecret(hex(vector, name + "_ephemeral")), hex(vector, name + "_prologue"));
    }

    private static byte[] hex(JsonNode node, String field) {
        return HexFormat.of().parseHex(node.get(field).asText());
    }
}
