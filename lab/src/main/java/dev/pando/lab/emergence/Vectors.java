package dev.pando.lab.emergence;

import dev.pando.node.encode.Encoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What the encoder says of texts, each asked once; and the crowd of common terms.
public final class Vectors {

    private final Encoder encoder;
    private final Map<String, float[]> known = new ConcurrentHashMap<>();

    /// @param encoder asked once for each text; not closed here
    public Vectors(Encoder encoder) {
        this.encoder = encoder;
    }

    /// The vector of a text; do not write into it.
    public float[] of(String text) {
        return known.computeIfAbsent(text, encoder::encode);
    }

    /// Elements of a vector.
    public int dimensions() {
        return encoder.dimensions();
    }

    /// About 2,100 terms of everyday life: 1,050 nouns by topic, and each with another of its topic behind it.
    public static List<String> crowd() {
        List<String> lines;
        try (InputStream in = Vectors.class.getResourceAsStream("terms.txt")) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new IllegalStateException("terms.txt is missing from this build", e);
        }
        Set<String> nouns = new LinkedHashSet<>(), pairs = new LinkedHashSet<>();
        for (String line : lines) {
            if (line.startsWith("#")) continue;
            String[] topic = line.substring(line.indexOf(':') + 1).strip().split(",\\s*");
            for (int i = 0; i < topic.length; i++) {
                nouns.add(topic[i]);
                pairs.add(topic[i] + " " + topic[(7 * i + 3) % topic.length]);
            }
        }
        nouns.addAll(pairs);
        return new ArrayList<>(nouns);
    }
}
