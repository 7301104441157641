package dev.pando.engine.seed;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Puts words around a sentence or a question that change nothing: "According to the archive, …", "…, as far as we can tell."
///
/// In training one dress in three is made of any words, "Register always by,", so that a reader looks for what a sentence says and
/// not for the beginnings and ends that it knows.
final class Dress {

    private static final int ANYTHING_ONE_IN = 3;
    private static final int WORDS_MAX = 4;
    private static final List<String> OPENING_ENDS = List.of(",", ",", ":", " that", "");

    private final Frames frames;
    private final RandomGenerator random;
    private final boolean heldOut;
    private final double share;

    /// @param share of sentences and questions that are dressed
    Dress(Frames frames, RandomGenerator random, Split split, double share) {
        this.frames = frames;
        this.random = random;
        this.heldOut = split == Split.TEST;
        this.share = share;
    }

    /// A template that states something.
    String say(String template) {
        if (random.nextDouble() >= share || !template.endsWith(".")) return template;
        return switch (random.nextInt(5)) {
            case 0, 1 -> Fact.sentence(opening()) + " " + small(template);
            case 2, 3 -> closed(template);
            default -> aside(template);
        };
    }

    private String closed(String template) {
        String close = anything() ? ", " + words() : frames.pick("close", heldOut, random).strip();
        String space = close.matches("[,.].*") ? "" : " ";
        return template.substring(0, template.length() - 1) + space + close + ".";
    }

    // Behind what the sentence begins with, if that is a thing alone.
    private String aside(String template) {
        String begin = template.startsWith("{s} ") ? "{s}" : template.startsWith("{o} ") ? "{o}" : "";
        if (begin.isEmpty() || !template.substring(3).matches(" [\\p{L}{].*") || template.startsWith(" and ", 3))
            return closed(template);
        return begin + ", " + (anything() ? words() : frames.pick("aside", heldOut, random)) + ","
                + template.substring(3);
    }

    private String opening() {
        if (!anything()) return frames.pick("open", heldOut, random);
        return words() + OPENING_ENDS.get(random.nextInt(OPENING_ENDS.size()));
    }

    private boolean anything() {
        return !heldOut && random.nextInt(ANYTHING_ONE_IN) == 0;
    }

    private String words() {
        return IntStream.range(0, random.nextInt(1, WORDS_MAX + 1)).mapToObj(i -> frames.word(random))
                .collect(Collectors.joining(" "));
    }

    /// A template that asks for something.
    String ask(String template) {
        if (random.nextDouble() >= share / 2) return template;
        return frames.pick("polite", heldOut, random) + " " + small(template);
    }

    private static String small(String template) {
        boolean name = template.startsWith("{") || template.startsWith("\"") || template.startsWith("I ");
        return name ? template : Character.toLowerCase(template.charAt(0)) + template.substring(1);
    }
}
