package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.ModelCard;
import dev.pando.node.pull.BundledModel;
import dev.pando.node.pull.ModelShelf;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Ollama's interface under `/api`: chat, generate, models, pull, embeddings.
final class Ollama implements HttpService {

    /// The version of Ollama's interface that is spoken.
    private static final String VERSION = "0.12.0";
    /// Our models stay loaded; clients expect a time.
    private static final String NEVER = "2318-01-01T00:00:00Z";

    private final Answers answers;
    private final NodeServer.Parts parts;

    Ollama(Answers answers, NodeServer.Parts parts) {
        this.answers = answers;
        this.parts = parts;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/chat", this::chat).post("/generate", this::generate).get("/tags", this::tags)
                .post("/show", this::show).get("/ps", this::running).post("/pull", this::pull)
                .post("/embed", this::embed).post("/embeddings", this::embedding)
                .head("/tags", (request, response) -> response.send())
                .head("/version", (request, response) -> response.send())
                .get("/version", (request, response) -> Replies.json(response, Json.object().put("version", VERSION)));
    }

    private void chat(ServerRequest request, ServerResponse response) {
        OllamaRequest asked = OllamaRequest.chat(Bodies.json(request), this::loadedName);
        if (asked.isEmpty()) Replies.json(response, new OllamaWire(asked.model(), true).loaded());
        else
            answers.answer(asked.ask(), asked.stream(), request, response, new OllamaWire(asked.model(), true));
    }

    private void generate(ServerRequest request, ServerResponse response) {
        OllamaRequest asked = OllamaRequest.generate(Bodies.json(request), this::loadedName);
        if (asked.isEmpty()) Replies.json(response, new OllamaWire(asked.model(), false).loaded());
        else
            answers.answer(asked.ask(), asked.stream(), request, response, new OllamaWire(asked.model(), false));
    }

    /// Ollama's clients write `name:latest` where we write `name`.
    private String loadedName(String name) {
        for (ModelCard card : answers.engine().models()) {
            if (name.equals(card.id()) || name.equals(card.id() + ":latest")) return card.id();
        }
        throw ApiException.of(404, "model", "model_not_found", "model '" + shown(name) + "' not found");
    }

    private static String shown(String name) {
        return name.length() <= 80 ? name : name.substring(0, 80) + "…";
    }

    private void tags(ServerRequest request, ServerResponse response) {
        ObjectNode root = Json.object();
        ArrayNode models = root.putArray("models");
        List<String> told = new ArrayList<>();
        for (ModelCard card : answers.engine().models()) {
            describe(models.addObject(), card.id(), shelved(card.id()), created(card));
            told.add(card.id());
        }
        for (ModelShelf.Shelved model : shelf()) {
            String name = plain(model.name());
            if (!told.contains(name)) describe(models.addObject(), name, Optional.of(model), model.changed());
        }
        Replies.json(response, root);
    }

    private List<ModelShelf.Shelved> shelf() {
        try {
            return parts.shelf().isPresent() ? parts.shelf().get().list() : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<ModelShelf.Shelved> shelved(String name) {
        return parts.shelf().flatMap(shelf -> shelf.find(name))
                .or(() -> name.equals(BundledModel.NAME) ? BundledModel.find() : Optional.empty());
    }

    private static Instant created(ModelCard card) {
        return Instant.ofEpochSecond(card.createdEpochS());
    }

    private static String plain(String file) {
        return file.replaceFirst("\\.(gguf|safetensors)$", "");
    }

    private static ObjectNode describe(ObjectNode node, String name, Optional<ModelShelf.Shelved> file,
            Instant changed) {
        node.put("name", name).put("model", name).put("modified_at", changed.toString())
                .put("size", file.map(ModelShelf.Shelved::bytes).orElse(0L))
                .put("digest", file.map(ModelShelf.Shelved::sha256).orElse(""));
        node.set("details", details(name));
        return node;
    }

    private static ObjectNode details(String name) {
        ObjectNode details = Json.object().put("parent_model", "").put("format", "gguf").put("family", "");
        details.putArray("families");
        String quantization = name.matches(".*[-._](I?Q\\d\\w*|B?F16|F32)")
                ? name.replaceFirst(".*[-._](I?Q\\d\\w*|B?F16|F32)$", "$1")
                : "unknown";
        return details.put("parameter_size", "").put("quantization_level", quantization);
    }

    private void show(ServerRequest request, ServerResponse response) {
        JsonNode body = Bodies.json(request);
        String name = OllamaRequest.modelOf(body);
        Optional<ModelCard> card = answers.engine().models().stream()
                .filter(c -> name.equals(c.id()) || name.equals(c.id() + ":latest")).findFirst();
        if (card.isEmpty() && shelved(name).isEmpty()) loadedName(name);
        ObjectNode root = Json.object().put("modelfile", "").put("parameters", "").put("template", "");
        root.set("details", details(card.map(ModelCard::id).orElse(plain(name))));
        root.putObject("model_info").put("general.architecture", "pando").put("pando.context_length",
                card.map(ModelCard::contextTokens).orElse(0));
        root.putArray("capabilities").add("completion").add("tools");
        Replies.json(response, root);
    }

    private void running(ServerRequest request, ServerResponse response) {
        ObjectNode root = Json.object();
        ArrayNode models = root.putArray("models");
        for (ModelCard card : answers.engine().models()) {
            describe(models.addObject(), card.id(), shelved(card.id()), created(card)).put("expires_at", NEVER)
                    .put("size_vram", 0).put("context_length", card.contextTokens());
        }
        Replies.json(response, root);
    }

    private void pull(ServerRequest request, ServerResponse response) {
        JsonNode body = Bodies.json(request);
        new OllamaPull(parts).run(OllamaRequest.modelOf(body), new Fields(body).flag("stream", true), response);
    }

    private void embed(ServerRequest request, ServerResponse response) {
        JsonNode body = Bodies.json(request);
        long before = System.nanoTime();
        OllamaRequest.modelOf(body);
        Embeddings embeddings = Embeddings.of(parts.encoder(), body);
        ObjectNode root = Json.object().put("model", embeddings.model()); // who made them, whatever was asked for
        ArrayNode vectors = root.putArray("embeddings");
        for (float[] vector : embeddings.vectors()) Embeddings.put(vectors.addArray(), vector);
        Replies.json(response, root.put("total_duration", System.nanoTime() - before).put("load_duration", 0)
                .put("prompt_eval_count", embeddings.tokens()));
    }

    private void embedding(ServerRequest request, ServerResponse response) {
        ObjectNode root = Json.object();
        Embeddings.put(root.putArray("embedding"),
                Embeddings.of(parts.encoder(), Bodies.json(request)).vectors().getFirst());
        Replies.json(response, root);
    }
}
