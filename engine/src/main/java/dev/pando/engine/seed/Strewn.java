package dev.pando.engine.seed;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Puts words into a sentence that do not belong there: "the town where calm {s} was born" never, "the calm town where {s}
/// was born" sometimes.
///
/// A small model soon knows the few ways in which its exercises say a thing, and then says a note again as it is used to
/// instead of as it stands. Where any word may follow any other, only copying helps. What a sentence says does not change:
/// nothing is taken away, and nothing put beside what it speaks of.
final class Strewn {

    private static final int WORDS_MAX = 3;
    private static final List<String> LISTS = List.of("adjectives", "adjectives", "singular", "plural", "attributes");

    private final Words words;
    private final Frames frames;
    private final RandomGenerator random;
    private final double share;

    /// @param share of sentences that get such words; 0 takes nothing from `random`
    Strewn(Words words, Frames frames, RandomGenerator random, double share) {
        this.words = words;
        this.frames = frames;
        this.random = random;
        this.share = share;
    }

    /// A template, perhaps with one to three words more.
    String in(String template) {
        if (share == 0 || random.nextDouble() >= share) return template;
        List<String> parts = new ArrayList<>(List.of(template.split(" ")));
        for (int i = random.nextInt(1, WORDS_MAX + 1); i > 0; i--) {
            List<Integer> places = places(parts);
            if (places.isEmpty()) return template;
            parts.add(places.get(random.nextInt(places.size())), word());
        }
        return String.join(" ", parts);
    }

    private String word() {
        if (random.nextBoolean()) return frames.word(random);
        return words.pick(LISTS.get(random.nextInt(LISTS.size())), random, Split.TRAIN);
    }

    // Between two words that hold no part of a placeholder.
    private static List<Integer> places(List<String> parts) {
        List<Integer> places = new ArrayList<>();
        int depth = 0;
        for (int i = 1; i < parts.size(); i++) {
            String before = parts.get(i - 1), after = parts.get(i);
            depth += before.chars().map(c -> c == '{' ? 1 : c == '}' ? -1 : 0).sum();
            if (depth == 0 && !before.contains("}") && !after.contains("{")) places.add(i);
        }
        return places;
    }
}
