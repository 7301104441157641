package dev.pando.node.encode;

import dev.pando.engine.bert.BertShape;
import dev.pando.kernel.ByteMatrix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A sentence encoder of BERT's kind, with weights in 8 bits: the mean of the last layer's outputs, made a unit vector.
///
/// The model comes as a resource of LangChain4j's artifact and is loaded by the first text. Its layers are computed by our own
/// kernels or by ONNX Runtime, whichever is faster here (`docs/decisions/032-bytes-by-our-own-kernels.md`). Why these weights:
/// `docs/decisions/030-one-encoder.md`.
///
/// Source: Devlin et al. 2018, <https://arxiv.org/abs/1810.04805>; Reimers and Gurevych 2019,
/// <https://arxiv.org/abs/1908.10084>.
abstract sealed class Bert implements Encoder permits MiniLm, BgeSmall, E5Small {

    /// Elements of a vector.
    static final int DIMENSIONS = 384;
    private static final int HEADS = 12;

    /// The files of an encoder of this size and so many layers.
    static BertFiles files(String name, int layers) {
        return new BertFiles(name, new BertShape(DIMENSIONS, 4 * DIMENSIONS, layers, HEADS));
    }

    /// Tokens that are read of a text, the two marks around it included.
    static final int TOKENS_MAX = 256;
    /// Characters that are read of a text before it is cut into tokens.
    static final int TEXT_CHARS_MAX = 8192;
    /// Threads of one run at most.
    static final int THREADS_MAX = 64;

    // Tokens of several texts that pass the layers together: more gain nothing.
    private static final int TOKENS_TOGETHER = 128;

    private final String id;
    private final BertFiles files;
    private final int threads;
    private final Hands hands;
    private Loaded loaded; // null until the first text

    private record Loaded(Network network, BertFiles.Words words) {}

    /// Loads nothing yet.
    ///
    /// @param id      of model and weights
    /// @param files   model and vocabulary
    /// @param threads of one run by ONNX Runtime; 1 to [#THREADS_MAX]
    /// @param hands   that compute with our kernels, several encoders may have the same
    Bert(String id, BertFiles files, int threads, Hands hands) {
        this.id = id;
        this.files = files;
        this.threads = checked(threads);
        this.hands = hands;
    }

    static int checked(int threads) {
        if (threads < 1 || threads > THREADS_MAX)
            throw new IllegalArgumentException("threads: " + threads + ", from 1 to " + THREADS_MAX);
        return threads;
    }

    /// What is put before a text, as the model was trained.
    String prefix() {
        return "";
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public final float[] encode(String text) {
        try {
            Loaded model = loaded();
            return vectors(model, List.of(new Network.Input(ids(model, text))), true).getFirst();
        } catch (IOException e) {
            throw notHere(e);
        }
    }

    @Override
    public final List<float[]> encodeAll(List<String> texts) {
        try {
            Loaded model = loaded();
            List<float[]> vectors = new ArrayList<>();
            List<Network.Input> together = new ArrayList<>();
            int tokens = 0;
            for (String text : texts) {
                Network.Input input = new Network.Input(ids(model, text));
                if (tokens > 0 && tokens + input.tokens() > TOKENS_TOGETHER) {
                    vectors.addAll(vectors(model, together, false));
                    together.clear();
                    tokens = 0;
                }
                together.add(input);
                tokens += input.tokens();
            }
            if (tokens > 0) vectors.addAll(vectors(model, together, false));
            return vectors;
        } catch (IOException e) {
            throw notHere(e);
        }
    }

    private static List<float[]> vectors(Loaded model, List<Network.Input> texts, boolean shared) {
        return model.network.outputs(texts, shared).stream().map(Bert::mean).map(Bert::unit).toList();
    }

    @Override
    public final int tokens(String text) {
        return ids(text).length;
    }

    /// What the model reads of a text: its tokens between the two marks.
    final long[] ids(String text) {
        try {
            return ids(loaded(), text);
        } catch (IOException e) {
            throw notHere(e);
        }
    }

    static EncodingException notHere(Throwable e) {
        return new EncodingException("the sentence encoder does not run here: " + e.getMessage(), e);
    }

    private synchronized Loaded loaded() throws IOException {
        if (loaded == null) loaded = load();
        return loaded;
    }

    private Loaded load() throws IOException {
        return new Loaded(network(ByteMatrix.isFast()), files.words());
    }

    /// Who computes the layers.
    ///
    /// @param ours our kernels, or ONNX Runtime
    /// @throws IOException if that does not run here
    final Network network(boolean ours) throws IOException {
        return ours ? new ByteNetwork(files.shape(), files.weights(), hands) : new OnnxNetwork(files.onnx(), threads);
    }

    /// A question and a quotation as the model reads them together: see [BertFiles.Words#pair].
    ///
    /// @throws EncodingException if the model cannot be had or run on this machine
    final Pair pair(String question, String quotation) {
        try {
            return loaded().words.pair(question, quotation, TOKENS_MAX);
        } catch (IOException e) {
            throw notHere(e);
        }
    }

    /// What the last layer makes of a pair: (tokens, [#DIMENSIONS]).
    final float[] outputs(Pair pair) {
        try {
            return loaded().network.outputs(List.of(new Network.Input(pair.ids(), pair.kinds())), true).getFirst();
        } catch (IOException e) {
            throw notHere(e);
        }
    }

    private long[] ids(Loaded model, String text) {
        String read = prefix() + (text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX));
        int[] words = model.words.tokenizer().encode(read);
        long[] ids = new long[Math.min(words.length, TOKENS_MAX - 2) + 2];
        ids[0] = model.words.begin();
        for (int i = 1; i < ids.length - 1; i++) ids[i] = words[i - 1];
        ids[ids.length - 1] = model.words.end();
        return ids;
    }

    /// The mean of all tokens' outputs.
    static float[] mean(float[] outputs) {
        int tokens = outputs.length / DIMENSIONS;
        float[] mean = new float[DIMENSIONS];
        for (int at = 0; at < outputs.length; at += DIMENSIONS)
            for (int i = 0; i < DIMENSIONS; i++) mean[i] += outputs[at + i];
        for (int i = 0; i < mean.length; i++) mean[i] /= tokens;
        return mean;
    }

    static float[] unit(float[] vector) {
        double squares = 0;
        for (float v : vector) squares += (double) v * v;
        float scale = (float) (1 / Math.sqrt(squares));
        for (int i = 0; i < vector.length; i++) vector[i] *= scale;
        return vector;
    }

    @Override
    public final synchronized void close() {
        if (loaded != null) loaded.network.close();
        loaded = null;
        hands.close();
    }
}
