package dev.pando.node.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.model.LayerRange;
import dev.pando.libp2p.identity.Identity;
import dev.pando.node.gate.Trust;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class StageTrustTest {

    private static final String PEER = Identity.generate(new SecureRandom(new byte[]{1})).peer().toString();
    private static final LayerRange LAYERS = new LayerRange(1, 2);

    private final StageTrust trust = new StageTrust(new Trust(), () -> 0);
    private final SplitListener counting = trust.counting(SplitListener.NONE);

    // A notebook that is closed every evening, or a machine so busy that its heart is not heard for seconds.
    @Test
    void aPeerThatIsLostAgainAndAgainLosesTrustButIsAskedAgain() {
        for (int i = 0; i < 100; i++) counting.lost(PEER, LAYERS, "its heart is silent");
        assertTrue(trust.of(PEER) < Trust.NEW, "it is trusted less");
        assertTrue(trust.asks(PEER), "and asked all the same");
    }

    @Test
    void aPeerThatWasLostOftenAndThenLiesIsNotAskedAgain() {
        for (int i = 0; i < 100; i++) counting.lost(PEER, LAYERS, "its heart is silent");
        counting.mismatched(PEER, LAYERS, 7);
        assertFalse(trust.asks(PEER));
    }

    @Test
    void evenTheMostTrustedPeerIsNotAskedAgainAfterOneLie() {
        counting.agreed(PEER, 1_000_000_000);
        assertEquals(1, trust.of(PEER), 1e-3);
        counting.mismatched(PEER, LAYERS, 7);
        assertFalse(trust.asks(PEER));
    }
}
