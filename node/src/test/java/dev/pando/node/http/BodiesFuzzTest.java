package dev.pando.node.http;

import dev.pando.testing.Forall;
import dev.pando.testing.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Bodies that are broken in every way meet refusals and nothing else.
class BodiesFuzzTest {

    @Test
    void aBodyWithBytesChangedIsRefusedOrUnderstood() {
        List<byte[]> seeds = BodiesFuzz.seeds();
        Forall.seeds(400, random -> {
            byte[] body = seeds.get(random.nextInt(seeds.size())).clone();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                String likely = "\"{}[]:,0159-eE.$#tfn\\u";
                body[random.nextInt(body.length)] = (byte) likely.charAt(random.nextInt(likely.length()));
            }
            BodiesFuzz.fuzzerTestOneInput(body);
        });
    }

    @Test
    @Tag("long")
    void jazzerFindsNothing() throws Exception {
        Fuzz.run(BodiesFuzz.class, BodiesFuzz.seeds(), "dev.pando.engine.grammar");
    }
}
