package dev.pando.lab.trainspeed;

import dev.pando.engine.model.Adapter.Delta;
import dev.pando.engine.model.Architecture;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.model.RopeTable;
import dev.pando.engine.model.Site;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.RopePairing;
import dev.pando.kernel.Dequantise;
import dev.pando.kernel.tensor.Matrix;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A llama model in libtorch, from the same file and with the same adapter as ours.
final class TorchDecoder {

    /// The target that cross-entropy leaves out.
    static final long IGNORED = -100;

    private record Pair(Tensor a, Tensor b, float scale) {}

    private record Layer(Tensor attentionNorm, Map<Site, Tensor> weights, Tensor feedForwardNorm) {}

    private final ModelConfig config;
    private final int length;
    private final boolean learns;
    private final List<Tensor> learning = new ArrayList<>();
    private final Tensor embedding;
    private final Tensor head;
    private final Tensor outputNorm;
    private final List<Layer> layers = new ArrayList<>();
    private final List<Map<Site, Pair>> adapters = new ArrayList<>();
    private final boolean interleaved;
    private final Tensor cos; // (length, pairs)
    private final Tensor sin;

    /// @param length tokens of each sequence
    /// @param learns whether the model's own weights do
    TorchDecoder(ModelFile file, int length, boolean learns) {
        this.config = ModelConfig.of(file);
        if (config.architecture() != Architecture.LLAMA) throw new IllegalArgumentException("llama models only");
        this.length = length;
        this.learns = learns;
        this.embedding = matrix(file.matrix("token_embd.weight"));
        this.outputNorm = vector(file.vector("output_norm.weight"));
        this.head = file.has("output.weight") ? matrix(file.matrix("output.weight")) : embedding;
        for (int i = 0; i < config.layers(); i++) layers.add(layer(file, i));
        RopeTable table = RopeTable.of(file, config, length, false);
        this.interleaved = table.pairing() != RopePairing.HALVES;
        int pairs = config.headSize() / 2;
        this.cos = TorchBenches.tensor(table.cos(), length, pairs);
        this.sin = TorchBenches.tensor(table.sin(), length, pairs);
    }

    ModelConfig config() {
        return config;
    }

    /// What learns.
    List<Tensor> learning() {
        return learning;
    }

    /// Adds an adapter that learns, beginning as ours does.
    void adapt(List<Delta> deltas) {
        for (int i = 0; i < layers.size(); i++) adapters.add(new EnumMap<>(Site.class));
        for (Delta d : deltas) {
            Tensor a = TorchBenches.learn(TorchBenches.tensor(d.a(), d.rank(), d.site().inputs(config)));
            Tensor b = TorchBenches.learn(TorchBenches.tensor(d.b(), d.site().outputs(config), d.rank()));
            adapters.get(d.layer()).put(d.site(), new Pair(a, b, d.scale()));
            learning.addAll(List.of(a, b));
        }
    }

    private Layer layer(ModelFile file, int index) {
        Map<Site, Tensor> weights = new EnumMap<>(Site.class);
        Tensor norm = vector(file.vector("blk." + index + ".attn_norm.weight"));
        for (Site site : Site.values()) weights.put(site, matrix(site.matrix(file, config, index)));
        return new Layer(norm, weights, vector(file.vector("blk." + index + ".ffn_norm.weight")));
    }

    private Tensor matrix(Matrix matrix) {
        float[] values = new float[matrix.rows() * matrix.columns()];
        for (int row = 0; row < matrix.rows(); row++) Dequantise.row(matrix, row, values, row * matrix.columns());
        return owned(TorchBenches.tensor(values, matrix.rows(), matrix.columns()));
    }

    private Tensor vector(float[] values) {
        return owned(TorchBenches.tensor(values, values.length));
    }

    private Tensor owned(Tensor tensor) {
        if (learns) learning.add(TorchBenches.learn(tensor));
        return tensor;
    }

    /// Mean cross-entropy over the targets that are not [#IGNORED].
    Tensor loss(Tensor tokens, Tensor targets, int rows) {
        Tensor x = torch.embedding(embedding, tokens);
        for (int i = 0; i < layers.size(); i++) x = layer(x, i, rows);
        return torch.cross_entropy(torch.linear(norm(x, outputNorm), head), targets);
    }

    private Tensor layer(Tensor x, int index, int rows) {
        Layer l = layers.get(index);
        x = x.add(attention(norm(x, l.attentionNorm), index, rows));
        Tensor n = norm(x, l.feedForwardNorm);
        Tensor gated = torch.silu(project(n, index, Site.GATE)).mul(project(n, index, Site.UP));
        return x.add(project(gated, index, Site.DOWN));
    }

    private Tensor attention(Tensor x, int index, int rows) {
        Tensor q = rotate(heads(project(x, index, Site.QUERY), rows, config.heads()));
        Tensor k = rotate(heads(project(x, index, Site.KEY), rows, config.kvHeads()));
        Tensor v = heads(project(x, index, Site.VALUE), rows, config.kvHeads());
        Tensor y = torch.scaled_dot_product_attention(q, k, v, new TensorOptional(), 0, true,
                new DoubleOptional(config.attentionScale()), config.kvHeads() != config.heads());
        return project(y.transpose(1, 2).reshape((long) rows * length, -1), index, Site.ATTENTION_OUT);
    }

    private Tensor heads(Tensor x, int rows, int heads) {
        return x.view(rows, length, heads, config.headSize()).transpose(1, 2);
    }

    private Tensor rotate(Tensor x) {
        int pairs = config.headSize() / 2;
        Tensor first, second;
        if (interleaved) {
            Tensor split = x.reshape(x.size(0), x.size(1), length, pairs, 2);
            first = split.select(4, 0);
            second = split.select(4, 1);
        } else {
            first = x.narrow(3, 0, pairs);
            second = x.narrow(3, pairs, pairs);
        }
        Tensor a = first.mul(cos).sub(second.mul(sin)), b = second.mul(cos).add(first.mul(sin));
        if (!interleaved) return torch.cat(new TensorVector(a, b), 3);
        return torch.stack(new TensorVector(a, b), 4).flatten(3, 4);
    }

    private Tensor norm(Tensor x, Tensor weight) {
        return torch.rms_norm(x, new long[]{config.width()}, new TensorOptional(weight),
                new DoubleOptional(config.normEpsilon()));
    }

    private Tensor project(Tensor x, int index, Site site) {
        Tensor y = torch.linear(x, layers.get(index).weights.get(site));
        if (adapters.isEmpty()) return y;
        Pair pair = adapters.get(index).get(site);
        if (pair == null) return y;
        return y.add(torch.linear(torch.linear(x, pair.a), pair.b), new Scalar(pair.scale));
    }
}
