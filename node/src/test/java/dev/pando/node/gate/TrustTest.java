package dev.pando.node.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.grid.Field;
import dev.pando.engine.grid.Grid;
import dev.pando.node.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustTest {

    private static final long NOW_MS = 1_795_000_000_000L, MONTH_MS = Duration.ofDays(30).toMillis();
    private static final AuthorKey ANN = new AuthorKey(new byte[AuthorKey.BYTES]);

    private static double reputation(Trust trust) {
        return trust.standing(ANN).reputation(NOW_MS);
    }

    @Test
    void aStrangerIsHeardALittleAndSomebodyInvitedByHalf() {
        Trust trust = new Trust();
        assertEquals(Trust.NEW, reputation(trust));
        trust.invite(ANN, true, NOW_MS);
        assertEquals(Trust.INVITED, reputation(trust));
        assertEquals(Grid.WEIGHT_ONE / 2, trust.weight(ANN, NOW_MS));
    }

    @Test
    void copyingOthersNeverMakesAStrangerCountAlone() {
        Trust trust = new Trust();
        trust.agreed(ANN, 1e9, NOW_MS);
        assertTrue(reputation(trust) < Trust.INVITED, "" + reputation(trust));
        assertTrue(trust.weight(ANN, NOW_MS) < Field.KNOWN);
        trust.good(ANN, 5, NOW_MS);
        assertTrue(reputation(trust) > Trust.INVITED, "what people liked does");
    }

    @Test
    void reputationStaysBetweenATwentiethAndOneUnlessBlocked() {
        Trust trust = new Trust();
        trust.good(ANN, 1e9, NOW_MS);
        assertTrue(reputation(trust) <= 1);
        trust.bad(ANN, 1e3, NOW_MS);
        assertEquals(Trust.LEAST, reputation(trust));
        trust.block(ANN, true, NOW_MS);
        assertEquals(0, reputation(trust));
        assertEquals(0, trust.weight(ANN, NOW_MS));
    }

    @Test
    void goodAndBadHalveInAMonth() {
        Trust trust = new Trust();
        trust.bad(ANN, 2, NOW_MS);
        assertEquals(Trust.LEAST, reputation(trust), 1e-9);
        assertEquals(Trust.NEW / 2, trust.standing(ANN).reputation(NOW_MS + MONTH_MS), 1e-9);
    }

    @Test
    void whatIsHeldOfAuthorsIsThereAfterARestart(@TempDir Path folder) {
        Trust.Standing before;
        try (Database database = Database.open(folder)) {
            Trust trust = new Trust(database);
            trust.invite(ANN, true, NOW_MS);
            trust.good(ANN, 3, NOW_MS);
            trust.agreed(ANN, 2, NOW_MS);
            trust.bad(ANN, 1, NOW_MS);
            before = trust.standing(ANN);
        }
        try (Database database = Database.open(folder)) {
            assertEquals(before, new Trust(database).standing(ANN));
            assertEquals(1, new Trust(database).all().size());
        }
    }
}
