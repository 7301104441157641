package dev.pando.node.encode;

import java.util.List;
import java.util.Optional;

/// Turns a text into a unit vector; texts of like meaning get vectors with a small angle between them.
///
/// The same encoder gives the same bits for the same text, whatever was encoded before or beside it. Bits may differ
/// between kinds of processor: nothing may rest on the equality of vectors made on two machines. Safe for use by many
/// threads.
public interface Encoder extends AutoCloseable {

    /// Names model and version: vectors of two encoders must not be compared.
    String id();

    /// Elements of a vector.
    int dimensions();

    /// The vector of a text, with `Σ v[i]² = 1`. What is beyond the encoder's limit of length has no part in it; an
    /// empty text has a vector, too.
    ///
    /// @return (dimensions) owned by the caller
    /// @throws EncodingException if the model cannot be had or run on this machine
    float[] encode(String text);

    /// The vectors of several texts, each as [#encode] makes it; together they may take less time than one by one. The
    /// caller's thread computes them, while a text by itself may be shared with others.
    ///
    /// @throws EncodingException if the model cannot be had or run on this machine
    default List<float[]> encodeAll(List<String> texts) {
        return texts.stream().map(this::encode).toList();
    }

    /// How alike two vectors of one encoder are, -1 to 1.
    static float cosine(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// The encoder whose vectors begin this one's, up to a factor: where only its vectors are there, they can be compared
    /// with the beginnings of others. Itself, for an encoder that is not made of several.
    default Encoder first() {
        return this;
    }

    /// The mean of the vectors of many questions: what they have in common by being questions, whatever they ask for.
    ///
    /// @return (dimensions) owned by the caller; empty for an encoder of which it is not known
    default Optional<float[]> asking() {
        return Optional.empty();
    }

    /// Tokens that [#encode] reads of a text, marks around it included; words for an encoder that has no tokens.
    default int tokens(String text) {
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }

    /// Frees the model; encoding again loads it again.
    @Override
    void close();
}
