package dev.pando.node.split.plan;

import dev.pando.node.split.plan.Placement.Share;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;

/// Finds the placement with the least time per token, exactly.
///
/// The machine that asks (number 0) computes the first layers, at least one: the embedding of a prompt *is* the prompt,
/// so it never leaves. Every other machine computes at most one run of layers. A token passes all of them one after the
/// other, so its time is a sum,
///
/// `head/v₀ + Σ over machines used ( weights of its layers / v + round trip )`,
///
/// and the best way to have put the first `l` layers on a *set* of machines does not depend on what comes after it:
/// `best(set, l) = min over p ∈ set, k < l of best(set − p, k) + cost(p, k, l)`. All sets are tried: `2^peers · peers ·
/// layers²/2` steps, exact for up to [#PEERS_MAX] peers.
public final class Planner {

    /// Machines beside the one that asks.
    public static final int PEERS_MAX = 8;

    private final ModelSize model;
    private final List<Machine> machines;
    private final int layers;
    private final long[] weights; // (layer + 1) sums from the first layer on
    private final long[] memory; // (layer + 1)
    private final double[][] best; // (set, layer + 1) in milliseconds
    private final int[][] lastMachine; // (set, layer + 1)
    private final int[][] lastFrom; // (set, layer + 1)

    private Planner(ModelSize model, List<Machine> machines) {
        this.model = model;
        this.machines = List.copyOf(machines);
        layers = model.layers();
        weights = sums(model.layerBytes());
        memory = new long[layers + 1];
        long[] caches = sums(model.cacheBytes());
        for (int i = 0; i <= layers; i++) memory[i] = weights[i] + caches[i];
        int sets = 1 << (machines.size() - 1);
        best = new double[sets][layers + 1];
        lastMachine = new int[sets][layers + 1];
        lastFrom = new int[sets][layers + 1];
        for (double[] row : best) Arrays.fill(row, Double.POSITIVE_INFINITY);
    }

    private static long[] sums(List<Long> values) {
        long[] sums = new long[values.size() + 1];
        for (int i = 0; i < values.size(); i++) sums[i + 1] = sums[i] + values.get(i);
        return sums;
    }

    /// Plans.
    ///
    /// @param machines the one that asks, then its peers
    /// @param peersMin peers that must take part, if there are that many layers
    /// @return the fastest placement; empty if the model does not fit
    /// @throws IllegalArgumentException if there is no machine, or more than [#PEERS_MAX] peers
    public static Optional<Placement> plan(ModelSize model, List<Machine> machines, int peersMin) {
        if (machines.isEmpty()) throw new IllegalArgumentException("no machine");
        if (machines.size() - 1 > PEERS_MAX) {
            throw new IllegalArgumentException((machines.size() - 1) + " peers, limit " + PEERS_MAX);
        }
        Planner planner = new Planner(model, machines);
        planner.solve();
        return planner.fastest(Math.min(peersMin, Math.min(model.layers(), machines.size()) - 1));
    }

    private void solve() {
        for (int l = 1; l <= layers; l++) {
            if (memory[l] + model.endsBytes() <= machines.getFirst().freeBytes()) best[0][l] = cost(0, 0, l);
        }
        for (int set = 1; set < best.length; set++) {
            for (int p = machines.size() - 1; p > 0; p--) if ((set >> (p - 1) & 1) != 0) append(set, p); // equals in order
        }
    }

    // Every way in which machine `p` is the last of `set`. Sets are visited in rising order, so `set − p` is done.
    private void append(int set, int p) {
        double[] before = best[set ^ 1 << (p - 1)];
        for (int l = 2; l <= layers; l++) {
            for (int k = l - 1; k >= 1 && memory[l] - memory[k] <= machines.get(p).freeBytes(); k--) {
                double ms = before[k] + cost(p, k, l);
                if (!(ms < best[set][l])) continue;
                best[set][l] = ms;
                lastMachine[set][l] = p;
                lastFrom[set][l] = k;
            }
        }
    }

    private double cost(int p, int from, int to) {
        Machine machine = machines.get(p);
        return (weights[to] - weights[from]) / machine.bytesPerMs() + machine.roundTripMs();
    }

    private Optional<Placement> fastest(int peersMin) {
        int chosen = -1;
        for (int set = 0; set < best.length; set++) {
            boolean enough = Integer.bitCount(set) >= peersMin && best[set][layers] < Double.POSITIVE_INFINITY;
            if (enough && (chosen < 0 || best[set][layers] < best[chosen][layers])) chosen = set;
        }
        return chosen < 0 ? Optional.empty() : Optional.of(placement(chosen));
    }

    private Placement placement(int set) {
        LinkedList<Share> shares = new LinkedList<>();
        double headMs = model.headBytes() / machines.getFirst().bytesPerMs(), ms = headMs + best[set][layers];
        int to = layers;
        while (set != 0) {
            int p = lastMachine[set][to], from = lastFrom[set][to];
            shares.addFirst(share(p, from, to, 0));
            set ^= 1 << (p - 1);
            to = from;
        }
        shares.addFirst(share(0, 0, to, model.endsBytes()));
        return new Placement(new ArrayList<>(shares), headMs, ms);
    }

    private Share share(int p, int from, int to, long endsBytes) {
        long bytes = weights[to] - weights[from];
        return new Share(p, from, to, bytes, memory[to] - memory[from] + endsBytes,
                bytes / machines.get(p).bytesPerMs());
    }
}
