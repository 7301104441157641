package dev.pando.node.pull;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class RangeSetTest {

    @Test
    void itKnowsTheSameBytesAsOneBitForEach() {
        Forall.seeds(300, random -> {
            int size = 1 + random.nextInt(200), piece = 1 + random.nextInt(40);
            RangeSet ranges = new RangeSet();
            BitSet bits = new BitSet();
            for (int i = 0; i < random.nextInt(20); i++) {
                int from = random.nextInt(size), to = from + random.nextInt(size - from + 1);
                ranges.add(from, to);
                bits.set(from, to);
            }
            assertEquals(bits.cardinality(), ranges.total());
            BitSet missing = new BitSet();
            for (RangeSet.Range range : ranges.missing(size, piece)) {
                assertTrue(range.length() > 0 && range.length() <= piece);
                assertTrue(missing.get((int) range.from(), (int) range.to()).isEmpty(), "no byte twice");
                missing.set((int) range.from(), (int) range.to());
            }
            bits.flip(0, size);
            assertEquals(bits, missing);
        });
    }
}
