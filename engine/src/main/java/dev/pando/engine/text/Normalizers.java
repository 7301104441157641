package dev.pando.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.Locale;
import java.util.function.UnaryOperator;

/// What `tokenizer.json` does to a text before it is split: its `normalizer`.
final class Normalizers {

    /// A normaliser may not make a text longer than this many times itself and a bit more.
    static final int GROWTH_MAX = 64;
    private static final int GROWTH_SLACK = 1 << 16;

    private Normalizers() {}

    /// @param node a normalizer object; null or absent: text stays as it is
    /// @throws TextException if it is of a kind that we do not know
    static UnaryOperator<String> of(JsonNode node) {
        return switch (TokenizerJson.type(node)) {
            case "" -> UnaryOperator.identity();
            case "NFC" -> text -> Normalizer.normalize(text, Normalizer.Form.NFC);
            case "NFD" -> text -> Normalizer.normalize(text, Normalizer.Form.NFD);
            case "NFKC" -> text -> Normalizer.normalize(text, Normalizer.Form.NFKC);
            case "NFKD" -> text -> Normalizer.normalize(text, Normalizer.Form.NFKD);
            case "Lowercase" -> text -> text.toLowerCase(Locale.ROOT);
            case "StripAccents" -> Normalizers::stripAccents;
            case "Strip" -> strip(node);
            case "Prepend" -> prepend(TokenizerJson.text(node, "Prepend", "prepend"));
            case "Replace" -> replace(node);
            case "BertNormalizer", "ByteLevel" -> UnaryOperator.identity(); // the encoder does it
            case "Sequence" -> sequence(node.path("normalizers"));
            default -> throw TokenizerJson.unknown("normalizer", node);
        };
    }

    private static UnaryOperator<String> sequence(JsonNode parts) {
        UnaryOperator<String> all = UnaryOperator.identity();
        for (JsonNode part : parts) {
            UnaryOperator<String> before = all;
            UnaryOperator<String> next = of(part);
            all = text -> next.apply(before.apply(text));
        }
        return all;
    }

    private static UnaryOperator<String> prepend(String prefix) {
        return text -> text.isEmpty() ? text : prefix + text;
    }

    private static UnaryOperator<String> strip(JsonNode node) {
        boolean left = node.path("strip_left").asBoolean(true);
        boolean right = node.path("strip_right").asBoolean(true);
        return text -> {
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

    private static UnaryOperator<String> replace(JsonNode node) {
        ForeignPattern pattern = ForeignPattern.of(node.path("pattern"), "Replace");
        String content = TokenizerJson.text(node, "Replace", "content");
        return text -> {
            long lengthMax = (long) GROWTH_MAX * text.length() + GROWTH_SLACK;
            StringBuilder replaced = new StringBuilder(text.length());
            int[] done = {0};
            pattern.matches(text, (from, to) -> {
                replaced.append(text, done[0], from).append(content);
                done[0] = to;
                if (replaced.length() > lengthMax) {
                    throw new TextException(
                            "tokenizer.json: Replace grows " + text.length() + " characters beyond " + lengthMax);
                }
            });
            return replaced.append(text, done[0], text.length()).toString();
        };
    }
}
