package dev.pando.engine.learn;

import dev.pando.engine.model.Architecture;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.model.RopeTable;
import dev.pando.engine.model.Site;
import dev.pando.engine.train.Attention;
import dev.pando.engine.train.Node;
import dev.pando.engine.train.Rotation;
import dev.pando.engine.train.Tape;
import dev.pando.engine.train.Weight;
import dev.pando.engine.train.Weight.Frozen;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.engine.weights.RopePairing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A model as a tape sees it: whole sequences from tokens to loss, every architecture that the engine runs.
///
/// The forward pass means the same as `engine.model.Forward`, step by step; its sums run in another order, so the two
/// agree to rounding and not to the bit.
public final class Decoder {

    private static final int NO_TOKEN = -1;

    private final ModelConfig config;
    private final Weight embedding; // (vocabulary, width)
    private final List<DecoderLayer> layers;
    private final Parameter outputNorm;
    private final Weight head; // (vocabulary, width)
    private final Rotation rotation;
    private final Rotation windowedRotation;
    private int textBegins = NO_TOKEN;
    private final List<Parameter> parameters = new ArrayList<>();

    Decoder(ModelConfig config, Weight embedding, List<DecoderLayer> layers, Parameter outputNorm, Weight head,
            Rotation rotation, Rotation windowedRotation) {
        this.config = config;
        this.embedding = embedding;
        this.layers = List.copyOf(layers);
        this.outputNorm = outputNorm;
        this.head = head;
        this.rotation = rotation;
        this.windowedRotation = windowedRotation;
    }

    /// The model in a file, with all of its weights frozen where they are mapped.
    ///
    /// @param lengthMax tokens of the longest sequence
    /// @throws ModelFileException if the file is no model that can be trained
    public static Decoder frozen(ModelFile file, int lengthMax) {
        ModelConfig config = ModelConfig.of(file);
        if (config.logitCap() != 0) throw new ModelFileException("final_logit_softcapping: training does not know it");
        List<DecoderLayer> layers = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) layers.add(DecoderLayer.frozen(file, config, i));
        Weight embedding = new Frozen(file.matrix("token_embd.weight"));
        Weight head = file.has("output.weight") ? new Frozen(file.matrix("output.weight")) : embedding;
        return new Decoder(config, embedding, layers, DecoderLayer.vector(file, "output_norm.weight"), head,
                rotation(file, config, lengthMax, false), rotation(file, config, lengthMax, true));
    }

    /// The model in a file, copied to floats so that all of its weights learn.
    ///
    /// @param lengthMax tokens of the longest sequence
    /// @throws ModelFileException if the file is no model of the llama architecture
    public static Decoder learning(ModelFile file, int lengthMax) {
        ModelConfig config = ModelConfig.of(file);
        if (config.architecture() != Architecture.LLAMA) {
            throw new ModelFileException(config.architecture() + ": all weights are trained of llama models only");
        }
        Map<String, Parameter> all = new LinkedHashMap<>();
        for (String name : file.tensorNames()) if (!name.startsWith("rope_")) all.put(name, parameter(file, name));
        List<DecoderLayer> layers = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) layers.add(DecoderLayer.learning(all, i));
        Parameter embedding = all.get("token_embd.weight");
        Rotation rotation = rotation(file, config, lengthMax, false);
        Decoder decoder = new Decoder(config, embedding, layers, all.get("output_norm.weight"),
                all.getOrDefault("output.weight", embedding), rotation, rotation);
        decoder.parameters.addAll(all.values());
        return decoder;
    }

    private static Parameter parameter(ModelFile file, String name) {
        float[] values = file.floats(name);
        boolean vector = file.tensor(name).dimensions().size() < 2;
        int rows = vector ? 1 : file.matrix(name).rows();
        return new Parameter(name, rows, values.length / rows, values, new float[values.length], !vector);
    }

    private static Rotation rotation(ModelFile file, ModelConfig config, int positions, boolean windowed) {
        RopeTable table = RopeTable.of(file, config, positions, windowed);
        return new Rotation(config.headSize(), table.pairing() == RopePairing.HALVES, table.cos(), table.sin(),
                positions);
    }

    /// Lets texts that share a sequence not see each other.
    ///
    /// @param token every text begins with it
    Decoder textsBeginWith(int token) {
        textBegins = token;
        return this;
    }

    // Positions in their sequences of the first key that each token may see.
    private int[] firsts(int[] tokens, int length) {
        if (textBegins == NO_TOKEN) return null;
        int[] firsts = new int[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] == textBegins) firsts[i] = i % length;
            else if (i % length > 0) firsts[i] = firsts[i - 1];
        }
        return firsts;
    }

    /// The weights that learn, under GGUF's names in the file's order; none if the model is frozen.
    public List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    /// Its numbers.
    public ModelConfig config() {
        return config;
    }

    /// The last hidden states of sequences of equal length, normed, ready for the head.
    ///
    /// @param tokens    sequences one after the other
    /// @param length    tokens of each sequence
    /// @param lora      what changes the frozen weights, or null
    /// @param recompute whether each layer forgets its activations and computes them again on the way back
    /// @return (tokens, width)
    public Node hidden(Tape tape, int[] tokens, int length, Lora lora, boolean recompute) {
        Node x = tape.embedding(embedding, tokens);
        int[] firsts = firsts(tokens, length);
        if (config.embeddingScale() != 1) x = tape.scale(x, config.embeddingScale());
        for (int i = 0; i < layers.size(); i++) {
            int index = i;
            Tape.Block block = (t, in) -> layer(t, in, index, new Extent(length, firsts), lora);
            x = recompute ? tape.recomputed(x, block) : block.on(tape, x);
        }
        return tape.rmsNorm(x, outputNorm, config.normEpsilon());
    }

    /// Mean loss of predicting `targets`, recorded so that [Tape#backward] teaches whatever learns.
    ///
    /// @param targets what follows each token, or a negative number where nobody asks
    public float loss(Tape tape, int[] tokens, int[] targets, int length, Lora lora, boolean recompute) {
        return tape.crossEntropy(hidden(tape, tokens, length, lora, recompute), head, targets);
    }

    /// The part that these sequences have in the mean loss of a larger batch: see [Tape#crossEntropy].
    ///
    /// @param outOf targets of the whole batch, at least 1
    public float loss(Tape tape, int[] tokens, int[] targets, int outOf, int length, Lora lora, boolean recompute) {
        return tape.crossEntropy(hidden(tape, tokens, length, lora, recompute), head, targets, outOf);
    }

    /// Logits of every token, (tokens, vocabulary): for comparing, since training never holds them all.
    ///
    /// @param tape is reset by its owner
    public float[] logits(Tape tape, int[] tokens, int length, Lora lora) {
        return tape.linear(hidden(tape, tokens, length, lora, false), head, null).value().clone();
    }

    /// Where sequences end, and where texts begin in them.
    private record Extent(int length, int[] firsts) {}

    private Node layer(Tape tape, Node x, int index, Extent extent, Lora lora) {
        DecoderLayer l = layers.get(index);
        Node attended = attention(tape, tape.rmsNorm(x, l.attentionNorm(), config.normEpsilon()), index, extent, lora);
        Node middle = tape.add(x, norm(tape, attended, l.attentionPostNorm()));
        Node fed = feedForward(tape, tape.rmsNorm(middle, l.feedForwardNorm(), config.normEpsilon()), index, lora);
        return tape.add(middle, norm(tape, fed, l.feedForwardPostNorm()));
    }

    private Node attention(Tape tape, Node x, int index, Extent extent, Lora lora) {
        int length = extent.length;
        DecoderLayer l = layers.get(index);
        boolean windowed = config.windowed(index);
        Rotation turns = windowed ? windowedRotation : rotation;
        Node q = tape.rotate(heads(tape, project(tape, x, index, Site.QUERY, lora), l.queryNorm()), turns, length);
        Node k = tape.rotate(heads(tape, project(tape, x, index, Site.KEY, lora), l.keyNorm()), turns, length);
        Node v = project(tape, x, index, Site.VALUE, lora);
        var shape = new Attention.Shape(length, config.heads(), config.kvHeads(), config.headSize(),
                config.attentionScale(), windowed ? config.window() : 0, extent.firsts);
        return project(tape, tape.attention(q, k, v, shape), index, Site.ATTENTION_OUT, lora);
    }

    private Node feedForward(Tape tape, Node x, int index, Lora lora) {
        Node gate = project(tape, x, index, Site.GATE, lora), up = project(tape, x, index, Site.UP, lora);
        Node gated = config.architecture().gatesWithGelu() ? tape.geGlu(gate, up) : tape.swiGlu(gate, up);
        return project(tape, gated, index, Site.DOWN, lora);
    }

    private Node project(Tape tape, Node x, int index, Site site, Lora lora) {
        DecoderLayer l = layers.get(index);
        Node y = tape.linear(x, l.weights().get(site), l.biases().get(site));
        return lora == null ? y : lora.apply(tape, y, x, index, site);
    }

    // Each head is a row of its own while it is normed.
    private Node heads(Tape tape, Node x, Parameter weight) {
        if (weight == null) return x;
        Node rows = x.reshape(x.rows() * x.columns() / config.headSize(), config.headSize());
        return tape.rmsNorm(rows, weight, config.normEpsilon()).reshape(x.rows(), x.columns());
    }

    private Node norm(Tape tape, Node x, Parameter weight) {
        return weight == null ? x : tape.rmsNorm(x, weight, config.normEpsilon());
    }
}
