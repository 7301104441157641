package dev.pando.node.conversation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.pando.node.answer.ToolCall;
import java.util.ArrayList;
import java.util.List;

/// Calls of tools as they lie in the database: `[{"id":…,"name":…,"arguments":"{…}"}]`.
final class CallsJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private CallsJson() {}

    static String write(List<ToolCall> calls) {
        ArrayNode array = MAPPER.createArrayNode();
        for (ToolCall call : calls) {
            array.addObject().put("id", call.id()).put("name", call.name()).put("arguments", call.arguments());
        }
        return array.toString();
    }

    static List<ToolCall> read(String json) {
        try {
            List<ToolCall> calls = new ArrayList<>();
            for (JsonNode call : MAPPER.readTree(json)) {
                calls.add(new ToolCall(call.get("id").textValue(), call.get("name").textValue(),
                        call.get("arguments").textValue()));
            }
            return calls;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("calls of a turn are no JSON", e);
        }
    }
}
