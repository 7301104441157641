package dev.pando.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/// What `tokenizer.json` does to a text before it is split: its `normalizer`.
final class Normalizers {

    /// All normalizers together may not make a text longer than this many times itself and a bit more.
    static final int GROWTH_MAX = 16;
    /// The bit more, in UTF-16 units.
    static final int GROWTH_SLACK = 1 << 16;

    private Normalizers() {}

    private interface Step {
        /// @param charsMax what the text may not grow beyond
        String apply(String text, long charsMax);
    }

    /// @param node a normalizer object; null or absent: text stays as it is
    /// @throws TextException if it is of a kind that we do not know
    static UnaryOperator<String> of(JsonNode node) {
        List<Step> steps = TokenizerJson.parts(node, "normalizers").stream().map(Normalizers::step).toList();
        return text -> {
            long charsMax = (long) GROWTH_MAX * text.length() + GROWTH_SLACK;
            String normal = text;
            for (Step step : steps) normal = checked(step.apply(normal, charsMax), charsMax);
            return normal;
        };
    }

    private static <T extends CharSequence> T checked(T text, long charsMax) {
        if (text.length() > charsMax)
            throw new TextException("tokenizer.json: the normalizer makes over " + charsMax + " characters");
        return text;
    }

    private static Step step(JsonNode node) {
        return switch (TokenizerJson.type(node)) {
            case "NFC" -> (text, charsMax) -> Normalizer.normalize(text, Normalizer.Form.NFC);
            case "NFD" -> (text, charsMax) -> Normalizer.normalize(text, Normalizer.Form.NFD);
            case "NFKC" -> (text, charsMax) -> Normalizer.normalize(text, Normalizer.Form.NFKC);
            case "NFKD" -> (text, charsMax) -> Normalizer.normalize(text, Normalizer.Form.NFKD);
            case "Lowercase" -> (text, charsMax) -> text.toLowerCase(Locale.ROOT);
            case "StripAccents" -> (text, charsMax) -> stripAccents(text);
            case "Strip" -> strip(node);
            case "Prepend" -> prepend(TokenizerJson.text(node, "Prepend", "prepend"));
            case "Replace" -> replace(node);
            case "BertNormalizer", "ByteLevel" -> (text, charsMax) -> text; // the encoder does it
            default -> throw TokenizerJson.unknown("normalizer", node);
        };
    }

    private static Step prepend(String prefix) {
        return (text, charsMax) -> text.isEmpty() ? text : prefix + text;
    }

    private static Step strip(JsonNode node) {
        boolean left = node.path("strip_left").asBoolean(true);
        boolean right = node.path("strip_right").asBoolean(true);
        return (text, charsMax) -> {
            String stripped = left ? text.stripLeading() : text;
            return right ? stripped.stripTrailing() : stripped;
        };
    }

    private static String stripAccents(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints().filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    private static Step replace(JsonNode node) {
        ForeignPattern pattern = ForeignPattern.of(node.path("pattern"), "Replace");
        String content = TokenizerJson.text(node, "Replace", "content");
        return (text, charsMax) -> {
            StringBuilder replaced = new StringBuilder(text.length());
            int[] done = {0};
            pattern.matches(text, (from, to) -> {
                replaced.append(text, done[0], from).append(content);
                done[0] = to;
                checked(replaced, charsMax);
            });
            return replaced.append(text, done[0], text.length()).toString();
        };
    }
}
