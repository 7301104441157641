package dev.pando.lab.recall;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Invents everyday messages that hide facts: the same topics, other people.
final class Chatter {

    private static final Pattern SLOT = Pattern.compile("\\{([a-z0-9]+)}");

    private final List<String> templates;
    private final Map<String, List<String>> slots = new HashMap<>();
    private final Random random;
    private final Set<String> said = new HashSet<>();

    /// @param set where its templates and words lie
    Chatter(FactSet set, long seed) {
        random = new Random(seed);
        templates = set.lines("distractors.txt");
        for (String line : set.lines("slots.txt")) {
            String[] parts = line.split(": ", 2);
            slots.put(parts[0], List.of(parts[1].split(" ")));
        }
    }

    /// So many messages, no two alike.
    List<String> messages(int count) {
        List<String> messages = new ArrayList<>(count);
        while (messages.size() < count) {
            String message = message();
            if (said.add(message)) messages.add(message);
        }
        return messages;
    }

    private String message() {
        String template = templates.get(random.nextInt(templates.size()));
        return SLOT.matcher(template).replaceAll(slot -> Matcher.quoteReplacement(word(slot.group(1))));
    }

    private String word(String slot) {
        if (slot.equals("number")) return Integer.toString(2 + random.nextInt(95));
        List<String> words = slots.get(slot);
        return words.get(random.nextInt(words.size())).replace('_', ' ');
    }
}
