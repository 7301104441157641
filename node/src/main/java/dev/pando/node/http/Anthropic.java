package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.node.answer.Ask;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/// Anthropic's interface under `/v1/messages`.
final class Anthropic implements HttpService {

    private final Answers answers;

    Anthropic(Answers answers) {
        this.answers = answers;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/messages", this::messages).post("/messages/count_tokens", this::count);
    }

    private void messages(ServerRequest request, ServerResponse response) {
        JsonNode body = Bodies.json(request);
        Ask ask = AnthropicRequest.ask(body, true);
        boolean stream = new Fields(body).flag("stream", false);
        int promptTokens = stream ? answers.engine().promptTokens(ask).orElse(0) : 0;
        answers.answer(ask, stream, request, response,
                new AnthropicWire(Answers.newId("msg_"), answers.modelName(ask), promptTokens));
    }

    private void count(ServerRequest request, ServerResponse response) {
        Ask ask = AnthropicRequest.ask(Bodies.json(request), false);
        int tokens = answers.engine().promptTokens(ask).orElseThrow(
                () -> ApiException.of(400, "model", "unsupported_value", "this model's tokens cannot be counted here"));
        Replies.json(response, Json.object().put("input_tokens", tokens));
    }
}
