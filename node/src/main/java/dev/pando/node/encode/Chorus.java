package dev.pando.node.encode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Three encoders as one: its vectors are theirs, one behind the other, each by the root of its share, so that
///
/// ```
/// cosine(a, b) = Σ share(e) · cosine of a and b by encoder e
/// ```
/// Each sees likenesses that the others miss; how many, and what it costs, says `docs/decisions/031-three-encoders.md`.
/// The three run side by side where there are processors for it, which is better than one after the other on all of them.
public final class Chorus implements Encoder {

    private record Voice(Bert encoder, int weight) {

        String name() {
            return encoder.id() + "*" + weight;
        }
    }

    private final List<Voice> voices;

    /// Loads nothing yet; each has one thread, and the first as many as a question to it alone gains from.
    public Chorus() {
        this(1, Hands.usual());
    }

    /// Loads nothing yet.
    ///
    /// @param threads of each; 1 to 64
    public Chorus(int threads) {
        this(threads, threads);
    }

    private Chorus(int threads, int alone) {
        Hands hands = new Hands(Bert.checked(alone));
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
        return encodeAll(List.of(text)).getFirst();
    }

    @Override
    public List<float[]> encodeAll(List<String> texts) {
        List<List<float[]>> parts = voices.parallelStream().map(voice -> voice.encoder.encodeAll(texts)).toList();
        return IntStream.range(0, texts.size())
                .mapToObj(text -> joined(parts.stream().map(part -> part.get(text)).toList())).toList();
    }

    private float[] joined(List<float[]> parts) {
        float weights = voices.stream().mapToInt(Voice::weight).sum();
        float[] vector = new float[dimensions()];
        for (int i = 0; i < vector.length; i++) {
            int voice = i / Bert.DIMENSIONS;
            float root = (float) Math.sqrt(voices.get(voice).weight / weights);
            vector[i] = root * parts.get(voice)[i % Bert.DIMENSIONS];
        }
        return vector;
    }

    // Made by `pando lab recall --asking FILE`, of the questions of four of the sets on which constants are chosen.
    @Override
    public Optional<float[]> asking() {
        try (InputStream in = Chorus.class.getResourceAsStream("asking.f32")) {
            return Optional.of(asking(in, dimensions()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads 32-bit floats, little end first.
    ///
    /// @param in null if they are missing
    /// @throws IllegalStateException if they are, or are not as many as dimensions
    static float[] asking(InputStream in, int dimensions) throws IOException {
        if (in == null) throw new IllegalStateException("asking.f32 is missing from this build");
        byte[] bytes = in.readAllBytes();
        if (bytes.length != Float.BYTES * dimensions)
            throw new IllegalStateException(
                    "asking.f32: " + bytes.length + " bytes, expected " + dimensions + " floats");
        float[] mean = new float[dimensions];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(mean);
        return mean;
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
