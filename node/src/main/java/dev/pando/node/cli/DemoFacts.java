package dev.pando.node.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The facts of a demonstration: `node TAB subject TAB object TAB sentence`, for two nodes.
///
/// @param first  what the one node learns, which knows how chains begin
/// @param second what the other learns, which knows how they go on
record DemoFacts(List<Fact> first, List<Fact> second) {

    private static final int LINES_MAX = 2_000;

    /// One line.
    record Fact(String subject, String object, String sentence) {}

    /// A question that needs one fact of each.
    ///
    /// @param bridge what the first says the subject leads to
    record Question(String subject, String bridge, String object) {}

    /// Reads a file; without one, the facts that ship with this program.
    static DemoFacts read(Path file) throws IOException {
        if (file != null) return parse(Files.readAllLines(file), file.toString());
        try (InputStream in = DemoFacts.class.getResourceAsStream("demo.tsv")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList(), "demo.tsv");
        }
    }

    private static DemoFacts parse(List<String> lines, String file) {
        if (lines.size() > LINES_MAX)
            throw new CommandFailed(file + ": " + lines.size() + " lines, limit " + LINES_MAX);
        Map<String, List<Fact>> nodes = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#") || i == 0 && line.startsWith("node\t")) continue;
            String[] f = line.split("\t", -1);
            if (f.length != 4 || f[1].isBlank() || f[2].isBlank() || f[3].isBlank()) {
                throw new CommandFailed(
                        file + ":" + (i + 1) + ": expected node, subject, object and sentence between tabs");
            }
            nodes.computeIfAbsent(f[0].strip(), n -> new ArrayList<>())
                    .add(new Fact(f[1].strip(), f[2].strip(), f[3].strip()));
        }
        if (nodes.size() < 2)
            throw new CommandFailed(file + ": facts of two nodes are needed, found " + nodes.keySet());
        List<String> two = nodes.keySet().stream().limit(2).sorted().toList();
        return new DemoFacts(nodes.get(two.getFirst()), nodes.get(two.getLast()));
    }

    /// `s → b` with the first, `b → o` with the second, `s → o` with neither; each pair of s and o once.
    List<Question> questions() {
        Set<List<String>> known = new HashSet<>(), asked = new HashSet<>();
        for (List<Fact> facts : List.of(first, second)) for (Fact f : facts) known.add(List.of(f.subject, f.object));
        List<Question> questions = new ArrayList<>();
        for (Fact a : first) {
            for (Fact b : second) {
                List<String> ends = List.of(a.subject, b.object);
                if (!a.object.equals(b.subject) || a.subject.equals(b.object) || known.contains(ends)) continue;
                if (asked.add(ends)) questions.add(new Question(a.subject, a.object, b.object));
            }
        }
        return questions;
    }
}
