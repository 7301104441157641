package dev.pando.engine.seed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// What `generic.txt` holds: lists of words, and lists of templates.
final class Words {

    private final Map<String, List<String>> templates = new HashMap<>();
    private final Map<String, List<String>> lists = new HashMap<>();

    private Words() {}

    static Words bundled() {
        Words words = new Words();
        for (String line : Resources.lines("generic.txt")) {
            int space = line.indexOf(' ');
            String key = line.substring(0, space), text = line.substring(space + 1).strip();
            if (key.contains("-")) words.templates.computeIfAbsent(key, k -> new ArrayList<>()).add(text);
            else
                words.lists.put(key, List.of(text.split(text.contains("|") ? "\\|" : " ")));
        }
        return words;
    }

    Map<String, List<String>> templates() {
        return templates;
    }

    /// One of a list.
    String pick(String list, RandomGenerator random) {
        List<String> from = lists.get(list);
        return from.get(random.nextInt(from.size()));
    }

    /// One of a list that belongs to this split.
    String pick(String list, RandomGenerator random, Split split) {
        String word;
        do {
            word = pick(list, random);
        } while (Names.splitOf(word) != split);
        return word;
    }
}
