package dev.pando.node.encode;

import dev.pando.kernel.ByteMatrix;
import java.util.List;
import java.util.stream.Collectors;

/// Three encoders as one: its vectors are theirs, one behind the other, each by the root of its share, so that
///
/// ```
/// cosine(a, b) = Σ share(e) · cosine of a and b by encoder e
/// ```
/// Each sees likenesses that the others miss; how many, and what it costs, says `docs/decisions/031-three-encoders.md`.
/// Our own kernels compute one after the other, each shared among all threads; ONNX Runtime, which shares badly, side by side.
public final class Chorus implements Encoder {

    private record Voice(Bert encoder, int weight) {

        String name() {
            return encoder.id() + "*" + weight;
        }
    }

    private final List<Voice> voices;

    /// Loads nothing yet; has as many threads as a question gains from.
    public Chorus() {
        this(Hands.usual());
    }

    /// Loads nothing yet.
    ///
    /// @param threads that a text is shared among; 1 to 64
    public Chorus(int threads) {
        Hands hands = new Hands(Bert.checked(threads));
        // e5's cosines lie between 0.7 and 1, so its share weighs less than it seems.
        voices = List.of(new Voice(new MiniLm(threads, hands), 1), new Voice(new BgeSmall(threads, hands), 2),
                new Voice(new E5Small(threads, hands), 3));
    }

    @Override
    public String id() {
        return voices.stream().map(Voice::name).collect(Collectors.joining("+"));
    }

    @Override
    public int dimensions() {
        return voices.size() * Bert.DIMENSIONS;
    }

    @Override
    public Encoder first() {
        return voices.getFirst().encoder;
    }

    @Override
    public float[] encode(String text) {
        List<float[]> parts = (ByteMatrix.isFast() ? voices.stream() : voices.parallelStream())
                .map(voice -> voice.encoder.encode(text)).toList();
        float weights = voices.stream().mapToInt(Voice::weight).sum();
        float[] vector = new float[dimensions()];
        for (int i = 0; i < vector.length; i++) {
            int voice = i / Bert.DIMENSIONS;
            float root = (float) Math.sqrt(voices.get(voice).weight / weights);
            vector[i] = root * parts.get(voice)[i % Bert.DIMENSIONS];
        }
        return vector;
    }

    @Override
    public int tokens(String text) {
        return first().tokens(text);
    }

    @Override
    public void close() {
        voices.forEach(voice -> voice.encoder.close());
    }
}
