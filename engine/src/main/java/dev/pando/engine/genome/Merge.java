package dev.pando.engine.genome;

import dev.pando.engine.genome.MergeOperator.Dare;
import dev.pando.engine.genome.MergeOperator.DareTies;
import dev.pando.engine.genome.MergeOperator.Linear;
import dev.pando.engine.genome.MergeOperator.Slerp;
import dev.pando.engine.genome.MergeOperator.TaskArithmetic;
import dev.pando.engine.genome.MergeOperator.Ties;
import dev.pando.kernel.Workers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;

/// Several adapters become one of a given rank. A matrix that only some of them change counts as unchanged in the others.
///
/// The same adapters, operator and seeds give the same bits on any number of threads.
public final class Merge {

    private final MergeOperator operator;
    private final int rankMax;
    private final Workers workers;

    /// @param rankMax columns of each merged B; what does not fit is cut off by singular values
    public Merge(MergeOperator operator, int rankMax, Workers workers) {
        this.operator = operator;
        this.rankMax = rankMax;
        this.workers = workers;
    }

    /// What came of it.
    ///
    /// @param changes the merged adapter
    /// @param lost    share of the merged length that the rank could not hold, `‖ΔW − merged‖ / ‖ΔW‖` over all matrices
    public record Result(SortedMap<String, Change> changes, double lost) {}

    /// Merges adapters, each by the names of its matrices.
    ///
    /// @throws IllegalArgumentException if there is none, weights do not match, or a matrix has two shapes
    public Result of(List<? extends Map<String, Change>> adapters) {
        if (adapters.isEmpty()) throw new IllegalArgumentException("nothing to merge");
        SortedMap<String, Change> merged = new TreeMap<>();
        double all = 0, kept = 0;
        TreeSet<String> names = new TreeSet<>();
        adapters.forEach(a -> names.addAll(a.keySet()));
        for (String name : names) {
            Mixed mixed = mix(name, aligned(adapters, name));
            merged.put(name, mixed.change);
            all += mixed.square;
            kept += mixed.change.dot(mixed.change);
        }
        return new Result(merged, all == 0 ? 0 : Math.sqrt(Math.max(0, 1 - kept / all)));
    }

    private static List<Change> aligned(List<? extends Map<String, Change>> adapters, String name) {
        Change shape = adapters.stream().filter(a -> a.containsKey(name)).findFirst().orElseThrow().get(name);
        List<Change> changes = new ArrayList<>();
        for (Map<String, Change> adapter : adapters) {
            Change change = adapter.getOrDefault(name, Change.none(shape.outputs(), shape.inputs()));
            if (change.outputs() != shape.outputs() || change.inputs() != shape.inputs()) {
                throw new IllegalArgumentException(name + ": " + change + " beside " + shape);
            }
            changes.add(change);
        }
        return changes;
    }

    /// @param square squared length of the merged change before its rank was cut
    private record Mixed(Change change, double square) {}

    private Mixed mix(String name, List<Change> changes) {
        return switch (operator) {
            case Linear(var weights) -> exact(sum(changes, weights, 1));
            case TaskArithmetic(double lambda, var weights) -> exact(sum(changes, weights, lambda));
            case Slerp(double t) -> exact(slerp(changes, t));
            case Ties t -> dense(name, changes, Mixing.elect(trimmed(changes, t.density()),
                    checked(t.weights(), changes), t.lambda(), t.normalise()));
            case Dare d -> dense(name, changes, Mixing.sum(dropped(name, changes, d.density(), d.seed()),
                    checked(d.weights(), changes)));
            case DareTies d -> dense(name, changes, Mixing.elect(dropped(name, changes, d.density(), d.seed()),
                    checked(d.weights(), changes), d.lambda(), d.normalise()));
        };
    }

    private static List<Double> checked(List<Double> weights, List<Change> changes) {
        if (weights.size() == changes.size()) return weights;
        throw new IllegalArgumentException(weights.size() + " weights for " + changes.size() + " adapters");
    }

    private static Change sum(List<Change> changes, List<Double> weights, double lambda) {
        Change sum = Change.none(changes.getFirst().outputs(), changes.getFirst().inputs());
        List<Double> each = checked(weights, changes);
        for (int k = 0; k < changes.size(); k++) sum = sum.plus(changes.get(k).times(lambda * each.get(k)));
        return sum;
    }

    private static Change slerp(List<Change> changes, double t) {
        Change along = changes.getFirst();
        for (int k = 1; k < changes.size(); k++) {
            Change next = changes.get(k);
            double[] parts = Mixing.arc(changes.size() == 2 ? t : 1.0 / (k + 1), along.dot(next), along.norm(),
                    next.norm());
            along = along.times(parts[0]).plus(next.times(parts[1]));
        }
        return along;
    }

    private Mixed exact(Change change) {
        Change fitting = change.rank() <= rankMax ? change : Spectrum.of(change).truncated(rankMax);
        return new Mixed(fitting, change.dot(change));
    }

    private static List<float[]> trimmed(List<Change> changes, double density) {
        List<float[]> deltas = changes.stream().map(Change::dense).toList();
        deltas.forEach(d -> Mixing.keepLargest(d, density));
        return deltas;
    }

    private static List<float[]> dropped(String name, List<Change> changes, double density, long seed) {
        SplittableRandom random = new SplittableRandom(seed ^ salt(name));
        List<float[]> deltas = changes.stream().map(Change::dense).toList();
        deltas.forEach(d -> Mixing.keepByChance(d, density, random));
        return deltas;
    }

    // A matrix has the same chance whichever other matrices there are.
    private static long salt(String name) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        return crc.getValue() * 0x9E3779B97F4A7C15L;
    }

    private Mixed dense(String name, List<Change> changes, float[] merged) {
        double square = 0;
        for (float x : merged) square += (double) x * x;
        Change shape = changes.getFirst();
        int rank = Math.min(rankMax, Math.min(shape.outputs(), shape.inputs()));
        return new Mixed(Spectrum.ofDense(merged, shape.outputs(), shape.inputs(), rank, salt(name), workers), square);
    }
}
