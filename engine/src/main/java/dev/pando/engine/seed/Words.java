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
        words.read("generic.txt");
        return words;
    }

    /// With the templates of `retold-generic.txt`, which stand first, so that what is kept from training stays what it is.
    static Words retold() {
        Words words = new Words();
        words.read("retold-generic.txt");
        words.read("generic.txt");
        return words;
    }

    private void read(String resource) {
        for (String line : Resources.lines(resource)) {
            int space = line.indexOf(' ');
            String key = line.substring(0, space), text = line.substring(space + 1).strip();
            if (key.contains("-")) templates.computeIfAbsent(key, k -> new ArrayList<>()).add(text);
            else
                lists.put(key, List.of(text.split(text.contains("|") ? "\\|" : " ")));
        }
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
