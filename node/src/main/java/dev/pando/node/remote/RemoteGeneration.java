package dev.pando.node.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.FinishReason;
import dev.pando.node.answer.Generation;
import dev.pando.node.answer.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// One answer of an endpoint, read from its server-sent events.
final class RemoteGeneration implements Generation {

    /// The endpoint may take so long until it begins to answer.
    static final Duration FIRST_BYTE = Duration.ofMinutes(10);
    /// Bytes of one event, and of a refusal.
    static final int LINE_BYTES_MAX = 1 << 20;
    /// Bytes of a whole answer.
    static final long ANSWER_BYTES_MAX = 256L << 20;

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Runnable left;
    private final long begunNs = System.nanoTime();
    private volatile InputStream body;
    private volatile Thread reader;
    private FinishReason reason = FinishReason.STOP;
    private Optional<String> stop = Optional.empty();
    private int promptTokens, cachedTokens, completionTokens, pieces;
    private long firstNs;

    private RemoteGeneration(Runnable left) {
        this.left = left;
    }

    /// @param left told when it is over
    static RemoteGeneration start(HttpClient http, HttpRequest request, Runnable left) {
        RemoteGeneration generation = new RemoteGeneration(left);
        generation.reader = Thread.ofVirtual().name("remote-answer").start(() -> generation.run(http, request));
        return generation;
    }

    private void run(HttpClient http, HttpRequest request) {
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            body = response.body();
            try (InputStream in = body) {
                if (response.statusCode() == 200) read(in);
                else
                    end(new Event.Failed(refusal(response.statusCode(), in)));
            }
        } catch (IOException e) {
            end(new Event.Failed("the remote engine cannot be reached, or broke off"));
        } catch (InterruptedException e) {
            end(new Event.Finished(FinishReason.CANCELLED, usage()));
        }
    }

    // Its own words may be helpful, but never more than a line of them.
    private static String refusal(int status, InputStream in) throws IOException {
        String said = "";
        try {
            JsonNode json = Wording.JSON.readTree(in.readNBytes(LINE_BYTES_MAX));
            said = json.path("error").path("message").asText(json.path("error").asText(""));
        } catch (JsonProcessingException e) {
            // no words then
        }
        String line = said.replaceAll("\\s+", " ");
        return "the remote engine answered " + status
                + (line.isBlank() ? "" : ": " + line.substring(0, Math.min(200, line.length())));
    }

    private void read(InputStream in) throws IOException {
        long total = 0;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int n; (n = in.read(buffer)) >= 0 && !over.get();) {
            total += n;
            for (int i = 0; i < n; i++) {
                if (buffer[i] == '\n') {
                    if (!line(line.toString(StandardCharsets.UTF_8).strip())) return;
                    line.reset();
                } else {
                    line.write(buffer[i]);
                }
            }
            if (total > ANSWER_BYTES_MAX || line.size() > LINE_BYTES_MAX) {
                end(new Event.Failed("the remote engine's answer is longer than is read"));
                return;
            }
        }
        end(new Event.Failed("the remote engine broke off"));
    }

    // Returns false when it is over.
    private boolean line(String line) {
        if (!line.startsWith("data:")) return true;
        String data = line.substring(5).strip();
        if (data.equals("[DONE]")) {
            end(new Event.Finished(reason, stop, usage()));
            return false;
        }
        try {
            return chunk(Wording.JSON.readTree(data));
        } catch (JsonProcessingException e) {
            end(new Event.Failed("the remote engine does not speak OpenAI's interface"));
            return false;
        }
    }

    private boolean chunk(JsonNode chunk) {
        if (chunk.has("error")) {
            String said = chunk.path("error").path("message").asText("it failed").replaceAll("\\s+", " ");
            end(new Event.Failed("the remote engine: " + said.substring(0, Math.min(200, said.length()))));
            return false;
        }
        JsonNode choice = chunk.path("choices").path(0), delta = choice.path("delta");
        String text = delta.path("content").asText(choice.path("text").asText(""));
        if (!text.isEmpty() && !text.equals("null")) tell(new Event.Piece(text, Wording.scores(choice)));
        for (JsonNode call : delta.path("tool_calls")) {
            JsonNode function = call.path("function");
            tell(new Event.CallPiece(call.path("index").asInt(), call.path("id").asText(""),
                    function.path("name").asText(""), function.path("arguments").asText("")));
        }
        if (choice.path("finish_reason").asText("").equals("length")) reason = FinishReason.LENGTH;
        if (choice.path("stop_reason").isTextual()) stop = Optional.of(choice.path("stop_reason").textValue()); // vLLM's word
        JsonNode usage = chunk.path("usage");
        if (usage.isObject()) {
            promptTokens = usage.path("prompt_tokens").asInt();
            completionTokens = usage.path("completion_tokens").asInt();
            cachedTokens = usage.path("prompt_tokens_details").path("cached_tokens").asInt();
        }
        return true;
    }

    private void tell(Event event) {
        if (pieces++ == 0) firstNs = System.nanoTime();
        if (!over.get()) events.add(event);
    }

    private Usage usage() {
        long now = System.nanoTime(), first = firstNs == 0 ? now : firstNs;
        return new Usage(promptTokens, cachedTokens, completionTokens > 0 ? completionTokens : pieces, 0,
                first - begunNs, now - first);
    }

    private void end(Event last) {
        if (!over.compareAndSet(false, true)) return;
        left.run();
        events.add(last);
    }

    @Override
    public Event next() throws InterruptedException {
        return events.take();
    }

    @Override
    public void cancel() {
        end(new Event.Finished(FinishReason.CANCELLED, usage()));
        Thread running = reader;
        if (running != null) running.interrupt();
        try {
            InputStream open = body;
            if (open != null) open.close();
        } catch (IOException e) {
            // it is closed, one way or the other
        }
    }
}
