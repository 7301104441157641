package dev.pando.engine.seed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What `lexicon.txt` holds: the words that relations are said with, and what kinds of things are called.
final class Lexicon {

    private final Map<String, List<Lexeme>> words = new LinkedHashMap<>();
    private final Map<String, List<String>> kinds = new HashMap<>();

    private Lexicon() {}

    static Lexicon bundled() {
        Lexicon lexicon = new Lexicon();
        List<Lexeme> of = null;
        for (String line : Resources.lines("lexicon.txt")) {
            int space = line.indexOf(' ');
            String word = line.substring(0, space), text = line.substring(space + 1).strip();
            switch (word) {
                case "kind" -> lexicon.kind(text);
                case "relation" -> of = lexicon.words.computeIfAbsent(text, k -> new ArrayList<>());
                default -> add(word, text, Objects.requireNonNull(of, "lexicon.txt: words of no relation"));
            }
        }
        return lexicon;
    }

    private void kind(String line) {
        int space = line.indexOf(' ');
        kinds.put(line.substring(0, space), List.of(line.substring(space + 1).split(" \\| ")));
    }

    private static void add(String family, String line, List<Lexeme> to) {
        String[] parts = line.split(" ~ ");
        for (int i = 0; i < parts.length; i++) {
            for (String word : parts[i].split(" \\| ")) to.add(lexeme(family, word.strip(), i > 0));
        }
    }

    private static Lexeme lexeme(String family, String word, boolean heldOut) {
        return switch (family) {
            case "noun" -> Lexeme.noun(word, heldOut);
            case "does" -> Lexeme.verb(word, false, false, heldOut);
            case "did" -> Lexeme.verb(word, true, false, heldOut);
            case "done" -> Lexeme.verb(word, false, true, heldOut);
            case "was" -> Lexeme.verb(word, true, true, heldOut);
            case "place", "time" -> Lexeme.adverbial(family, word, heldOut);
            default -> throw new IllegalStateException("lexicon.txt: unknown word: " + family);
        };
    }

    /// `NAME SUBJECT-KIND OBJECT-KIND` of each relation.
    Set<String> heads() {
        return words.keySet();
    }

    /// The words of a relation, named as in [#heads]; perhaps none.
    List<Lexeme> words(String head) {
        return words.getOrDefault(head, List.of());
    }

    Kinds kinds() {
        return new Kinds(kinds);
    }
}
