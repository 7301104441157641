package dev.pando.engine.reference;

import dev.pando.engine.train.Attention;
import dev.pando.engine.train.Node;
import dev.pando.engine.train.Tape;
import dev.pando.engine.train.Weight.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/// GPT-2 in small (Radford et al. 2019): bytes and learned positions in, blocks of `x + attention(norm(x))` and
/// `x + mlp(norm(x))` with LayerNorms and biases, the embedding once more as the head.
///
/// In Centram's shape 842,496 parameters; an adapter of rank 8 on all four matrices of each block has 65,536, which is 256 KB.
public final class ByteGpt {

    /// Every byte is a token.
    public static final int VOCABULARY = 256;

    private static final float NORM_EPSILON = 1e-5f;
    // Of weights at the beginning, about 0.8 / √width. GPT-2's 0.02 suits widths of a thousand; here it took 0.4 bits per
    // character longer (3.61 against 3.20 after 490,000 bytes).
    private static final double DEVIATION = 0.07;
    private static final int WIDER = 4; // the hidden layer of an MLP

    /// The numbers of a model.
    ///
    /// @param layers  blocks
    /// @param width   elements of a hidden state
    /// @param heads   attention heads; divides `width`
    /// @param context positions
    public record Shape(int layers, int width, int heads, int context) {

        /// @throws IllegalArgumentException if heads do not divide the width, or a number is not positive
        public Shape {
            if (layers < 1 || width < 2 || heads < 1 || width % heads != 0 || context < 2) {
                throw new IllegalArgumentException(layers + " layers, width " + width + ", " + heads + " heads, context "
                        + context);
            }
        }

        /// Centram's.
        public static Shape centram() {
            return new Shape(4, 128, 4, 128);
        }
    }

    /// A matrix of a block: where an adapter can change it.
    public enum Site {
        /// Queries, keys and values in one.
        QKV("attn.qkv", 1, 3),
        /// From mixed values back.
        OUT("attn.out", 1, 1),
        /// To the hidden layer of the MLP.
        UP("mlp.up", 1, WIDER),
        /// And back.
        DOWN("mlp.down", WIDER, 1);

        final String label;
        private final int in;
        private final int out;

        Site(String label, int in, int out) {
            this.label = label;
            this.in = in;
            this.out = out;
        }

        int inputs(Shape shape) {
            return in * shape.width;
        }

        int outputs(Shape shape) {
            return out * shape.width;
        }
    }

    private final Shape shape;
    private final Map<String, Parameter> all;

    private ByteGpt(Shape shape, Map<String, Parameter> all) {
        this.shape = shape;
        this.all = all;
    }

    /// A model that has learned nothing.
    ///
    /// @param seed of its weights: Gaussian, smaller where a block writes to the hidden state
    public static ByteGpt begin(Shape shape, long seed) {
        ByteGpt model = new ByteGpt(shape, new LinkedHashMap<>());
        SplittableRandom random = new SplittableRandom(seed);
        model.matrix("token", VOCABULARY, shape.width, DEVIATION, random);
        model.matrix("position", shape.context, shape.width, DEVIATION, random);
        double residual = DEVIATION / Math.sqrt(2.0 * shape.layers);
        for (int i = 0; i < shape.layers; i++) {
            model.norm(i + ".norm1");
            model.site(i, Site.QKV, DEVIATION, random);
            model.site(i, Site.OUT, residual, random);
            model.norm(i + ".norm2");
            model.site(i, Site.UP, DEVIATION, random);
            model.site(i, Site.DOWN, residual, random);
        }
        model.norm("norm");
        return model;
    }

    private void matrix(String name, int rows, int columns, double deviation, SplittableRandom random) {
        Parameter p = Parameter.matrix(name, rows, columns);
        for (int i = 0; i < p.value().length; i++) p.value()[i] = (float) (deviation * random.nextGaussian());
        all.put(name, p);
    }

    private void site(int layer, Site site, double deviation, SplittableRandom random) {
        matrix(name(layer, site), site.outputs(shape), site.inputs(shape), deviation, random);
        all.put(name(layer, site) + ".bias", Parameter.vector(name(layer, site) + ".bias", site.outputs(shape), 0));
    }

    private void norm(String name) {
        all.put(name, Parameter.vector(name, shape.width, 1));
        all.put(name + ".bias", Parameter.vector(name + ".bias", shape.width, 0));
    }

    /// The name of a matrix, for [ByteLora].
    static String name(int layer, Site site) {
        return layer + "." + site.label;
    }

    /// Its shape.
    public Shape shape() {
        return shape;
    }

    /// All weights, always in this order.
    public List<Parameter> parameters() {
        return List.copyOf(all.values());
    }

    /// How many numbers it has.
    public long size() {
        return all.values().stream().mapToLong(p -> p.value().length).sum();
    }

    /// The same weights, not copied, none of which learns.
    public ByteGpt frozen() {
        return map(p -> new Parameter(p.name(), p.rows(), p.columns(), p.value(), null, false));
    }

    /// A copy that learns on its own.
    public ByteGpt copy() {
        return map(p -> new Parameter(p.name(), p.rows(), p.columns(), p.value().clone(), new float[p.value().length],
                p.rows() > 1));
    }

    private ByteGpt map(UnaryOperator<Parameter> each) {
        Map<String, Parameter> mapped = new LinkedHashMap<>();
        all.forEach((name, p) -> mapped.put(name, each.apply(p)));
        return new ByteGpt(shape, mapped);
    }

    /// Mean loss in nats of predicting `targets`, recorded so that [Tape#backward] teaches whatever learns.
    ///
    /// @param tokens  sequences one after the other
    /// @param targets what follows each token, or a negative number where nobody asks
    /// @param length  tokens of each sequence
    /// @param lora    what changes the matrices, or null
    public float loss(Tape tape, int[] tokens, int[] targets, int length, ByteLora lora) {
        return tape.crossEntropy(hidden(tape, tokens, length, lora), all.get("token"), targets);
    }

    /// Logits of each token's successor, (tokens, 256); they belong to the tape.
    public float[] logits(Tape tape, int[] tokens, int length, ByteLora lora) {
        return tape.linear(hidden(tape, tokens, length, lora), all.get("token"), null).value();
    }

    private Node hidden(Tape tape, int[] tokens, int length, ByteLora lora) {
        if (length > shape.context) throw new IllegalArgumentException(length + " tokens, context " + shape.context);
        int[] positions = new int[tokens.length];
        for (int i = 0; i < positions.length; i++) positions[i] = i % length;
        Node x = tape.add(tape.embedding(all.get("token"), tokens), tape.embedding(all.get("position"), positions));
        for (int i = 0; i < shape.layers; i++) {
            x = tape.add(x, attention(tape, norm(tape, x, i + ".norm1"), i, length, lora));
            x = tape.add(x, mlp(tape, norm(tape, x, i + ".norm2"), i, lora));
        }
        return norm(tape, x, "norm");
    }

    private Node norm(Tape tape, Node x, String name) {
        return tape.layerNorm(x, all.get(name), all.get(name + ".bias"), NORM_EPSILON);
    }

    private Node attention(Tape tape, Node x, int layer, int length, ByteLora lora) {
        Node qkv = project(tape, x, layer, Site.QKV, lora);
        List<Node> parts = new ArrayList<>();
        for (int i = 0; i < 3; i++) parts.add(tape.columns(qkv, i * shape.width, shape.width));
        int size = shape.width / shape.heads;
        var heads = new Attention.Shape(length, shape.heads, shape.heads, size, 1 / (float) Math.sqrt(size), 0);
        return project(tape, tape.attention(parts.get(0), parts.get(1), parts.get(2), heads), layer, Site.OUT, lora);
    }

    private Node mlp(Tape tape, Node x, int layer, ByteLora lora) {
        return project(tape, tape.gelu(project(tape, x, layer, Site.UP, lora)), layer, Site.DOWN, lora);
    }

    private Node project(Tape tape, Node x, int layer, Site site, ByteLora lora) {
        String name = name(layer, site);
        Node y = tape.linear(x, all.get(name), all.get(name + ".bias"));
        return lora == null ? y : lora.apply(tape, y, x, name);
    }
}
