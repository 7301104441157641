package dev.pando.node.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.pull.ModelShelf;
import dev.pando.node.pull.Pull;
import dev.pando.node.pull.PullException;
import dev.pando.node.pull.PullLimits;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.util.List;

/// Ollama's `/api/pull`: a model from the hub onto the shelf, with progress line by line.
///
/// Only names on the hub are pulled, never addresses: a request must not choose whom this node talks to.
final class OllamaPull {

    private static final long STEP_BYTES = 4 << 20; // between two lines of progress

    private final NodeServer.Parts parts;

    OllamaPull(NodeServer.Parts parts) {
        this.parts = parts;
    }

    void run(String model, boolean stream, ServerResponse response) {
        ModelShelf shelf = parts.shelf()
                .orElseThrow(() -> ApiException.of(400, null, null, "this node has no place to keep models"));
        if (!model.matches("(hf\\.co/|huggingface\\.co/)?[\\w.-]+/[\\w.-]+(:[\\w.-]+)?") || model.contains("..")) {
            throw ApiException.bad("model", "model: a name on the hub, owner/name or owner/name:Q4_K_M; addresses are"
                    + " pulled by ./pando pull only");
        }
        Pull pull = new Pull(parts.hub(), shelf, PullLimits.USUAL);
        String name = model.replaceFirst("^(hf\\.co|huggingface\\.co)/", "");
        if (stream) streamed(pull, name, response);
        else
            whole(pull, name, response);
    }

    private static void whole(Pull pull, String name, ServerResponse response) {
        try {
            pull.fetch(name, (file, done, size) -> {});
            Replies.json(response, status("success"));
        } catch (PullException e) {
            throw ApiException.broken(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.broken("the node is shutting down");
        }
    }

    private static void streamed(Pull pull, String name, ServerResponse response) {
        try (EventStream out = EventStream.open(response, true)) {
            send(out, status("pulling manifest"));
            out.send(List.of(Frame.of(fetched(pull, name, out))));
        } catch (UncheckedIOException e) {
            throw new CloseConnectionException("the client left", e);
        }
    }

    private static ObjectNode fetched(Pull pull, String name, EventStream out) {
        long[] told = {-STEP_BYTES};
        try {
            pull.fetch(name, (file, done, size) -> {
                synchronized (told) {
                    if (done - told[0] < STEP_BYTES && done < size) return;
                    told[0] = done;
                    send(out, status("pulling " + file).put("digest", file).put("total", size).put("completed", done));
                }
            });
            send(out, status("verifying sha256 digest"));
            return status("success");
        } catch (PullException e) {
            return Json.object().put("error", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Json.object().put("error", "the node is shutting down");
        }
    }

    private static void send(EventStream out, ObjectNode line) {
        out.send(List.of(Frame.of(line)));
    }

    private static ObjectNode status(String status) {
        return Json.object().put("status", status);
    }
}
