package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.Message;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// OpenAI's newer interface under `/v1/responses`. The last few answers are kept in memory, so that they can be read again,
/// and a request may go on from one of them by its name.
final class Responses implements HttpService {

    private final Answers answers;
    private final Map<String, Kept> kept = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > HttpLimits.RESPONSES_KEPT_MAX;
        }
    }; // guarded by itself

    // What was said up to an answer and in it, and the answer as it was worded.
    private record Kept(List<Message> conversation, ObjectNode response) {}

    Responses(Answers answers) {
        this.answers = answers;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/responses", this::create).get("/responses/{id}", this::read)
                .delete("/responses/{id}", this::delete);
    }

    private void create(ServerRequest request, ServerResponse response) {
        JsonNode body = Bodies.json(request);
        ResponsesRequest asked = ResponsesRequest.of(body, this::before);
        String id = Answers.newId("resp_");
        ResponsesWire wire = new ResponsesWire(id, Answers.now(), answers.modelName(asked.ask()), body,
                (said, worded) -> {
                    if (asked.store()) keep(id, asked.conversation(), said, worded);
                });
        answers.answer(asked.ask(), asked.stream(), request, response, wire);
    }

    private List<Message> before(String id) {
        return find(id).orElseThrow(() -> notThere("previous_response_id", "previous_response_not_found"))
                .conversation();
    }

    private Optional<Kept> find(String id) {
        synchronized (kept) {
            return Optional.ofNullable(kept.get(id));
        }
    }

    private static ApiException notThere(String field, String code) {
        return ApiException.of(404, field, code, "there is no response of that name here, or not any more");
    }

    // What was said is kept as long as its texts are not too large; instructions are not carried over.
    private void keep(String id, List<Message> conversation, Said said, ObjectNode worded) {
        List<Message> messages = new ArrayList<>(conversation);
        messages.add(new Message("assistant", said.text(), said.calls(), ""));
        long chars = Json.bytes(worded).length + messages.stream().mapToLong(Responses::chars).sum();
        if (chars > HttpLimits.RESPONSE_KEPT_CHARS_MAX) return;
        synchronized (kept) {
            kept.put(id, new Kept(List.copyOf(messages), worded));
        }
    }

    private static long chars(Message message) {
        return message.content().length() + message.calls().stream().mapToLong(c -> c.arguments().length()).sum();
    }

    private void read(ServerRequest request, ServerResponse response) {
        String id = request.path().pathParameters().get("id");
        Replies.json(response, find(id).orElseThrow(() -> notThere(null, null)).response());
    }

    private void delete(ServerRequest request, ServerResponse response) {
        String id = request.path().pathParameters().get("id");
        synchronized (kept) {
            if (kept.remove(id) == null) throw notThere(null, null);
        }
        Replies.json(response, Json.object().put("id", id).put("object", "response").put("deleted", true));
    }
}
