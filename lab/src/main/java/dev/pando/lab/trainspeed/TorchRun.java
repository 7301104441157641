package dev.pando.lab.trainspeed;

import dev.pando.engine.corpus.Sequences;
import dev.pando.engine.learn.Lora;
import dev.pando.engine.learn.TrainingRun;
import dev.pando.engine.learn.TrainingSettings;
import dev.pando.engine.train.AdamW.Settings;
import dev.pando.engine.weights.ModelFile;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A [TrainingRun] in libtorch: the base as floats, the same beginning, batches, rates, clipping and optimiser.
final class TorchRun {

    private final TrainingSettings settings;
    private final TorchDecoder decoder;
    private final TensorVector parameters;
    private final AdamW adam;

    TorchRun(ModelFile model, Lora lora, TrainingSettings settings, int threads) {
        torch.set_num_threads(threads);
        openblas_nolapack.blas_set_num_threads(threads);
        this.settings = settings;
        decoder = new TorchDecoder(model, settings.length(), false);
        decoder.adapt(lora.deltas());
        parameters = new TensorVector(decoder.learning().toArray(new Tensor[0]));
        Settings like = settings.adam();
        if (like.beta1() != 0.9f || like.beta2() != 0.999f) { // JavaCPP shows the pair's memory, which has no fixed order
            throw new IllegalArgumentException("libtorch keeps its own betas, 0.9 and 0.999; not " + like);
        }
        AdamWOptions options = new AdamWOptions(settings.schedule().peak());
        options.eps().put(like.epsilon());
        options.weight_decay().put(like.decay());
        adam = new AdamW(parameters, options);
    }

    /// Takes all steps.
    void learn(Sequences text) {
        for (int step = 0; step < settings.schedule().steps(); step++) {
            try (PointerScope _ = new PointerScope()) {
                adam.param_groups().get(0).options().set_lr(settings.schedule().rate(step));
                adam.zero_grad();
                loss(text, (long) step * settings.batch(), settings.batch()).loss().backward();
                torch.clip_grad_norm_(parameters, settings.adam().normMax());
                adam.step();
            }
        }
    }

    /// Mean loss of a token of the text that was held out, as far as a [TrainingRun] measures it.
    double measure(Sequences heldOut) {
        long count = Math.min(TrainingRun.HELD_OUT_MAX, heldOut.count()), tokens = 0;
        double nats = 0;
        for (long at = 0; at < count; at++) {
            try (PointerScope _ = new PointerScope()) {
                Part part = loss(heldOut, at, 1);
                if (part.asked == 0) continue; // the mean of nothing is no number
                nats += part.asked * part.loss.item_double();
                tokens += part.asked;
            }
        }
        return nats / tokens;
    }

    private record Part(Tensor loss, int asked) {}

    private Part loss(Sequences text, long from, int rows) {
        int length = settings.length(), asked = 0;
        int[] tokens = new int[rows * length], targets = new int[rows * length];
        for (int i = 0; i < rows; i++) text.read(from + i, tokens, targets, i * length);
        for (int target : targets) if (target >= 0) asked++;
        return new Part(decoder.loss(TorchBenches.indices(tokens), TorchBenches.indices(targets), rows), asked);
    }
}
