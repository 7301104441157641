package dev.pando.engine.model;

import dev.pando.engine.model.Layer.Tensors;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Projection;
import dev.pando.kernel.Workers;
import dev.pando.kernel.tensor.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// The weights of a model, ready to be multiplied with: all of it, some of its layers with both ends, or layers alone.
///
/// Frozen; may be used by several [Forward]s at once. The file behind it must stay open until it is closed.
public final class Model implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Model.class.getName());

    private static final int LOOKED_UP_MAX = 128; // tokens

    private final ModelConfig config;
    private final LayerRange range;
    private final List<Layer> layers = new ArrayList<>(); // (layer − range.from)
    private final Ends ends; // null for layers alone
    private final Rope rope;
    private final Rope windowedRope;
    private int repacked; // guarded by this: layers, and then the head
    private final AtomicInteger lookedUp = new AtomicInteger(); // tokens since the embedding's pages were given back

    /// Where tokens go in and logits come out.
    ///
    /// @param embedding  (vocabulary, width)
    /// @param outputNorm (width)
    /// @param head       (vocabulary, width)
    private record Ends(Matrix embedding, float[] outputNorm, Projection head) {

        static Ends load(ModelFile file, ModelConfig config, Function<Matrix, Projection> ready) {
            Tensors t = new Tensors(file, "");
            Matrix embedding = t.matrix("token_embd.weight", config.vocabulary(), config.width());
            Matrix output = t.has("output.weight") // without one the head is tied to the embedding
                    ? t.matrix("output.weight", config.vocabulary(), config.width())
                    : embedding;
            return new Ends(embedding, t.vector("output_norm.weight", config.width()), ready.apply(output));
        }
    }

    private Model(ModelFile file, ModelConfig config, LayerRange range, boolean withEnds, int contextMax,
            Function<Matrix, Projection> ready) {
        if (!config.allLayers().contains(range)) {
            throw new IllegalArgumentException(range + ": the model has " + config.layers());
        }
        this.config = config;
        this.range = range;
        rope = Rope.of(file, config, contextMax);
        boolean gemma = config.architecture() == Architecture.GEMMA3;
        windowedRope = gemma ? Rope.ofGemmaWindows(file, config) : rope;
        for (int i = range.from(); i < range.to(); i++) layers.add(Layer.load(file, config, i, ready));
        ends = withEnds ? Ends.load(file, config, ready) : null;
        repacked = projections().stream().anyMatch(Projection::awaitsRepacking) ? 0 : layers.size() + 1;
    }

    /// Loads all layers, for as many positions as the model was made for.
    ///
    /// @throws dev.pando.engine.weights.ModelFileException if the file is no model that we can run
    public static Model load(ModelFile file, Workers workers) {
        ModelConfig config = ModelConfig.of(file);
        return new Model(file, config, config.allLayers(), true, config.contextMax(), m -> Projection.of(workers, m));
    }

    /// Loads all layers for an answer at once: what would be repacked stays in the mapped file until [#repackNext], and passes are
    /// slow until then. Their bits are the same.
    ///
    /// @param contextMax positions that will be used at most
    /// @throws dev.pando.engine.weights.ModelFileException if the file is no model that we can run
    public static Model loadAtOnce(ModelFile file, int contextMax, Workers workers) {
        ModelConfig config = ModelConfig.of(file);
        return new Model(file, config, config.allLayers(), true, contextMax, m -> Projection.atOnce(workers, m));
    }

    /// Loads some layers, and both ends. The embedding stays in the mapped file and takes memory only when used.
    ///
    /// @param range      layers to load
    /// @param contextMax positions that will be used at most; models with LongRoPE compute differently beyond their
    ///                   original context
    /// @param workers    who repacks weights where that pays
    /// @throws dev.pando.engine.weights.ModelFileException if the file is no model that we can run
    /// @throws IllegalArgumentException if the model has no such layers
    public static Model load(ModelFile file, LayerRange range, int contextMax, Workers workers) {
        return new Model(file, ModelConfig.of(file), range, true, contextMax, m -> Projection.of(workers, m));
    }

    /// Loads some layers alone, for a machine that takes hidden states from others and gives them back: neither
    /// embedding nor head is looked at, so the file may lack their bytes.
    ///
    /// @param range      layers to load
    /// @param contextMax positions that will be used at most
    /// @param workers    who repacks weights where that pays
    /// @throws dev.pando.engine.weights.ModelFileException if the file is no model that we can run
    /// @throws IllegalArgumentException if the model has no such layers
    public static Model loadLayers(ModelFile file, LayerRange range, int contextMax, Workers workers) {
        return new Model(file, ModelConfig.of(file), range, false, contextMax, m -> Projection.of(workers, m));
    }

    /// Everything that loading checks, without preparing anything: it takes no memory worth naming.
    ///
    /// @return the model's numbers
    /// @throws dev.pando.engine.weights.ModelFileException if the file is no model that we can run
    public static ModelConfig check(ModelFile file) {
        ModelConfig config = ModelConfig.of(file);
        Tensors t = new Tensors(file, "");
        t.matrix("token_embd.weight", config.vocabulary(), config.width());
        t.vector("output_norm.weight", config.width());
        if (t.has("output.weight")) t.matrix("output.weight", config.vocabulary(), config.width());
        Rope.of(file, config, config.contextMax());
        for (int i = 0; i < config.layers(); i++) Layer.check(file, config, i);
        return config;
    }

    /// Its numbers.
    public ModelConfig config() {
        return config;
    }

    /// The layers that are loaded.
    public LayerRange range() {
        return range;
    }

    /// Whether there is nothing left for [#repackNext].
    public synchronized boolean isRepacked() {
        return repacked > layers.size();
    }

    /// Repacks the next of what [#loadAtOnce] left in the file: a layer, in the end the head. Passes may run meanwhile, on other
    /// workers. Where memory ends, the rest stays in the file for good.
    ///
    /// @return whether something is left
    public synchronized boolean repackNext(Workers workers) {
        if (isRepacked()) return false;
        try {
            if (repacked < layers.size()) layers.get(repacked).projections().values().forEach(p -> p.repack(workers));
            else if (ends != null) ends.head.repack(workers);
            repacked++;
        } catch (OutOfMemoryError e) {
            repacked = layers.size() + 1;
            LOG.log(System.Logger.Level.WARNING,
                    "no memory to repack the weights, answers stay slow: " + e.getMessage());
        }
        return !isRepacked();
    }

    // In the order in which a pass needs them.
    private List<Projection> projections() {
        List<Projection> all = new ArrayList<>();
        layers.forEach(l -> all.addAll(l.projections().values()));
        if (ends != null) all.add(ends.head);
        return all;
    }

    /// Bytes held beyond the mapped file.
    public long ownBytes() {
        return projections().stream().mapToLong(Projection::ownBytes).sum();
    }

    /// Reads the weights of the layers that are used as they are mapped, so that the first token does not wait for a disk.
    public void readAhead() {
        layers.forEach(l -> l.projections().values().forEach(Projection::readAhead));
    }

    /// A cache for the loaded layers of one sequence.
    public KvCache newCache(int positionsMax) {
        return new KvCache(config, range, positionsMax);
    }

    Matrix embedding() {
        return ends().embedding;
    }

    /// Somebody has looked up the embedding of so many tokens. Each brings sixteen pages of the mapped file with it, of which one is wanted: without end they
    /// would be all of it, beside the same weights repacked for the head. So they are given back now and then; the system keeps what it likes.
    void lookedUp(int tokens) {
        Matrix embedding = ends().embedding;
        boolean multiplied = ends.head.matrix() == embedding && ends.head.ownBytes() == 0;
        if (multiplied || !embedding.data().isMapped() || lookedUp.addAndGet(tokens) < LOOKED_UP_MAX) return;
        lookedUp.set(0);
        embedding.data().unload();
    }

    private Ends ends() {
        if (ends == null) throw new IllegalStateException(range + " alone: there is no embedding and no head");
        return ends;
    }

    Layer layer(int index) {
        return layers.get(index - range.from());
    }

    float[] outputNorm() {
        return ends().outputNorm;
    }

    Projection head() {
        return ends().head;
    }

    Rope rope() {
        return rope;
    }

    Rope windowedRope() {
        return windowedRope;
    }

    /// Frees what was repacked.
    @Override
    public void close() {
        layers.forEach(Layer::close);
        if (ends != null) ends.head.close();
    }
}
