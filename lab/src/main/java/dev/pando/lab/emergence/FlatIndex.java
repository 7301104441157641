package dev.pando.lab.emergence;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// The rival: the same facts as sign bits of their two vectors, in as many bytes as the grid takes, searched in two rounds.
///
/// `score(o) = max over facts f, g of sim(s, f.s) · sim(f.o, g.s) · sim(g.o, o)`, `sim = max(0, 1 − 2 · Hamming / bits)`.
final class FlatIndex {

    /// First-round facts that are followed.
    private static final int PLACES = 8;
    /// Ends of second-round facts that are read against all names, the loudest: more than answers are asked for.
    private static final int ENDS = 64;

    private final World world;
    private final int bits;
    private final float[][] planes; // (bits, dimensions)
    private final Map<String, BitSet> codes = new HashMap<>();
    private final List<List<BitSet>> facts = new ArrayList<>();

    /// @param bytes what all facts together may take
    FlatIndex(World world, List<List<String>> pairs, long bytes) {
        this.world = world;
        this.bits = Math.clamp(bytes * 8 / (2L * pairs.size()), 16, 4_096);
        SplittableRandom random = new SplittableRandom(world.seed);
        planes = new float[bits][world.vectors.dimensions()];
        for (float[] plane : planes) for (int i = 0; i < plane.length; i++) plane[i] = (float) random.nextGaussian();
        for (List<String> pair : pairs) facts.add(pair.stream().map(this::code).toList());
    }

    int bits() {
        return bits;
    }

    private BitSet code(String name) {
        return codes.computeIfAbsent(name, n -> {
            BitSet code = new BitSet(bits);
            for (int i = 0; i < bits; i++) code.set(i, World.cosine(planes[i], world.vectors.of(n)) < 0);
            return code;
        });
    }

    private float alike(BitSet a, BitSet b) {
        BitSet differ = (BitSet) a.clone();
        differ.xor(b);
        return Math.max(0, 1 - 2f * differ.cardinality() / bits);
    }

    List<String> follow(String subject, int limit) {
        BitSet start = code(subject);
        List<List<BitSet>> near = facts.stream()
                .sorted(Comparator.comparingDouble(f -> -alike(start, f.getFirst()))).limit(PLACES).toList();
        Map<BitSet, Float> reached = new HashMap<>();
        for (List<BitSet> f : near) {
            for (List<BitSet> g : facts) {
                if (g == f) continue;
                reached.merge(g.getLast(), alike(start, f.getFirst()) * alike(f.getLast(), g.getFirst()), Math::max);
            }
        }
        Map<BitSet, Float> loudest = new HashMap<>();
        reached.entrySet().stream().sorted(Map.Entry.<BitSet, Float>comparingByValue().reversed()).limit(ENDS)
                .forEach(e -> loudest.put(e.getKey(), e.getValue()));
        Map<String, Float> scores = new HashMap<>();
        for (String name : world.names) {
            if (name.equals(subject)) continue;
            loudest.forEach((code, loudness) -> scores.merge(name, loudness * alike(code, code(name)), Math::max));
        }
        return scores.entrySet().stream().filter(e -> e.getValue() > 0)
                .sorted(Map.Entry.<String, Float>comparingByValue().reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(limit).map(Map.Entry::getKey).toList();
    }
}
