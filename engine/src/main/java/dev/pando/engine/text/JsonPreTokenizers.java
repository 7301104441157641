package dev.pando.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// How `tokenizer.json` splits a text into words: its `pre_tokenizer`.
final class JsonPreTokenizers {

    private JsonPreTokenizers() {}

    /// @param node a pre_tokenizer object; null or absent: the whole text is one word
    /// @throws TextException if it is of a kind that we do not know
    static PreTokenizer of(JsonNode node) {
        PreTokenizer all = null;
        for (JsonNode part : TokenizerJson.parts(node, "pretokenizers"))
            all = all == null ? one(part) : all.then(one(part));
        return all == null ? PreTokenizer.NOTHING : all;
    }

    private static PreTokenizer one(JsonNode node) {
        return switch (TokenizerJson.type(node)) {
            case "ByteLevel" -> byteLevel(node);
            case "Split" -> splitting(ForeignPattern.of(node.path("pattern"), "Split"),
                    node.path("behavior").asText("Isolated"),
                    node.path("invert").asBoolean(false));
            case "Digits" -> splitting(
                    ForeignPattern
                            .of(node.path("individual_digits").asBoolean(false) ? "\\p{IsDigit}" : "\\p{IsDigit}+"),
                    "Isolated", false);
            case "Punctuation" -> splitting(ForeignPattern.of("[\\p{IsPunctuation}$+<=>^`|~]"),
                    node.path("behavior").asText("Isolated"), false);
            case "Whitespace" -> splitting(ForeignPattern.of("\\w+|[^\\w\\s]+"), "Removed", true);
            case "WhitespaceSplit" -> splitting(ForeignPattern.of("\\s+"), "Removed", false);
            case "Metaspace" -> metaspace(node);
            case "BertPreTokenizer" -> PreTokenizer.NOTHING; // the encoder does it
            default -> throw TokenizerJson.unknown("pre_tokenizer", node);
        };
    }

    /// Whether some part of `node` is of this type.
    static boolean has(JsonNode node, String type) {
        if (TokenizerJson.type(node).equals(type)) return true;
        for (JsonNode part : node.path("pretokenizers")) {
            if (has(part, type)) return true;
        }
        return false;
    }

    private static PreTokenizer byteLevel(JsonNode node) {
        PreTokenizer words = node.path("use_regex").asBoolean(true) ? PreTokenizers.gpt2() : PreTokenizer.NOTHING;
        if (!node.path("add_prefix_space").asBoolean(false)) return words;
        return (text, start, out) -> words.split(text.startsWith(" ") ? text : " " + text, start, out);
    }

    private static PreTokenizer metaspace(JsonNode node) {
        if (!node.path("replacement").asText("▁").equals("▁"))
            throw TokenizerJson.unknown("pre_tokenizer with another replacement", node);
        String scheme = node.path("prepend_scheme")
                .asText(node.path("add_prefix_space").asBoolean(true) ? "always" : "never");
        PreTokenizer words = node.path("split").asBoolean(true)
                ? splitting(ForeignPattern.of("▁"), "MergedWithNext", false)
                : PreTokenizer.NOTHING;
        return (text, start, out) -> {
            String spelt = text.replace(' ', SpmEncoder.SPACE);
            boolean prepends = scheme.equals("always") || scheme.equals("first") && start;
            words.split(prepends && spelt.charAt(0) != SpmEncoder.SPACE ? SpmEncoder.SPACE + spelt : spelt, start, out);
        };
    }

    private record Piece(int from, int to, boolean match) {}

    private static PreTokenizer splitting(ForeignPattern pattern, String behavior, boolean invert) {
        return switch (behavior) {
            case "Isolated" -> (text, start, out) -> {
                for (Piece piece : pieces(pattern, text, invert)) emit(text, piece.from, piece.to, out);
            };
            case "Removed" -> (text, start, out) -> {
                for (Piece piece : pieces(pattern, text, invert)) {
                    if (!piece.match) emit(text, piece.from, piece.to, out);
                }
            };
            case "Contiguous" -> (text, start, out) -> joined(text, pieces(pattern, text, invert), out,
                    (a, b) -> a.match == b.match);
            case "MergedWithPrevious" -> (text, start, out) -> joined(text, pieces(pattern, text, invert), out,
                    (a, b) -> b.match && !a.match);
            case "MergedWithNext" -> (text, start, out) -> joined(text, pieces(pattern, text, invert), out,
                    (a, b) -> a.match && !b.match);
            default -> throw new TextException(
                    "tokenizer.json: split behavior \"" + TokenizerJson.shortened(behavior) + "\"");
        };
    }

    private interface Joins {
        boolean join(Piece last, Piece next);
    }

    private static void joined(String text, List<Piece> pieces, Consumer<String> out, Joins joins) {
        for (int i = 0; i < pieces.size();) {
            int end = i + 1;
            while (end < pieces.size() && joins.join(pieces.get(end - 1), pieces.get(end))) end++;
            emit(text, pieces.get(i).from, pieces.get(end - 1).to, out);
            i = end;
        }
    }

    private static List<Piece> pieces(ForeignPattern pattern, String text, boolean invert) {
        List<Piece> pieces = new ArrayList<>();
        int[] done = {0};
        pattern.matches(text, (from, to) -> {
            if (from > done[0]) pieces.add(new Piece(done[0], from, invert));
            pieces.add(new Piece(from, to, !invert));
            done[0] = to;
        });
        if (done[0] < text.length()) pieces.add(new Piece(done[0], text.length(), invert));
        return pieces;
    }

    private static void emit(String text, int from, int to, Consumer<String> out) {
        if (to > from) out.accept(from == 0 && to == text.length() ? text : text.substring(from, to));
    }
}
