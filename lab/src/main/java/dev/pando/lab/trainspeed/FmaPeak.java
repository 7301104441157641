package dev.pando.lab.trainspeed;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The most floating-point operations that one core can do: fused multiply-adds on registers, no memory at all.
final class FmaPeak {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12; // more than latency times units
    private static final int TURNS = 4_000_000;
    private static final int RUNS = 8;

    private FmaPeak() {}

    /// Operations per second, the best of a few runs.
    static double measure() {
        double best = 0;
        for (int run = 0; run < RUNS; run++) {
            long began = System.nanoTime();
            float kept = chains(1.0000001f, 1e-9f);
            double seconds = (System.nanoTime() - began) / 1e9;
            if (kept == 0) throw new IllegalStateException("the sum is gone");
            best = Math.max(best, 2.0 * CHAINS * SPECIES.length() * TURNS / seconds);
        }
        return best;
    }

    private static float chains(float factor, float term) {
        FloatVector f = FloatVector.broadcast(SPECIES, factor), t = FloatVector.broadcast(SPECIES, term);
        FloatVector a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f, k = f, l = f, m = f;
        for (int turn = 0; turn < TURNS; turn++) {
            a = a.fma(f, t);
            b = b.fma(f, t);
            c = c.fma(f, t);
            d = d.fma(f, t);
            e = e.fma(f, t);
            g = g.fma(f, t);
            h = h.fma(f, t);
            i = i.fma(f, t);
            j = j.fma(f, t);
            k = k.fma(f, t);
            l = l.fma(f, t);
            m = m.fma(f, t);
        }
        return a.add(b).add(c).add(d).add(e).add(g).add(h).add(i).add(j).add(k).add(l).add(m).lane(0);
    }
}
