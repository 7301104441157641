package dev.pando.lab.emergence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A file of facts: `node TAB subject TAB object TAB sentence`, lines with `#` in front passed over. The first two nodes
/// that it names are the ones who teach.
///
/// @param first  the node that knows how chains begin
/// @param second the node that knows how they go on
/// @param facts  all of both, in the order of the file
public record FactsFile(String first, String second, List<Fact> facts) {

    /// Lines of a file.
    public static final int FACTS_MAX = 20_000;
    private static final int TEXT_MAX = 2_000;

    /// A question that needs one fact of each node.
    ///
    /// @param subject what is asked about
    /// @param bridge  what the first node says it leads to
    /// @param object  what the second node says the bridge leads to
    public record Question(String subject, String bridge, String object) {}

    /// Copies the facts.
    public FactsFile {
        facts = List.copyOf(facts);
    }

    /// Reads a file.
    ///
    /// @throws IOException naming the line that has not four fields, or what the file lacks
    public static FactsFile read(Path file) throws IOException {
        List<Fact> facts = new ArrayList<>();
        LinkedHashSet<String> nodes = new LinkedHashSet<>();
        List<String> lines = Files.readAllLines(file);
        if (lines.size() > FACTS_MAX) throw new IOException(file + ": " + lines.size() + " lines, limit " + FACTS_MAX);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#") || i == 0 && line.startsWith("node\t")) continue;
            String[] fields = line.split("\t", -1);
            if (fields.length != 4 || line.length() > TEXT_MAX || fields[1].isBlank() || fields[2].isBlank()) {
                throw new IOException(
                        file + ":" + (i + 1) + ": expected node, subject, object and sentence between tabs");
            }
            nodes.add(fields[0].strip());
            facts.add(new Fact(fields[0].strip(), fields[1].strip(), fields[2].strip(), fields[3].strip()));
        }
        if (nodes.size() < 2) throw new IOException(file + ": facts of two nodes are needed, found " + nodes);
        List<String> both = List.copyOf(nodes).subList(0, 2).stream().sorted().toList();
        return new FactsFile(both.getFirst(), both.getLast(),
                facts.stream().filter(f -> both.contains(f.node())).toList());
    }

    /// What one node knows.
    public List<Fact> of(String node) {
        return facts.stream().filter(f -> f.node().equals(node)).toList();
    }

    /// Every subject and object once.
    public Set<String> terms() {
        Set<String> terms = new LinkedHashSet<>();
        for (Fact fact : facts) {
            terms.add(fact.subject());
            terms.add(fact.object());
        }
        return terms;
    }

    /// `s → b` with the first, `b → o` with the second, `s → o` with neither; each pair of s and o once.
    public List<Question> questions() {
        Set<List<String>> known = new HashSet<>(), asked = new HashSet<>();
        for (Fact fact : facts) known.add(List.of(fact.subject(), fact.object()));
        List<Question> questions = new ArrayList<>();
        for (Fact a : of(first)) {
            for (Fact b : of(second)) {
                List<String> ends = List.of(a.subject(), b.object());
                if (!a.object().equals(b.subject()) || a.subject().equals(b.object()) || known.contains(ends)) continue;
                if (asked.add(ends)) questions.add(new Question(a.subject(), a.object(), b.object()));
            }
        }
        return questions;
    }
}
