package dev.pando.engine.seed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Reads `relations.txt`, `plain.txt`, `misses.txt` and `values.txt`, or `retold.txt`: what was written down word for word.
///
/// @param relations templates by use ("say", "ask", …) of each relation, by "NAME SUBJECT-KIND OBJECT-KIND"
/// @param values    ordinary names by kind; what stands in braces in them is the kind of an invented one
record Written(Map<String, Map<String, List<String>>> relations, Map<String, List<String>> values) {

    /// The use of the line that names a relation which says the same.
    static final String SAME = "same";

    /// The use of the line that sounds as if it answered, and does not.
    static final String MISS = "miss";

    private static final List<String> RELATIONS = List.of("relations.txt", "plain.txt", "misses.txt");

    /// What ships with Pando.
    static Written bundled() {
        Written written = new Written(new LinkedHashMap<>(), new HashMap<>());
        RELATIONS.forEach(written::readRelations);
        Resources.lines("values.txt").forEach(written::readValues);
        return written;
    }

    /// The same relations in more words, for training alone; no values.
    static Written retold() {
        Written written = new Written(new LinkedHashMap<>(), new HashMap<>());
        written.readRelations("retold.txt");
        return written;
    }

    private void readRelations(String resource) {
        String kind = null;
        Map<String, List<String>> of = null;
        for (String line : Resources.lines(resource)) {
            int space = line.indexOf(' ');
            String word = line.substring(0, space), text = line.substring(space + 1).strip();
            switch (word) {
                case "subjects" -> readValues(text);
                case "relation" -> {
                    String[] head = text.split(" ");
                    kind = head.length == 2 ? head[0] : head[2];
                    of = relations.computeIfAbsent(head[0] + " " + head[1] + " " + kind, k -> new HashMap<>());
                }
                case "values" -> values.put(Objects.requireNonNull(kind, line), listed(text));
                case "say", "ask", "whose", "np", SAME, MISS -> Objects.requireNonNull(of, line)
                        .computeIfAbsent(word, k -> new ArrayList<>()).add(text);
                default -> throw new IllegalStateException(resource + ": unknown word in: " + line);
            }
        }
    }

    // "month: January | February"
    private void readValues(String line) {
        int colon = line.indexOf(':');
        values.put(line.substring(0, colon), listed(line.substring(colon + 1)));
    }

    private static List<String> listed(String text) {
        return List.of(text.strip().split(" \\| "));
    }
}
