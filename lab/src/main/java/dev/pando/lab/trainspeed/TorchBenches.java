package dev.pando.lab.trainspeed;

import dev.pando.engine.learn.Lora;
import dev.pando.engine.train.Rule;
import dev.pando.engine.weights.ModelFile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// The works in libtorch, written as somebody who knows it would.
///
/// Each step runs in a [PointerScope]: without it native memory waits for Java's collector and grows by gigabytes.
final class TorchBenches {

    private final ModelFile model;

    TorchBenches(int threads, ModelFile model) {
        this.model = model;
        torch.set_num_threads(threads);
        openblas_nolapack.blas_set_num_threads(threads); // or its products use all cores
    }

    Bench of(Work work) {
        return switch (work) {
            case LORA_STEP -> language(true);
            case FULL_STEP -> language(false);
            case CELLS_64 -> cells(64);
            case CELLS_256 -> cells(256);
            case AGENT -> agent();
            case GEMM -> gemm(1024);
        };
    }

    static Tensor tensor(float[] values, long... shape) {
        return Tensor.create(values, shape);
    }

    private Bench language(boolean adapter) {
        TorchDecoder decoder = new TorchDecoder(model, Material.LENGTH, !adapter);
        Lora lora = adapter ? Material.lora(decoder.config()) : null;
        if (adapter) decoder.adapt(lora.deltas());
        int[] tokens = Material.tokens();
        Tensor input = indices(tokens), targets = indices(Material.targets(tokens));
        return step(decoder.learning(), () -> decoder.loss(input, targets, Material.ROWS));
    }

    static Tensor indices(int[] values) {
        long[] longs = new long[values.length];
        for (int i = 0; i < values.length; i++) longs[i] = values[i] < 0 ? TorchDecoder.IGNORED : values[i];
        return Tensor.create(longs, values.length);
    }

    /// Forward, backward, clip, AdamW: as [dev.pando.engine.train.AdamW] does.
    static Bench step(List<Tensor> learning, Supplier<Tensor> forward) {
        TensorVector parameters = new TensorVector(learning.toArray(new Tensor[0]));
        AdamWOptions options = new AdamWOptions(Material.RATE);
        options.weight_decay().put(0);
        AdamW adam = new AdamW(parameters, options);
        return () -> {
            try (PointerScope _ = new PointerScope()) {
                adam.zero_grad();
                Tensor loss = forward.get();
                loss.backward();
                torch.clip_grad_norm_(parameters, 1);
                adam.step();
                return loss.item_float();
            }
        };
    }

    private static Bench cells(int side) {
        int cells = side * side, channels = Material.CHANNELS;
        Rule rule = Material.rule();
        int seen = rule.perceived(), updated = rule.updated(), hidden = rule.hidden();
        Tensor first = learn(tensor(rule.first().value(), hidden, 3L * seen, 1, 1));
        Tensor firstBias = learn(tensor(rule.firstBias().value(), hidden));
        Tensor second = learn(tensor(rule.second().value(), updated, hidden, 1, 1));
        Tensor secondBias = learn(tensor(rule.secondBias().value(), updated));
        Tensor slopes = tensor(sobel(seen), 2L * seen, 1, 3, 3);
        Tensor start = tensor(Material.uniform(channels * cells, 7), 1, channels, side, side);
        Tensor target = tensor(Material.uniform(channels * cells, 8), 1, channels, side, side);
        List<Tensor> masks = new ArrayList<>();
        for (int i = 0; i < Material.CELL_STEPS; i++) masks.add(tensor(Material.mask(cells, i), 1, 1, side, side));
        return step(List.of(first, firstBias, second, secondBias), () -> {
            Tensor state = start;
            for (Tensor mask : masks) {
                Tensor visible = state.narrow(1, channels - seen, seen);
                Tensor around = torch.pad(visible, new long[]{1, 1, 1, 1}, "circular",
                        new org.bytedeco.pytorch.DoubleOptional());
                Tensor turned = convolve(around, slopes, new TensorOptional(), seen);
                Tensor perceived = torch.cat(new TensorVector(visible, turned), 1);
                Tensor active = torch.relu(convolve(perceived, first, new TensorOptional(firstBias), 1));
                Tensor change = convolve(active, second, new TensorOptional(secondBias), 1).mul(mask);
                Tensor kept = state.narrow(1, 0, channels - updated);
                Tensor moved = state.narrow(1, channels - updated, updated).add(change);
                state = torch.cat(new TensorVector(kept, moved), 1);
            }
            return torch.mse_loss(state, target);
        });
    }

    private static Tensor convolve(Tensor x, Tensor weight, TensorOptional bias, long groups) {
        return torch.conv2d(x, weight, bias, new long[]{1, 1}, new long[]{0, 0}, new long[]{1, 1}, groups);
    }

    // Depthwise: x and y of a channel lie next to each other, so the rule's columns stand in another order than ours;
    // its weights are random, which order they have does not matter for speed.
    private static float[] sobel(int channels) {
        float[] x = {-1, 0, 1, -2, 0, 2, -1, 0, 1}, y = {-1, -2, -1, 0, 0, 0, 1, 2, 1};
        float[] filters = new float[channels * 18];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < 9; i++) {
                filters[c * 18 + i] = x[i] / 8;
                filters[c * 18 + 9 + i] = y[i] / 8;
            }
        }
        return filters;
    }

    private static Bench agent() {
        int layers = Material.AGENT.length - 1;
        List<Tensor> weights = new ArrayList<>(), biases = new ArrayList<>(), all = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            weights.add(learn(tensor(Material.layer(i), Material.AGENT[i + 1], Material.AGENT[i])));
            biases.add(learn(torch.zeros(Material.AGENT[i + 1])));
            all.addAll(List.of(weights.get(i), biases.get(i)));
        }
        int in = Material.AGENT[0], out = Material.AGENT[layers], batch = Material.AGENT_BATCH;
        Tensor input = tensor(Material.uniform(batch * in, 9), batch, in);
        Tensor target = tensor(Material.uniform(batch * out, 10), batch, out);
        return step(all, () -> {
            Tensor x = input;
            for (int i = 0; i < layers; i++) {
                x = torch.linear(i == 0 ? x : torch.relu(x), weights.get(i), new TensorOptional(biases.get(i)));
            }
            return torch.mse_loss(x, target);
        });
    }

    private static Bench gemm(int n) {
        Tensor a = tensor(Material.uniform(n * n, 1), n, n), b = tensor(Material.uniform(n * n, 2), n, n);
        return () -> {
            try (PointerScope _ = new PointerScope()) {
                torch.mm(a, b.transpose(0, 1));
                return 0;
            }
        };
    }

    static Tensor learn(Tensor tensor) {
        return tensor.set_requires_grad(true);
    }
}
