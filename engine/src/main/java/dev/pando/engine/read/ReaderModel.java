package dev.pando.engine.read;

import dev.pando.engine.train.Attention;
import dev.pando.engine.train.Node;
import dev.pando.engine.train.Noise;
import dev.pando.engine.train.Rotation;
import dev.pando.engine.train.Tape;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.engine.weights.GgufWriter;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.engine.weights.Rows;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/// The weights of a reader: an encoder's outputs, made narrower, go through a few blocks of a llama, from left to right, so that each word
/// of a quotation is seen with the question before it, and its end with all of it.
///
/// Two heads: of each token of the quotation, whether it is outside of the answer, begins it or goes on with it; of the last token,
/// whether the quotation is what was asked for.
///
/// Source: Ramshaw and Marcus 1995, <https://arxiv.org/abs/cmp-lg/9505040>, for the three tags; Touvron et al. 2023,
/// <https://arxiv.org/abs/2302.13971>, for the blocks.
public final class ReaderModel {

    /// Whether a token is outside of the answer, its first, or another one of it.
    static final int OUTSIDE = 0, BEGIN = 1, INSIDE = 2, TAGS = 3;
    /// Whether the quotation is what was asked for.
    static final int NO = 0, YES = 1, VERDICTS = 2;

    /// The numbers of a reader.
    ///
    /// @param encoder elements of an encoder's output
    /// @param width   elements of a hidden state
    /// @param layers  blocks
    /// @param heads   of attention; divides `width` into pairs
    public record Shape(int encoder, int width, int layers, int heads) {

        private static final int WIDTH_MAX = 4_096, LAYERS_MAX = 64;

        /// @throws IllegalArgumentException if a number is out of range or does not divide as it should
        public Shape {
            boolean small = encoder >= 1 && width >= 2 && layers >= 1 && encoder <= WIDTH_MAX && width <= WIDTH_MAX
                    && layers <= LAYERS_MAX;
            if (!small || heads < 1 || width % (2 * heads) != 0) {
                throw new IllegalArgumentException("no reader has " + layers + " layers of " + width + ", " + heads
                        + " heads, for an encoder of " + encoder);
            }
        }
    }

    /// Tokens of a sequence at most: an encoder's longest text.
    public static final int TOKENS_MAX = 512;

    private static final String NAME = "pando-reader";
    private static final float EPSILON = 1e-5f;
    private static final double ROTARY_BASE = 10_000;
    private static final double SPREAD = 0.05;

    private final Shape shape;
    private final Map<String, Parameter> weights;
    private final Rotation rotation;

    private ReaderModel(Shape shape, Function<String, float[]> values) {
        this.shape = shape;
        this.weights = new LinkedHashMap<>();
        this.rotation = Rotation.ofBase(ROTARY_BASE, shape.width / shape.heads, false, TOKENS_MAX);
        int w = shape.width;
        matrix("input.weight", w, shape.encoder, values);
        for (int i = 0; i < shape.layers; i++) {
            String b = "blk." + i + ".";
            matrix(b + "attn_norm.weight", 1, w, values);
            for (String name : List.of("q", "k", "v", "output")) matrix(b + "attn_" + name + ".weight", w, w, values);
            matrix(b + "ffn_norm.weight", 1, w, values);
            matrix(b + "ffn_gate.weight", 2 * w, w, values);
            matrix(b + "ffn_up.weight", 2 * w, w, values);
            matrix(b + "ffn_down.weight", w, 2 * w, values);
        }
        matrix("output_norm.weight", 1, w, values);
        matrix("tags.weight", TAGS, w, values);
        matrix("verdict.weight", VERDICTS, w, values);
    }

    private void matrix(String name, int rows, int columns, Function<String, float[]> values) {
        float[] value = values.apply(name);
        float[] filled = value.length == 0 ? new float[rows * columns] : value;
        weights.put(name, new Parameter(name, rows, columns, filled, new float[rows * columns], rows > 1));
    }

    /// A reader that knows nothing yet.
    public static ReaderModel beginning(Shape shape, long seed) {
        ReaderModel model = new ReaderModel(shape, _ -> new float[0]);
        SplittableRandom random = new SplittableRandom(seed);
        for (Parameter p : model.weights.values()) {
            double spread = p.name().endsWith("output.weight") || p.name().endsWith("down.weight")
                    ? SPREAD / Math.sqrt(2 * shape.layers)
                    : SPREAD;
            for (int i = 0; i < p.value().length; i++) {
                p.value()[i] = p.rows() == 1 ? 1 : (float) (spread * Noise.gaussian(random));
            }
        }
        return model;
    }

    /// Reads what [#write] wrote.
    ///
    /// @throws ModelFileException if it is no reader, or broken
    public static ReaderModel open(Path path) {
        try (ModelFile file = ModelFile.open(path)) {
            var says = file.metadata();
            if (!says.string("general.architecture", "").equals(NAME))
                throw new ModelFileException(path.getFileName() + ": is no reader");
            Shape shape = new Shape(says.count("reader.encoder_length"), says.count("reader.embedding_length"),
                    says.count("reader.block_count"),
                    says.count("reader.attention.head_count"));
            return new ReaderModel(shape, file::floats);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(path.getFileName() + ": " + e.getMessage());
        }
    }

    /// Writes it as a GGUF file, matrices in 8 bits.
    ///
    /// @throws IOException if it cannot be written
    public void write(Path path) throws IOException {
        GgufWriter out = new GgufWriter();
        out.text("general.architecture", NAME).text("general.name", NAME).count("reader.encoder_length", shape.encoder)
                .count("reader.embedding_length", shape.width).count("reader.block_count", shape.layers)
                .count("reader.attention.head_count", shape.heads);
        for (Parameter p : weights.values()) {
            if (p.rows() == 1) out.vector(p.name(), p.value());
            else
                out.matrix(p.name(), TensorType.Q8_0, p.rows(), p.columns(), Rows.of(p.value()));
        }
        out.write(path);
    }

    /// What learns, always in this order.
    Collection<Parameter> parameters() {
        return weights.values();
    }

    Parameter weight(String name) {
        return weights.get(name);
    }

    /// The numbers of this reader.
    public Shape shape() {
        return shape;
    }

    /// Hidden states, normed, ready for the heads.
    ///
    /// @param seen   (tokens, encoder) sequences one after the other
    /// @param length tokens of each sequence
    /// @param firsts (tokens) position in its sequence of the first token that each may see; null if all see the beginning
    /// @return (tokens, width)
    Node hidden(Tape tape, Node seen, int length, int[] firsts) {
        Node x = tape.linear(seen, weights.get("input.weight"), null);
        var all = new Attention.Shape(length, shape.heads, shape.heads, shape.width / shape.heads,
                (float) (1 / Math.sqrt((double) shape.width / shape.heads)), 0, firsts);
        for (int i = 0; i < shape.layers; i++) x = block(tape, x, "blk." + i + ".", all);
        return tape.rmsNorm(x, weights.get("output_norm.weight"), EPSILON);
    }

    private Node block(Tape tape, Node x, String b, Attention.Shape all) {
        Node in = tape.rmsNorm(x, weights.get(b + "attn_norm.weight"), EPSILON);
        Node q = tape.rotate(linear(tape, in, b + "attn_q"), rotation, all.length());
        Node k = tape.rotate(linear(tape, in, b + "attn_k"), rotation, all.length());
        Node attended = tape.attention(q, k, linear(tape, in, b + "attn_v"), all);
        Node middle = tape.add(x, linear(tape, attended, b + "attn_output"));
        Node fed = tape.rmsNorm(middle, weights.get(b + "ffn_norm.weight"), EPSILON);
        Node gated = tape.swiGlu(linear(tape, fed, b + "ffn_gate"), linear(tape, fed, b + "ffn_up"));
        return tape.add(middle, linear(tape, gated, b + "ffn_down"));
    }

    private Node linear(Tape tape, Node x, String name) {
        return tape.linear(x, weights.get(name + ".weight"), null);
    }
}
