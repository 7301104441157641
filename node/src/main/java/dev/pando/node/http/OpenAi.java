package dev.pando.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.ModelCard;
import dev.pando.node.encode.Encoder;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;

/// OpenAI's interface under `/v1`: models, chat completions, completions, embeddings.
final class OpenAi implements HttpService {

    private final Answers answers;
    private final Optional<Encoder> encoder;

    OpenAi(Answers answers, Optional<Encoder> encoder) {
        this.answers = answers;
        this.encoder = encoder;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/models", this::models).get("/models/{id}", this::model).post("/chat/completions", this::chat)
                .post("/completions", this::completion).post("/embeddings", this::embeddings);
    }

    private void models(ServerRequest request, ServerResponse response) {
        ObjectNode root = Json.object().put("object", "list");
        ArrayNode data = root.putArray("data");
        answers.engine().models().forEach(card -> data.add(described(card)));
        Replies.json(response, root);
    }

    private void model(ServerRequest request, ServerResponse response) {
        String id = request.path().pathParameters().get("id");
        Replies.json(response, answers.engine().models().stream().filter(card -> card.id().equals(id)).findFirst()
                .map(OpenAi::described).orElseThrow(() -> ApiException.of(404, "model", "model_not_found",
                        "there is no model of that name; GET /v1/models lists them")));
    }

    private static ObjectNode described(ModelCard card) {
        return Json.object().put("id", card.id()).put("object", "model").put("created", card.createdEpochS())
                .put("owned_by", "local").put("context_length", card.contextTokens());
    }

    private void chat(ServerRequest request, ServerResponse response) {
        OpenAiRequest asked = OpenAiRequest.chat(Bodies.json(request));
        answers.answer(asked.ask(), asked.stream(), request, response,
                new ChatWire(Answers.newId("chatcmpl-"), Answers.now(), answers.modelName(asked.ask()),
                        asked.ask().topLogprobs().isPresent(), asked.includeUsage()));
    }

    private void completion(ServerRequest request, ServerResponse response) {
        OpenAiRequest asked = OpenAiRequest.completion(Bodies.json(request));
        answers.answer(asked.ask(), asked.stream(), request, response,
                new CompletionWire(Answers.newId("cmpl-"), Answers.now(), answers.modelName(asked.ask()),
                        asked.ask().topLogprobs().isPresent(), asked.includeUsage()));
    }

    private void embeddings(ServerRequest request, ServerResponse response) {
        var body = Bodies.json(request);
        Embeddings embeddings = Embeddings.of(encoder, body);
        Fields fields = new Fields(body);
        String format = fields.text("encoding_format", "float");
        if (!format.equals("float") && !format.equals("base64")) {
            throw ApiException.bad("encoding_format", "encoding_format: float or base64");
        }
        ObjectNode root = Json.object().put("object", "list");
        ArrayNode data = root.putArray("data");
        for (float[] vector : embeddings.vectors()) {
            ObjectNode one = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            if (format.equals("base64")) one.put("embedding", Embeddings.base64(vector));
            else
                Embeddings.put(one.putArray("embedding"), vector);
        }
        root.put("model", embeddings.model()).putObject("usage").put("prompt_tokens", embeddings.tokens())
                .put("total_tokens", embeddings.tokens());
        Replies.json(response, root);
    }
}
