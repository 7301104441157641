package dev.pando.engine.model;

import dev.pando.engine.weights.Metadata;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;

/// The numbers that make a decoder of an [Architecture] this particular model.
///
/// @param architecture   family
/// @param layers         blocks, 1 to [#LAYERS_MAX]
/// @param width          elements of a hidden state
/// @param feedForward    elements between up and down
/// @param heads          query heads
/// @param kvHeads        key and value heads; divides `heads`
/// @param headSize       elements of one head
/// @param vocabulary     tokens
/// @param contextMax     positions that the model was made for
/// @param normEpsilon    added to the mean square before the root
/// @param embeddingScale factor of the embedding; 1 but for Gemma
/// @param attentionScale factor of the scores before the softmax
/// @param logitCap       logits become `cap · tanh(logit / cap)`; 0 for none
/// @param window         positions that a windowed layer sees, its own included; 0 if all layers see everything
/// @param windowPattern  every `windowPattern`-th layer sees everything all the same; 0 if all are windowed
public record ModelConfig(Architecture architecture, int layers, int width, int feedForward, int heads, int kvHeads,
        int headSize, int vocabulary, int contextMax, float normEpsilon, float embeddingScale, float attentionScale,
        float logitCap, int window, int windowPattern) {

    /// Blocks of one model; the deepest public ones have 126.
    public static final int LAYERS_MAX = 1_024;
    /// Elements of a hidden state, of a head and of a feed-forward block.
    public static final int WIDTH_MAX = 1 << 20;
    /// Heads of one layer.
    public static final int HEADS_MAX = 4_096;
    /// Positions of a context.
    public static final int CONTEXT_MAX = 1 << 24;

    /// @throws ModelFileException naming the number that makes no sense, and what is allowed
    public ModelConfig {
        within("block_count", layers, 1, LAYERS_MAX);
        within("embedding_length", width, 1, WIDTH_MAX);
        within("feed_forward_length", feedForward, 1, WIDTH_MAX);
        within("attention.head_count", heads, 1, HEADS_MAX);
        within("attention.head_count_kv", kvHeads, 1, heads);
        within("attention.key_length", headSize, 2, WIDTH_MAX / heads);
        within("vocabulary", vocabulary, 1, Integer.MAX_VALUE);
        within("context_length", contextMax, 1, CONTEXT_MAX);
        within("attention.sliding_window", window, 0, CONTEXT_MAX);
        within("attention.sliding_window_pattern", windowPattern, 0, LAYERS_MAX);
        if (heads % kvHeads != 0) throw nonsense("attention.head_count_kv", kvHeads, "a divisor of " + heads);
        if (headSize % 2 != 0) throw nonsense("attention.key_length", headSize, "an even number");
        positive("attention.layer_norm_rms_epsilon", normEpsilon);
        positive("embedding scale", embeddingScale);
        positive("attention.scale", attentionScale);
        if (logitCap != 0) positive("final_logit_softcapping", logitCap);
    }

    /// Reads and checks what a file says about itself; tensors are looked at only for the size of the vocabulary.
    ///
    /// @throws ModelFileException if a key is missing or makes no sense, or the architecture is not ours
    public static ModelConfig of(ModelFile file) {
        Metadata m = file.metadata();
        Architecture a = Architecture.of(m.string("general.architecture"));
        String k = a.key + ".";
        int layers = m.count(k + "block_count");
        int width = m.count(k + "embedding_length");
        int heads = m.count(k + "attention.head_count");
        int headSize = m.count(k + "attention.key_length", width / Math.max(1, heads));
        if (m.count(k + "attention.value_length", headSize) != headSize) {
            throw nonsense("attention.value_length", m.count(k + "attention.value_length"), "the key's " + headSize);
        }
        boolean gemma = a == Architecture.GEMMA3;
        // Gemma 3 27B alone scales by width / heads (its files have 62 layers); newer files say so themselves.
        double scored = gemma && layers == 62 ? width / Math.max(1, heads) : headSize;
        return new ModelConfig(a, layers, width, m.count(k + "feed_forward_length"), heads,
                m.count(k + "attention.head_count_kv", heads), headSize, file.tensor("token_embd.weight").rows(),
                m.count(k + "context_length"), (float) m.number(k + "attention.layer_norm_rms_epsilon"),
                gemma ? (float) Math.sqrt(width) : 1, (float) m.number(k + "attention.scale", 1 / Math.sqrt(scored)),
                (float) m.number(k + "final_logit_softcapping", 0), m.count(k + "attention.sliding_window", 0),
                m.count(k + "attention.sliding_window_pattern", gemma ? 6 : 0));
    }

    /// Whether layer `layer` sees only the last [#window] positions.
    public boolean windowed(int layer) {
        return window > 0 && (windowPattern == 0 || (layer + 1) % windowPattern != 0);
    }

    /// Elements of all query heads.
    public int querySize() {
        return heads * headSize;
    }

    /// Elements of all key heads, or of all value heads.
    public int keySize() {
        return kvHeads * headSize;
    }

    /// All layers.
    public LayerRange allLayers() {
        return new LayerRange(0, layers);
    }

    private static void within(String key, int value, int min, int max) {
        if (value < min || value > max) throw nonsense(key, value, min + " to " + max);
    }

    private static void positive(String key, float value) {
        if (!(value > 0 && value < Float.POSITIVE_INFINITY)) throw nonsense(key, value, "a number above 0");
    }

    private static ModelFileException nonsense(String key, Object value, String allowed) {
        return new ModelFileException(key + ": " + value + ", allowed: " + allowed);
    }
}
