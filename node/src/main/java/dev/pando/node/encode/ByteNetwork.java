package dev.pando.node.encode;

import dev.pando.engine.bert.BertLayers;
import dev.pando.engine.bert.BertLayers.Desk;
import dev.pando.engine.bert.BertShape;
import dev.pando.kernel.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// An encoder's file, run by our own kernels: the same weights and the same rounding as ONNX Runtime's, other sums of floats.
///
/// A question is shared among threads. Several texts are not: whoever has many has threads of their own.
final class ByteNetwork implements Network {

    private final Embeddings embeddings;
    private final BertLayers layers;
    private final Hands hands;
    private final Queue<Desk> desks = new ConcurrentLinkedQueue<>();

    /// Copies what it needs of the weights.
    ///
    /// @throws IOException if they are not an encoder's
    ByteNetwork(BertShape shape, EncoderWeights weights, Hands hands) throws IOException {
        embeddings = weights.embeddings();
        layers = new BertLayers(shape, weights);
        this.hands = hands;
    }

    @Override
    public List<float[]> outputs(List<Input> texts, boolean shared) {
        int[] lengths = texts.stream().mapToInt(Input::tokens).toArray();
        float[] states = new float[Arrays.stream(lengths).sum() * Bert.DIMENSIONS];
        for (int i = 0, at = 0; i < lengths.length; at += lengths[i++] * Bert.DIMENSIONS)
            embeddings.inputs(texts.get(i).ids(), texts.get(i).kinds(), states, at);
        run(states, lengths, shared);
        List<float[]> outputs = new ArrayList<>();
        for (int i = 0, at = 0; i < lengths.length; at += lengths[i++] * Bert.DIMENSIONS)
            outputs.add(Arrays.copyOfRange(states, at, at + lengths[i] * Bert.DIMENSIONS));
        return outputs;
    }

    private void run(float[] states, int[] lengths, boolean shared) {
        Desk free = desks.poll(), desk = free == null ? new Desk() : free;
        Consumer<Workers> work = workers -> layers.run(workers, desk, states, lengths);
        if (shared) hands.share(work);
        else
            hands.keep(work);
        desks.add(desk);
    }

    @Override
    public void close() {
        // What was computed with belongs to others, or to nobody any more.
    }
}
