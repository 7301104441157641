package dev.pando.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.notes.Fact;
import dev.pando.node.notes.FactsFile.Question;
import dev.pando.node.notes.FactsFile;
import dev.pando.node.notes.Names;
import dev.pando.node.notes.Statement;
import dev.pando.node.notes.StatementReader;
import dev.pando.node.process.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// Three nodes, each a process of its own, teach each other over loopback: what neither of two knows, the third answers.
@Command(name = "demo", description = "Starts three nodes on this machine: one learns how chains of causes begin, one how they go on, the third is asked. Then the same with the network cut.")
final class DemoCommand implements Callable<Integer> {

    private static final String KNOWLEDGE = "/api/v1/knowledge", SHARING = "/api/v1/sharing", TOPIC = "demo";
    private static final String LOOPBACK = "/ip4/127.0.0.1/tcp/0";
    private static final int TOP = 10, SYNC_TRIES = 600, SYNC_WAIT_MS = 100;
    private static final int FACTS_MAX = 2_000, QUESTIONS_MAX = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParentCommand
    private Cli pando;
    @Option(names = "--facts", paramLabel = "FILE", description = "node, subject, object and sentence between tabs (default: facts about bees and markets).")
    private Path facts;
    @Option(names = "--from-sentences", description = "Lets the nodes read the sentences as a text, instead of learning subjects and objects as they stand in the file.")
    private boolean fromSentences;
    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    /// What asking every question of one node gave.
    ///
    /// @param right  questions whose object is among the first ten
    /// @param cited  questions answered with a way from subject to object that rests on notes of both teachers
    private record Asked(int right, int cited, int of) {
        double recall() {
            return of == 0 ? 0 : (double) right / of;
        }
    }

    @Override
    public Integer call() throws Exception {
        Terminal terminal = pando.terminal();
        FactsFile known = facts == null ? FactsFile.shipped() : FactsFile.read(facts);
        if (known.facts().size() > FACTS_MAX)
            throw new CommandFailed(facts + ": " + known.facts().size() + " facts, limit " + FACTS_MAX);
        if (known.questions().isEmpty()) throw new CommandFailed(facts + ": no question needs both nodes");
        List<Question> questions = known.questions().stream().limit(QUESTIONS_MAX).toList();
        Path folder = Files.createTempDirectory("pando-demo");
        try {
            ObjectNode result = run(terminal, known, questions, folder);
            if (json) terminal.out().println(result);
            else
                print(terminal, result);
            return result.at("/recall_at_10/C").asDouble() > result.at("/recall_at_10/C_network_cut").asDouble()
                    ? 0
                    : 1;
        } finally {
            delete(folder);
        }
    }

    private ObjectNode run(Terminal terminal, FactsFile known, List<Question> questions, Path folder) throws Exception {
        terminal.say("starting three nodes");
        try (NodeProcess a = node(folder, "a", "--p2p", LOOPBACK);
                NodeProcess b = node(folder, "b", "--p2p", LOOPBACK);
                NodeProcess c = node(folder, "c", "--p2p", LOOPBACK)) {
            teach(a, known.of(known.first()));
            teach(b, known.of(known.second()));
            terminal.say("A learned " + notes(a) + " notes, B " + notes(b));
            ObjectNode result = JSON.createObjectNode().put("questions", questions.size())
                    .put("taught", fromSentences ? "sentences" : "columns")
                    .put("sentences_read_as_columns", readAsColumns(known));
            result.putObject("processes").put("A", a.pid()).put("B", b.pid()).put("C", c.pid());
            ObjectNode recall = result.putObject("recall_at_10");
            recall.put("A_alone", ask(a, questions, Set.of()).recall());
            recall.put("B_alone", ask(b, questions, Set.of()).recall());
            recall.put("C_before", ask(c, questions, Set.of()).recall());
            long startNs = System.nanoTime();
            share(a);
            share(b);
            c.post(SHARING + "/peers", address(a));
            c.post(SHARING + "/peers", address(b));
            await(c, notes(a) + notes(b));
            result.put("sync_ms", (System.nanoTime() - startNs) / 1_000_000);
            terminal.say("C has " + notes(c) + " notes of theirs");
            Asked together = ask(c, questions, Set.of(self(a), self(b)));
            recall.put("C", together.recall());
            result.put("answered_with_both_sources", (double) together.cited / together.of);
            result.set("answer", c.post(KNOWLEDGE + "/ask", pointed(questions.getFirst())));
            terminal.say("the same with the network cut");
            cut(questions, folder, result);
            return result;
        }
    }

    // A third node that never met the others.
    private static void cut(List<Question> questions, Path folder, ObjectNode result) throws Exception {
        try (NodeProcess alone = node(folder, "cut")) {
            ((ObjectNode) result.get("recall_at_10")).put("C_network_cut", ask(alone, questions, Set.of()).recall());
            result.set("answer_network_cut", alone.post(KNOWLEDGE + "/ask", pointed(questions.getFirst())));
        }
    }

    private static NodeProcess node(Path folder, String name, String... options) throws IOException {
        return NodeProcess.start(Files.createDirectories(folder.resolve(name)), options);
    }

    private void teach(NodeProcess node, List<Fact> facts) throws Exception {
        if (fromSentences) {
            StringBuilder text = new StringBuilder();
            for (Fact fact : facts) text.append(fact.sentence()).append('\n');
            node.post(KNOWLEDGE + "/learn", JSON.createObjectNode().put("text", text.toString())
                    .put("source", "a document").put("topic", TOPIC));
            return;
        }
        for (Fact fact : facts) {
            node.post(KNOWLEDGE + "/notes",
                    JSON.createObjectNode().put("subject", fact.subject()).put("object", fact.object())
                            .put("sentence", fact.sentence()).put("source", "a table of facts").put("topic", TOPIC));
        }
    }

    private static double readAsColumns(FactsFile known) {
        StatementReader reader = StatementReader.ofCauses();
        List<Fact> all = known.facts();
        long right = all.stream().filter(f -> reader.read(f.sentence()).stream().anyMatch(s -> same(s, f))).count();
        return (double) right / all.size();
    }

    private static boolean same(Statement s, Fact f) {
        return Names.key(s.subject()).endsWith(Names.key(f.subject()))
                && Names.key(s.object()).equals(Names.key(f.object()));
    }

    private static void share(NodeProcess node) throws Exception {
        ObjectNode choice = JSON.createObjectNode().put("on", true);
        choice.putObject("rules").put(TOPIC, "share");
        node.put(SHARING, choice);
        node.post(SHARING + "/share", JSON.createObjectNode());
    }

    private static ObjectNode address(NodeProcess node) throws Exception {
        return JSON.createObjectNode().put("address", node.peerAddress());
    }

    private static int notes(NodeProcess node) throws Exception {
        return node.get(KNOWLEDGE).get("notes").asInt();
    }

    private static String self(NodeProcess node) throws Exception {
        return node.get(KNOWLEDGE).get("self").asText();
    }

    private static void await(NodeProcess node, int notes) throws Exception {
        for (int i = 0; i < SYNC_TRIES; i++) {
            if (notes(node) >= notes) return;
            Thread.sleep(SYNC_WAIT_MS);
        }
        throw new CommandFailed("the third node has " + notes(node) + " notes of " + notes + " after a minute");
    }

    private static ObjectNode question(Question q) {
        return JSON.createObjectNode().put("question", "What does " + q.subject() + " lead to?");
    }

    private static ObjectNode pointed(Question q) {
        return JSON.createObjectNode().put("question", "How does " + q.subject() + " lead to " + q.object() + "?");
    }

    private static Asked ask(NodeProcess node, List<Question> questions, Set<String> teachers) throws Exception {
        int right = 0, cited = 0;
        for (Question q : questions) {
            JsonNode answer = node.post(KNOWLEDGE + "/ask", question(q));
            List<String> ranking = new ArrayList<>();
            answer.get("ranking").forEach(r -> ranking.add(Names.key(r.get("name").asText())));
            if (ranking.stream().limit(TOP).anyMatch(Names.key(q.object())::equals)) right++;
            if (!teachers.isEmpty() && authors(node.post(KNOWLEDGE + "/ask", pointed(q))).containsAll(teachers))
                cited++;
        }
        return new Asked(right, cited, questions.size());
    }

    private static Set<String> authors(JsonNode answer) {
        Set<String> authors = new HashSet<>();
        if (answer.get("known").asBoolean()) answer.get("sources").forEach(s -> authors.add(s.get("author").asText()));
        return authors;
    }

    private static void print(Terminal terminal, ObjectNode result) {
        JsonNode answer = result.get("answer");
        terminal.out().println("asked C: " + answer.get("question").asText());
        terminal.out().println(answer.get("answer").asText());
        for (JsonNode way : answer.get("ways")) {
            List<String> names = new ArrayList<>();
            way.get("names").forEach(n -> names.add(n.asText()));
            terminal.out().println("  " + String.join(" → ", names));
        }
        for (JsonNode s : answer.get("sources")) {
            terminal.out().println("  [" + s.get("number").asInt() + "] by " + s.get("author").asText().substring(0, 12)
                    + "…, " + s.get("source").asText());
        }
        terminal.out().println("with the network cut: " + result.at("/answer_network_cut/answer").asText());
        terminal.out().println("recall@10: " + result.get("recall_at_10"));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
