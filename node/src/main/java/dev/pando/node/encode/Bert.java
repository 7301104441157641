package dev.pando.node.encode;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.pando.engine.text.SpecialTokens;
import dev.pando.engine.text.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// A sentence encoder of BERT's kind, with weights in 8 bits, by ONNX Runtime: the mean of the last layer's outputs, made a
/// unit vector.
///
/// The model comes as a resource of LangChain4j's artifact and is loaded by the first text. One text is one run:
/// activations are quantised by their largest value, so texts in a common batch would change each other's bits. Why these
/// weights: `docs/decisions/030-one-encoder.md`.
///
/// Source: Devlin et al. 2018, <https://arxiv.org/abs/1810.04805>; Reimers and Gurevych 2019,
/// <https://arxiv.org/abs/1908.10084>.
abstract sealed class Bert implements Encoder permits MiniLm, BgeSmall, E5Small {

    /// Elements of a vector.
    static final int DIMENSIONS = 384;
    /// Tokens that are read of a text, the two marks around it included.
    static final int TOKENS_MAX = 256;
    /// Characters that are read of a text before it is cut into tokens.
    static final int TEXT_CHARS_MAX = 8192;
    /// Threads of one run at most.
    static final int THREADS_MAX = 64;

    private static final long STACK_BYTES = 512L << 20;

    private final String id;
    private final String files;
    private final int threads;
    private Loaded loaded; // null until the first text

    private record Loaded(OrtSession session, Tokenizer tokenizer, long begin, long end) {}

    /// Loads nothing yet.
    ///
    /// @param id      of model and weights
    /// @param files   what the names of its two files begin with
    /// @param threads threads of one run; 1 to [#THREADS_MAX]. Short texts gain nothing from a second
    Bert(String id, String files, int threads) {
        if (threads < 1 || threads > THREADS_MAX)
            throw new IllegalArgumentException("threads: " + threads + ", from 1 to " + THREADS_MAX);
        this.id = id;
        this.files = files;
        this.threads = threads;
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
            return encode(loaded(), text);
        } catch (OrtException | IOException | UnsatisfiedLinkError e) {
            throw notHere(e);
        }
    }

    @Override
    public final int tokens(String text) {
        return ids(text).length;
    }

    /// What the model reads of a text: its tokens between the two marks.
    final long[] ids(String text) {
        try {
            return ids(loaded(), text);
        } catch (OrtException | IOException | UnsatisfiedLinkError e) {
            throw notHere(e);
        }
    }

    static EncodingException notHere(Throwable e) {
        return new EncodingException("the sentence encoder does not run here: " + e.getMessage(), e);
    }

    private synchronized Loaded loaded() throws OrtException, IOException {
        if (loaded == null) loaded = load();
        return loaded;
    }

    private Loaded load() throws OrtException, IOException {
        Tokenizer tokenizer = Tokenizer.ofJson(resource("/" + files + "-tokenizer.json"));
        OrtEnvironment environment = environment();
        environment.setTelemetry(false);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0"); // a personal machine has other work
            OrtSession session = environment.createSession(resource("/" + files + ".onnx"), options);
            return new Loaded(session, tokenizer, mark(tokenizer, "[CLS]"), mark(tokenizer, "[SEP]"));
        }
    }

    // To the model, -1 is the last token of its vocabulary: what is missing must not be asked for.
    private static long mark(Tokenizer tokenizer, String spelling) throws IOException {
        int id = tokenizer.id(spelling);
        if (id == SpecialTokens.NONE) throw new IOException("its vocabulary has no " + spelling);
        return id;
    }

    // ONNX Runtime 1.29 reads the process's command line with std::regex, which calls itself for every character: a class path of
    // 10 KB overflows the stack of an ordinary thread, and the process dies without a word (seen in a core file). The
    // memory of a large stack is taken only as far as it is used.
    private static OrtEnvironment environment() throws IOException {
        CompletableFuture<OrtEnvironment> made = new CompletableFuture<>();
        new Thread(null, () -> {
            try {
                made.complete(OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "pando"));
            } catch (RuntimeException | LinkageError e) {
                made.completeExceptionally(e);
            }
        }, "onnx-environment", STACK_BYTES).start();
        try {
            return made.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Bert.class.getResourceAsStream(name)) {
            if (in == null) throw new IOException(name.substring(1) + " is missing from this build");
            return in.readAllBytes();
        }
    }

    private float[] encode(Loaded model, String text) throws OrtException {
        long[] ids = ids(model, text);
        return unit(mean(outputs(model, ids, new long[ids.length]), ids.length));
    }

    /// A question and a quotation as the model reads them together.
    ///
    /// Texts are cut into words before they are cut into tokens, as BERT does it anyway, so that each token's characters are known. What is
    /// beyond the limit of length is not read.
    ///
    /// @throws EncodingException if the model cannot be had or run on this machine
    final Pair pair(String question, String quotation) {
        try {
            Loaded model = loaded();
            Pair pair = new Pair(model.tokenizer, TOKENS_MAX);
            pair.mark(model.begin);
            pair.question(question);
            pair.mark(model.end);
            pair.quotation(quotation);
            pair.mark(model.end);
            return pair;
        } catch (OrtException | IOException | UnsatisfiedLinkError e) {
            throw notHere(e);
        }
    }

    /// What the last layer makes of a pair: (tokens, [#DIMENSIONS]).
    final float[] outputs(Pair pair) {
        try {
            float[] states = new float[pair.tokens() * DIMENSIONS];
            outputs(loaded(), pair.ids(), pair.kinds()).get(states);
            return states;
        } catch (OrtException | IOException | UnsatisfiedLinkError e) {
            throw notHere(e);
        }
    }

    /// The weights, as they lie in the model's file.
    ///
    /// @throws EncodingException if they are not here
    final EncoderWeights weights() {
        try {
            return new EncoderWeights(resource("/" + files + ".onnx"));
        } catch (IOException e) {
            throw notHere(e);
        }
    }

    private static FloatBuffer outputs(Loaded model, long[] ids, long[] kinds) throws OrtException {
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        try (OnnxTensor tokens = row(ids);
                OnnxTensor mask = row(ones);
                OnnxTensor types = row(kinds);
                OrtSession.Result result = model.session.run(
                        Map.of("input_ids", tokens, "attention_mask", mask, "token_type_ids", types))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer(); // a copy
        }
    }

    private static OnnxTensor row(long[] values) throws OrtException {
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), LongBuffer.wrap(values),
                new long[]{1, values.length});
    }

    private long[] ids(Loaded model, String text) {
        String read = prefix() + (text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX));
        int[] words = model.tokenizer.encode(read);
        long[] ids = new long[Math.min(words.length, TOKENS_MAX - 2) + 2];
        ids[0] = model.begin;
        for (int i = 1; i < ids.length - 1; i++) ids[i] = words[i - 1];
        ids[ids.length - 1] = model.end;
        return ids;
    }

    /// The mean of all tokens' outputs.
    private static float[] mean(FloatBuffer outputs, int tokens) {
        float[] mean = new float[DIMENSIONS], output = new float[DIMENSIONS];
        for (int token = 0; token < tokens; token++) {
            outputs.get(output);
            for (int i = 0; i < mean.length; i++) mean[i] += output[i];
        }
        for (int i = 0; i < mean.length; i++) mean[i] /= tokens;
        return mean;
    }

    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float v : vector) squares += (double) v * v;
        float scale = (float) (1 / Math.sqrt(squares));
        for (int i = 0; i < vector.length; i++) vector[i] *= scale;
        return vector;
    }

    @Override
    public final synchronized void close() {
        if (loaded == null) return;
        try {
            loaded.session.close();
        } catch (OrtException e) {
            throw new UncheckedIOException(new IOException(e));
        }
        loaded = null;
    }
}
