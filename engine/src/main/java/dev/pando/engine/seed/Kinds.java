package dev.pando.engine.seed;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// What the things of a kind are called: "which town", "which place"; and whether their names need an article.
///
/// @param words by kind
record Kinds(Map<String, List<String>> words) {

    private static final Set<String> WITH_ARTICLE = Set.of("ship", "river", "animal", "device");
    private static final Set<String> QUOTED = Set.of("book", "song", "painting", "film");

    Kinds {
        words = Map.copyOf(words);
    }

    String called(String kind, RandomGenerator random) {
        List<String> from = words.getOrDefault(kind, List.of(kind));
        return from.get(random.nextInt(from.size()));
    }

    /// A name as it stands in a sentence: "the Heron", and "The Road to Varn" in quotation marks.
    static String named(String kind, String name) {
        if (WITH_ARTICLE.contains(kind)) return "the " + name;
        return QUOTED.contains(kind) ? "\"" + name + "\"" : name;
    }
}
