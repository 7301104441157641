package dev.pando.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pando.testing.Forall;
import dev.pando.testing.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Jazzer on what a tokenizer and a chat template are made of; ten minutes each with `./pando test --long`.
class TextFuzzTest {

    @Test
    void theSeedsAreRead() {
        assertEquals(5, TokenizerJsonFuzz.seeds().size());
        for (byte[] seed : TokenizerJsonFuzz.seeds()) {
            HuggingFaceTokenizer.of(TokenizerJson.parse(seed), HuggingFaceTokenizer.Hints.NONE);
            TokenizerJsonFuzz.fuzzerTestOneInput(seed);
        }
        for (byte[] seed : ChatTemplateFuzz.seeds()) ChatTemplateFuzz.fuzzerTestOneInput(seed);
    }

    @Test
    void mutatedSeedsGetARefusalOrAResult() {
        List<byte[]> json = TokenizerJsonFuzz.seeds();
        List<byte[]> templates = ChatTemplateFuzz.seeds();
        Forall.seeds(300, random -> {
            TokenizerJsonFuzz.fuzzerTestOneInput(mutated(json.get(random.nextInt(json.size())), random));
            ChatTemplateFuzz.fuzzerTestOneInput(mutated(templates.get(random.nextInt(templates.size())), random));
        });
    }

    private static byte[] mutated(byte[] seed, java.util.random.RandomGenerator random) {
        byte[] bytes = seed.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = random.nextBoolean() ? (byte) random.nextInt(256) : bytes[random.nextInt(bytes.length)];
        }
        return bytes;
    }

    @Test
    @Tag("long")
    void tokenizerJsonHoldsNoSurprise() throws Exception {
        Fuzz.run(TokenizerJsonFuzz.class, TokenizerJsonFuzz.seeds(), "com.fasterxml.jackson.core");
    }

    @Test
    @Tag("long")
    void chatTemplatesHoldNoSurprise() throws Exception {
        Fuzz.run(ChatTemplateFuzz.class, ChatTemplateFuzz.seeds(), "com.hubspot.jinjava", "jinjava.de.odysseus");
    }
}
