package dev.pando.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.collective.Collective;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.exchange.Signing;
import dev.pando.node.api.KnowledgeCalls;
import dev.pando.node.identity.NodeKey;
import dev.pando.node.notes.StatementReader;
import dev.pando.node.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "learn", description = "Learns the statements of texts. They become notes of yours: what answers rest on, and what you may share. Asks the running node, or does it alone.")
final class LearnCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BYTES_MAX = 2 * StatementReader.TEXT_CHARS_MAX; // fits a request, however it is written there

    @ParentCommand
    private Cli pando;
    @Mixin
    private DataDir dataDir;
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Texts in UTF-8.")
    private List<Path> files;
    @Option(names = "--topic", paramLabel = "WORDS", defaultValue = "general", description = "What they are about: sharing is allowed topic by topic (default: ${DEFAULT-VALUE}).")
    private String topic;
    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    /// Learns one text.
    private interface Pupil {
        JsonNode learn(String text, String source) throws Exception;
    }

    @Override
    public Integer call() throws Exception {
        Terminal terminal = pando.terminal();
        Path dir = Files.createDirectories(dataDir.path(terminal));
        OneNode lock;
        try {
            lock = OneNode.in(dir);
        } catch (CommandFailed running) {
            return learn(terminal, asking(terminal));
        }
        try (lock;
                Encoder encoder = new MiniLm();
                Database database = Database.open(dir);
                Collective collective = new Collective(database, encoder, InstantSource.system(),
                        Signing.as(NodeKey.in(dir)))) {
            return learn(terminal, (text, source) -> KnowledgeCalls.listed(
                    collective.read(text, source, topic, Collective.READ)));
        }
    }

    private Pupil asking(Terminal terminal) throws IOException {
        NodeAddress node = NodeAddress.of(terminal, dataDir, null);
        return (text, source) -> told(node.post(terminal, "/api/v1/knowledge/learn",
                JSON.createObjectNode().put("text", text).put("source", source).put("topic", topic)));
    }

    private static JsonNode told(JsonNode reply) {
        if (reply.has("error")) throw new CommandFailed(reply.at("/error/message").asText());
        return reply;
    }

    private int learn(Terminal terminal, Pupil pupil) throws Exception {
        ObjectNode result = JSON.createObjectNode();
        ArrayNode all = result.putArray("notes");
        for (Path file : files) {
            JsonNode learned = pupil.learn(read(file), String.valueOf(file.getFileName())).get("notes");
            learned.forEach(all::add);
            terminal.say(file + ": " + learned.size() + " statements");
        }
        if (json) {
            terminal.out().println(result);
            return 0;
        }
        for (JsonNode note : all) {
            terminal.out().println(note.get("subject").asText() + " → " + note.get("object").asText() + "  "
                    + note.get("sentence").asText());
        }
        return 0;
    }

    private static String read(Path file) throws IOException {
        long bytes = Files.size(file);
        if (bytes > BYTES_MAX) throw new CommandFailed(file + ": " + bytes + " bytes, limit " + BYTES_MAX);
        return Files.readString(file);
    }
}
