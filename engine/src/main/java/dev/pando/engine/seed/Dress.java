package dev.pando.engine.seed;

import java.util.random.RandomGenerator;

/// Puts words around a sentence or a question that change nothing: "According to the archive, …", "…, as far as we can tell."
final class Dress {

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
            case 0, 1 -> frames.pick("open", heldOut, random) + " " + small(template);
            case 2, 3 -> closed(template);
            default -> aside(template);
        };
    }

    private String closed(String template) {
        String close = frames.pick("close", heldOut, random).strip();
        String space = close.matches("[,.].*") ? "" : " ";
        return template.substring(0, template.length() - 1) + space + close + ".";
    }

    // Behind what the sentence begins with, if that is a thing alone.
    private String aside(String template) {
        String begin = template.startsWith("{s} ") ? "{s}" : template.startsWith("{o} ") ? "{o}" : "";
        if (begin.isEmpty() || template.startsWith(" and ", 3) || template.startsWith(" - ", 3))
            return closed(template);
        return begin + ", " + frames.pick("aside", heldOut, random) + "," + template.substring(3);
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
