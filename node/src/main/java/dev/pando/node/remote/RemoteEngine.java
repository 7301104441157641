package dev.pando.node.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.Admission;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.Load;
import dev.pando.node.answer.ModelCard;
import dev.pando.node.answer.Prompt;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// An OpenAI-compatible endpoint as a [ChatEngine].
public final class RemoteEngine implements ChatEngine {

    /// Bytes of a list of models.
    static final int LIST_BYTES_MAX = 1 << 20;
    /// Answers asked for at once.
    static final int ACTIVE_MAX = 16;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration LISTING = Duration.ofSeconds(20);
    private static final int CONTEXT_USUAL = 8192; // where the endpoint does not say
    private static final long RETRY_MS = 1_000;

    private final Endpoint endpoint;
    private final HttpClient http = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1).build();
    private final List<ModelCard> models;
    private final AtomicInteger active = new AtomicInteger();

    private RemoteEngine(Endpoint endpoint) {
        this.endpoint = endpoint;
        List<ModelCard> cards = new ArrayList<>(listed());
        if (!endpoint.model().isEmpty()) {
            cards.removeIf(card -> !card.id().equals(endpoint.model()));
            if (cards.isEmpty()) cards.add(new ModelCard(endpoint.model(), CONTEXT_USUAL, 0));
        }
        if (cards.isEmpty()) throw new IllegalArgumentException("engine " + endpoint.base() + ": it has no model");
        models = List.copyOf(cards);
    }

    /// Asks the endpoint for its models and makes it ready.
    ///
    /// @throws IllegalArgumentException in one line if it cannot be reached or is no such endpoint
    public static RemoteEngine open(Endpoint endpoint) {
        return new RemoteEngine(endpoint);
    }

    private List<ModelCard> listed() {
        try {
            HttpResponse<InputStream> response = http.send(request("/models").timeout(LISTING).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] bytes = body.readNBytes(LIST_BYTES_MAX + 1);
                if (response.statusCode() != 200) throw refused("it answered " + response.statusCode());
                if (bytes.length > LIST_BYTES_MAX)
                    throw refused("its list is longer than " + LIST_BYTES_MAX + " bytes");
                return cards(Wording.JSON.readTree(bytes));
            }
        } catch (IOException e) {
            throw refused(e instanceof com.fasterxml.jackson.core.JacksonException
                    ? "its list is no JSON"
                    : "it cannot be reached");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused("stopped");
        }
    }

    private IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("engine " + endpoint.base() + ": " + why);
    }

    private static List<ModelCard> cards(JsonNode list) {
        List<ModelCard> cards = new ArrayList<>();
        for (JsonNode model : list.path("data")) {
            String id = model.path("id").asText("");
            int context = model.path("context_length").asInt(model.path("max_model_len").asInt(CONTEXT_USUAL));
            if (!id.isBlank()) cards.add(new ModelCard(id, Math.max(1, context), model.path("created").asLong(0)));
        }
        return cards;
    }

    HttpRequest.Builder request(String path) {
        URI address = endpoint.at(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header("User-Agent", "pando");
        endpoint.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request;
    }

    @Override
    public List<ModelCard> models() {
        return models;
    }

    @Override
    public Admission submit(Ask ask) {
        String model = ask.model().isEmpty() ? models.getFirst().id() : ask.model();
        if (models.stream().noneMatch(card -> card.id().equals(model))) {
            return new Admission.Refused(Admission.Why.UNKNOWN_MODEL, "model " + model + " is not at the endpoint");
        }
        if (active.incrementAndGet() > ACTIVE_MAX) {
            active.decrementAndGet();
            return new Admission.Busy(RETRY_MS);
        }
        boolean chat = ask.prompt() instanceof Prompt.Chat;
        ObjectNode body = Wording.request(ask, model);
        HttpRequest request = request(chat ? "/chat/completions" : "/completions")
                .header("Content-Type", "application/json").header("Accept", "text/event-stream")
                .timeout(RemoteGeneration.FIRST_BYTE)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8)).build();
        return new Admission.Started(RemoteGeneration.start(http, request, active::decrementAndGet));
    }

    @Override
    public boolean isElsewhere() {
        return !endpoint.isHere();
    }

    @Override
    public Load load() {
        return new Load(active.get(), 0, ACTIVE_MAX, 0);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
