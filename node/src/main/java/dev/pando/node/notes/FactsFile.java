package dev.pando.node.notes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// A file of facts for two nodes: `node TAB subject TAB object TAB sentence`.
///
/// Lines with `#` in front and a line of column names are passed over, and so is what one node says twice, or of a thing to
/// itself. The first two nodes that the file names are the ones who teach. A name that differs from an earlier one by nothing but
/// what [Names#canonical] passes over, such as capitals, is that one.
///
/// @param first  the node that knows how chains begin: of both orders the one with more [#questions]; of equals, the alphabet's
/// @param second the node that knows how they go on
/// @param facts  all of both, in the order of the file
public record FactsFile(String first, String second, List<Fact> facts) {

    /// Bytes of a file.
    public static final int BYTES_MAX = 16 << 20;
    /// Lines of a file.
    public static final int LINES_MAX = 20_000;

    private static final String COLUMNS = "node, subject, object and sentence between tabs";
    private static final Pattern HEADER = Pattern.compile("\\s*node\\s*\t\\s*subject\\s*\t.*",
            Pattern.CASE_INSENSITIVE);

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
    /// @throws IOException in one line, naming the file, and the line that cannot be read or what the file lacks
    public static FactsFile read(Path file) throws IOException {
        try {
            if (Files.size(file) > BYTES_MAX)
                throw new IOException(file + ": " + Files.size(file) + " bytes, limit " + BYTES_MAX);
            return parse(Files.readString(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        } catch (FileSystemException e) {
            throw new IOException(file + ": " + e.getReason(), e);
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": is not UTF-8", e);
        }
    }

    /// Reads the facts that ship with this program: one knows bees, the other markets.
    public static FactsFile shipped() throws IOException {
        try (InputStream in = FactsFile.class.getResourceAsStream("demo.tsv")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), "demo.tsv");
        }
    }

    private static FactsFile parse(String text, String file) throws IOException {
        List<String> lines = text.lines().toList();
        if (lines.size() > LINES_MAX) throw new IOException(file + ": " + lines.size() + " lines, limit " + LINES_MAX);
        Map<List<String>, Fact> facts = new LinkedHashMap<>();
        Map<String, String> spellings = new HashMap<>(); // by canonical name
        LinkedHashSet<String> nodes = new LinkedHashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = i == 0 && lines.get(i).startsWith("\uFEFF") ? lines.get(i).substring(1) : lines.get(i);
            if (line.isBlank() || line.startsWith("#") || HEADER.matcher(line).matches()) continue;
            Fact fact = fact(line, file + ":" + (i + 1)).spelt(spellings);
            nodes.add(fact.node());
            if (!fact.subject().equals(fact.object()))
                facts.putIfAbsent(List.of(fact.node(), fact.subject(), fact.object()), fact);
        }
        if (nodes.size() < 2) throw new IOException(file + ": facts of two nodes are needed, found " + nodes);
        if (facts.isEmpty()) throw new IOException(file + ": no facts but of things to themselves");
        List<String> both = List.copyOf(nodes).subList(0, 2).stream().sorted().toList();
        List<Fact> taught = facts.values().stream().filter(f -> both.contains(f.node())).toList();
        FactsFile one = new FactsFile(both.getFirst(), both.getLast(), taught);
        FactsFile other = new FactsFile(both.getLast(), both.getFirst(), taught);
        return other.questions().size() > one.questions().size() ? other : one;
    }

    private static Fact fact(String line, String place) throws IOException {
        String[] fields = line.split("\t", -1);
        if (fields.length != 4)
            throw new IOException(place + ": " + fields.length + " fields, expected " + COLUMNS);
        if (fields[0].isBlank()) throw new IOException(place + ": no node, expected " + COLUMNS);
        Fact fact = new Fact(fields[0].strip(), fields[1].strip(), fields[2].strip(), fields[3].strip());
        within(place, "subject", fact.subject(), Statement.NAME_CHARS_MAX);
        within(place, "object", fact.object(), Statement.NAME_CHARS_MAX);
        within(place, "sentence", fact.sentence(), Statement.SENTENCE_CHARS_MAX);
        if (Names.canonical(fact.subject()).isEmpty() || Names.canonical(fact.object()).isEmpty())
            throw new IOException(place + ": a name of punctuation alone");
        return fact;
    }

    private static void within(String place, String part, String text, int max) throws IOException {
        boolean control = text.chars().anyMatch(Character::isISOControl);
        if (text.isBlank() || text.length() > max || control)
            throw new IOException(place + ": " + part + " of " + text.length() + " characters" + (control
                    ? " with a control character among them"
                    : "") + ", from 1 to " + max);
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
        Map<String, List<Fact>> onward = new LinkedHashMap<>();
        for (Fact fact : of(second)) onward.computeIfAbsent(fact.subject(), s -> new ArrayList<>()).add(fact);
        List<Question> questions = new ArrayList<>();
        for (Fact a : of(first)) {
            for (Fact b : onward.getOrDefault(a.object(), List.of())) {
                List<String> ends = List.of(a.subject(), b.object());
                if (a.subject().equals(b.object()) || known.contains(ends)) continue;
                if (asked.add(ends)) questions.add(new Question(a.subject(), a.object(), b.object()));
            }
        }
        return questions;
    }
}
