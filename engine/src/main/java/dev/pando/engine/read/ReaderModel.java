package dev.pando.engine.read;

import dev.pando.engine.train.Attention;
import dev.pando.engine.train.Node;
import dev.pando.engine.train.Noise;
import dev.pando.engine.train.Tape;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.engine.weights.GgufWriter;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.engine.weights.Rows;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/// The weights of a reader: the layers of an encoder of BERT's kind, which went on learning from our exercises. Each token sees all of the question and
/// all of the quotation.
///
/// Two heads: of each token of the quotation, whether it is outside of the answer, begins it or goes on with it; of the mark before
/// everything, whether the quotation is what was asked for.
///
/// Source: Devlin et al. 2018, <https://arxiv.org/abs/1810.04805>; Ramshaw and Marcus 1995, <https://arxiv.org/abs/cmp-lg/9505040>, for the
/// three tags. Tensors have the names that llama.cpp gives them.
public final class ReaderModel {

    /// Whether a token is outside of the answer, its first, or another one of it.
    static final int OUTSIDE = 0, BEGIN = 1, INSIDE = 2, TAGS = 3;
    /// Whether the quotation is what was asked for.
    static final int NO = 0, YES = 1, VERDICTS = 2;

    private static final String NAME = "pando-reader";
    private static final float EPSILON = 1e-12f; // BERT's
    private static final double SPREAD = 0.02; // of weights that nobody knows; BERT's, too

    /// The numbers of a reader.
    ///
    /// @param width  elements of a hidden state
    /// @param inner  elements in the middle of a layer
    /// @param layers layers
    /// @param heads  of attention; divides `width`
    public record Shape(int width, int inner, int layers, int heads) {

        private static final int WIDTH_MAX = 4_096, INNER_MAX = 16_384, LAYERS_MAX = 64;

        /// @throws IllegalArgumentException if a number is out of range or does not divide as it should
        public Shape {
            boolean fits = width >= 1 && inner >= 1 && layers >= 1 && width <= WIDTH_MAX && inner <= INNER_MAX
                    && layers <= LAYERS_MAX;
            if (!fits || heads < 1 || width % heads != 0) {
                throw new IllegalArgumentException(
                        "no reader has " + layers + " layers of " + width + " and " + inner + ", " + heads + " heads");
            }
        }
    }

    /// Where a tensor's values come from.
    @FunctionalInterface
    private interface Source {
        float[] values(String name, int rows, int columns);
    }

    private final Shape shape;
    private final Source source;
    private final boolean learns;
    private final Map<String, Parameter> weights = new LinkedHashMap<>();

    private ReaderModel(Shape shape, Source source, boolean learns) {
        this.shape = shape;
        this.source = source;
        this.learns = learns;
        for (int i = 0; i < shape.layers; i++) {
            String layer = layer(i);
            for (String name : List.of("q", "k", "v", "output"))
                matrix(layer + "attn_" + name, shape.width, shape.width);
            norm(layer + "attn_output_norm");
            matrix(layer + "ffn_up", shape.inner, shape.width);
            matrix(layer + "ffn_down", shape.width, shape.inner);
            norm(layer + "layer_output_norm");
        }
        tensor("tags.weight", TAGS, shape.width);
        tensor("verdict.weight", VERDICTS, shape.width);
    }

    /// What the names of a layer's tensors begin with.
    static String layer(int index) {
        return "blk." + index + ".";
    }

    private void matrix(String name, int rows, int columns) {
        tensor(name + ".weight", rows, columns);
        tensor(name + ".bias", 1, rows);
    }

    private void norm(String name) {
        tensor(name + ".weight", 1, shape.width);
        tensor(name + ".bias", 1, shape.width);
    }

    private void tensor(String name, int rows, int columns) {
        float[] values = source.values(name, rows, columns), gradient = learns ? new float[rows * columns] : null;
        weights.put(name, new Parameter(name, rows, columns, values, gradient, rows > 1));
    }

    /// A reader that will learn.
    ///
    /// @param known values that somebody learned before, by name; what nobody did begins with noise
    /// @throws IllegalArgumentException if one of them has another size
    public static ReaderModel beginning(Shape shape, Function<String, Optional<float[]>> known, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new ReaderModel(shape, (name, rows, columns) -> known.apply(name).map(float[]::clone)
                .orElseGet(() -> begun(random, name, rows, columns)), true);
    }

    private static float[] begun(SplittableRandom random, String name, int rows, int columns) {
        float[] values = new float[rows * columns];
        if (name.endsWith("norm.weight")) Arrays.fill(values, 1);
        if (rows > 1) for (int i = 0; i < values.length; i++) values[i] = (float) (SPREAD * Noise.gaussian(random));
        return values;
    }

    /// Reads what [#write] wrote; it learns no more.
    ///
    /// @throws ModelFileException if it is no reader, or broken
    public static ReaderModel open(Path path) {
        try (ModelFile file = ModelFile.open(path)) {
            var says = file.metadata();
            if (!says.string("general.architecture", "").equals(NAME))
                throw new ModelFileException(path.getFileName() + ": is no reader");
            Shape shape = new Shape(says.count("reader.embedding_length"), says.count("reader.feed_forward_length"),
                    says.count("reader.block_count"), says.count("reader.attention.head_count"));
            return new ReaderModel(shape, (name, _, _) -> file.floats(name), false);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(path.getFileName() + ": " + e.getMessage());
        }
    }

    /// Writes it as a GGUF file, matrices in 8 bits.
    ///
    /// @throws IOException if it cannot be written
    public void write(Path path) throws IOException {
        GgufWriter out = new GgufWriter();
        out.text("general.architecture", NAME).text("general.name", NAME).count("reader.embedding_length", shape.width)
                .count("reader.feed_forward_length", shape.inner).count("reader.block_count", shape.layers)
                .count("reader.attention.head_count", shape.heads);
        for (Parameter p : weights.values()) {
            if (p.rows() == 1) out.vector(p.name(), p.value());
            else
                out.matrix(p.name(), TensorType.Q8_0, p.rows(), p.columns(), Rows.of(p.value()));
        }
        out.write(path);
    }

    /// What it knows, by name: what a reader that goes on learning begins with.
    public Optional<float[]> values(String name) {
        return Optional.ofNullable(weights.get(name)).map(Parameter::value);
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

    /// What the layers make of what was seen.
    ///
    /// @param seen   (tokens, width) sequences one after the other
    /// @param length tokens of each sequence
    /// @param firsts (tokens) position in its sequence of the first token that each may see
    /// @param ends   (tokens) position behind the last
    /// @return (tokens, width)
    Node hidden(Tape tape, Node seen, int length, int[] firsts, int[] ends) {
        int size = shape.width / shape.heads;
        var all = new Attention.Shape(length, shape.heads, shape.heads, size, (float) (1 / Math.sqrt(size)), 0, firsts,
                ends);
        Node x = seen;
        for (int i = 0; i < shape.layers; i++) x = layer(tape, x, layer(i), all);
        return x;
    }

    private Node layer(Tape tape, Node x, String layer, Attention.Shape all) {
        Node attended = tape.attention(linear(tape, x, layer + "attn_q"), linear(tape, x, layer + "attn_k"),
                linear(tape, x, layer + "attn_v"), all);
        Node middle = norm(tape, tape.add(x, linear(tape, attended, layer + "attn_output")),
                layer + "attn_output_norm");
        Node fed = linear(tape, tape.gelu(linear(tape, middle, layer + "ffn_up")), layer + "ffn_down");
        return norm(tape, tape.add(middle, fed), layer + "layer_output_norm");
    }

    private Node norm(Tape tape, Node x, String name) {
        return tape.layerNorm(x, weights.get(name + ".weight"), weights.get(name + ".bias"), EPSILON);
    }

    private Node linear(Tape tape, Node x, String name) {
        return tape.linear(x, weights.get(name + ".weight"), weights.get(name + ".bias"));
    }
}
