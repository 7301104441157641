package dev.pando.engine.learn;

import dev.pando.engine.corpus.TrainingException;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.train.Weight.Parameter;
import java.util.Locale;

/// What a run will take, before it begins. The mapped file of a frozen base is not counted: the system can take it back.
///
/// @param weights     bytes of what learns: values, gradients, two floats of the optimiser each
/// @param activations bytes of what is kept for the way back
/// @param workspace   bytes of panels, logits and dequantised rows
public record MemoryEstimate(long weights, long activations, long workspace) {

    private static final long LOGITS_FLOATS = 1 << 22, BLOCK_FLOATS = 1 << 19, PANEL_DEPTH = 384, TILE = 64;
    private static final int COPIES = 4; // value, gradient, mean, square

    /// The estimate of a run.
    ///
    /// @param threads that compute
    public static MemoryEstimate of(Learner learner, TrainingSettings settings, int threads) {
        ModelConfig c = learner.decoder().config();
        long learned = learner.parameters().stream().mapToLong(p -> p.value().length).sum();
        long tokens = (long) settings.microBatch() * settings.length();
        long layer = 2 * layerNodes(learner, c) + 2L * c.width() + c.feedForward();
        long layers = settings.recompute() ? layer + 2L * c.width() * c.layers() : layer * c.layers();
        long activations = tokens * (layers + 6L * c.width());
        long columns = learner.lora() == null ? c.vocabulary() : Math.max(BLOCK_FLOATS / c.width(), c.feedForward());
        long panels = PANEL_DEPTH * (tokens + columns + 64);
        long desks = threads * (2 * TILE * settings.length() + PANEL_DEPTH * (settings.length() + 2 * TILE));
        long workspace = Math.min(LOGITS_FLOATS, tokens * c.vocabulary()) + BLOCK_FLOATS + panels + desks;
        return new MemoryEstimate(Float.BYTES * COPIES * learned, Float.BYTES * activations, Float.BYTES * workspace);
    }

    // Elements of all nodes of one layer, for one token.
    private static long layerNodes(Learner learner, ModelConfig c) {
        long nodes = 8L * c.width() + 4L * c.querySize() + 4L * c.keySize() + 3L * c.feedForward();
        if (learner.lora() == null) return nodes;
        for (Parameter p : learner.lora().parameters()) {
            boolean first = p.name().startsWith("blk.0.");
            if (first && p.name().endsWith("lora_a")) nodes += p.rows();
        }
        return nodes;
    }

    /// Bytes of the heap in which nothing lives. What is garbage is collected first, because it can be had too: a heap that
    /// lets garbage lie until it is full would otherwise refuse a run that fits. Takes some tens of milliseconds.
    public static long heapLeft() {
        System.gc();
        Runtime java = Runtime.getRuntime();
        return java.maxMemory() - (java.totalMemory() - java.freeMemory());
    }

    /// All together.
    public long bytes() {
        return weights + activations + workspace;
    }

    /// @throws TrainingException with numbers, if it is more than there is
    public void mustFit(long available) {
        if (bytes() <= available) return;
        throw new TrainingException(String.format(Locale.ROOT,
                "training needs %s (weights and optimiser %s, activations %s, workspace %s), %s is there: "
                        + "shorter sequences or smaller micro-batches need less, -Xmx gives more",
                mebi(bytes()), mebi(weights), mebi(activations), mebi(workspace), mebi(available)));
    }

    private static String mebi(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
