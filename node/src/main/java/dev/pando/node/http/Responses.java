package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.node.answer.Message;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// OpenAI's newer interface under `/v1/responses`. The last few answers are kept in memory, so that a request may go on
/// from one of them by its name.
final class Responses implements HttpService {

    private final Answers answers;
    private final Map<String, List<Message>> kept = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Message>> eldest) {
            return size() > HttpLimits.RESPONSES_KEPT_MAX;
        }
    }; // guarded by itself

    Responses(Answers answers) {
        this.answers = answers;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/responses", this::create).delete("/responses/{id}", this::delete);
    }

    private void create(ServerRequest request, ServerResponse response) {
        JsonNode body = Bodies.json(request);
        ResponsesRequest asked = ResponsesRequest.of(body, this::before);
        String id = Answers.newId("resp_");
        ResponsesWire wire = new ResponsesWire(id, Answers.now(), answers.modelName(asked.ask()), body,
                said -> {
                    if (asked.store()) keep(id, asked.conversation(), said);
                });
        answers.answer(asked.ask(), asked.stream(), request, response, wire);
    }

    private List<Message> before(String id) {
        synchronized (kept) {
            List<Message> messages = kept.get(id);
            if (messages != null) return messages;
        }
        throw ApiException.of(404, "previous_response_id", "previous_response_not_found",
                "there is no response of that name here, or not any more");
    }

    // What was said is kept as long as its texts are not too large; instructions are not carried over.
    private void keep(String id, List<Message> conversation, Said said) {
        List<Message> messages = new ArrayList<>(conversation);
        messages.add(new Message("assistant", said.text(), said.calls(), ""));
        long chars = messages.stream().mapToLong(m -> m.content().length()).sum();
        if (chars > HttpLimits.RESPONSE_KEPT_CHARS_MAX) return;
        synchronized (kept) {
            kept.put(id, List.copyOf(messages));
        }
    }

    private void delete(ServerRequest request, ServerResponse response) {
        String id = request.path().pathParameters().get("id");
        before(id);
        synchronized (kept) {
            kept.remove(id);
        }
        Replies.json(response, Json.object().put("id", id).put("object", "response").put("deleted", true));
    }
}
