package dev.pando.engine.seed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.random.RandomGenerator;

/// What `frames.txt` holds: sentences and questions around one word, some of them kept from training.
final class Frames {

    private static final String HELD_OUT = "~";

    private static final Pattern WORD = Pattern.compile("(?<![\\p{L}{'])\\p{Ll}+(?![\\p{L}}'])");

    private final Map<String, List<String>> lists = new HashMap<>();
    private final List<String> words = new ArrayList<>();

    private Frames() {}

    static Frames bundled() {
        Frames frames = new Frames();
        frames.read("frames.txt");
        frames.findWords();
        return frames;
    }

    /// With those of `retold-frames.txt`, none of which is kept from training.
    static Frames retold() {
        Frames frames = bundled();
        frames.read("retold-frames.txt");
        return frames;
    }

    private void read(String resource) {
        for (String line : Resources.lines(resource)) {
            int space = line.indexOf(' ');
            lists.computeIfAbsent(line.substring(0, space), k -> new ArrayList<>()).add(line.substring(space + 1));
        }
    }

    private void findWords() {
        TreeSet<String> found = new TreeSet<>();
        lists.forEach((list, texts) -> {
            if (!list.endsWith(HELD_OUT))
                texts.forEach(t -> WORD.matcher(t).results().forEach(w -> found.add(w.group())));
        });
        words.addAll(found);
    }

    boolean has(String list) {
        return lists.containsKey(list);
    }

    /// A small word that some frame or dress of the training has: "always", "by", "register".
    String word(RandomGenerator random) {
        return words.get(random.nextInt(words.size()));
    }

    /// One of a list that may be used in training, or is kept from it; the first ones, which people use most, most often.
    String pick(String list, boolean heldOut, RandomGenerator random) {
        List<String> from = lists.get(heldOut ? list + HELD_OUT : list);
        return from.get(Math.min(random.nextInt(from.size()), random.nextInt(from.size())));
    }
}
