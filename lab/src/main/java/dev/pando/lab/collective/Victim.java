package dev.pando.lab.collective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.node.process.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A node like any other, `pando up` in a process of its own: peers reach it by its socket, we by its HTTP interface.
final class Victim implements AutoCloseable {

    private static final String KNOWLEDGE = "/api/v1/knowledge", SHARING = "/api/v1/sharing";
    private static final int TRIES = 30_000, WAIT_MS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final NodeProcess process;
    private final String address;

    Victim(Path folder) throws IOException, InterruptedException {
        process = NodeProcess.start(Files.createDirectories(folder), "--p2p", "/ip4/127.0.0.1/tcp/0");
        address = process.peerAddress();
    }

    /// Where peers reach it.
    String address() {
        return address;
    }

    void invite(AuthorKey author) throws IOException, InterruptedException {
        process.post(SHARING + "/authors/" + author, JSON.createObjectNode().put("invited", true));
    }

    /// Artifacts that passed its gate so far.
    int passed() throws IOException, InterruptedException {
        return process.get(SHARING).get("passed").asInt();
    }

    /// Artifacts that its gate held so far.
    int held() throws IOException, InterruptedException {
        int held = 0;
        for (JsonNode check : process.get(SHARING).get("checks")) held += check.get("held_in").asInt();
        return held;
    }

    /// Returns when it has a note with this name in it.
    void await(String name) throws IOException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            if (!notes(name).isEmpty()) return;
            Thread.sleep(WAIT_MS);
        }
        throw new IOException("nothing of " + name + " came to the node in " + TRIES * WAIT_MS / 1000 + " s");
    }

    /// Has its person like the notes of an author that have this name in them, so often.
    void likes(String name, AuthorKey author, int times) throws IOException, InterruptedException {
        for (JsonNode note : notes(name)) {
            if (!note.get("author").asText().equals(author.toString())) continue;
            for (int i = 0; i < times; i++)
                process.post(KNOWLEDGE + "/notes/" + note.get("id").asLong() + "/good", JSON.createObjectNode());
        }
    }

    private JsonNode notes(String name) throws IOException, InterruptedException {
        return process.get(KNOWLEDGE + "/notes?search=" + name.replace(" ", "%20")).get("notes");
    }

    /// The first thing that its answer says a subject leads to; empty if it does not know.
    String leadsTo(String subject) throws IOException, InterruptedException {
        ObjectNode question = JSON.createObjectNode().put("question", "What does " + subject + " lead to?")
                .put("model", false);
        return process.post(KNOWLEDGE + "/ask", question).at("/ways/0/names/1").asText("");
    }

    @Override
    public void close() throws IOException {
        process.kill();
        process.close();
    }
}
