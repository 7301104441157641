package dev.pando.node.instance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.pando.node.answer.Tool;
import dev.pando.node.memory.Found;
import dev.pando.node.memory.Memories;
import dev.pando.node.rules.Action;
import dev.pando.node.rules.Permit;
import java.util.List;

/// The tools that every node has: looking into its memory, writing a note, and forgetting one for good.
final class MemoryActions {

    private static final int HITS = 5;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEXT = "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}},\"required\":[\"text\"],\"additionalProperties\":false}";
    private static final String NUMBER = "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"integer\"}},\"required\":[\"id\"],\"additionalProperties\":false}";

    private MemoryActions() {}

    static List<Action> of(Memories memories) {
        return List.of(
                new Step("memory_search", "Finds what the person said or noted before.", TEXT, Action.Effect.LOOKS,
                        arguments -> search(memories, text(arguments))),
                new Step("memory_note", "Writes down something to remember for the person.", TEXT,
                        Action.Effect.REVERSIBLE,
                        arguments -> "Noted as number " + memories.note(text(arguments)).id() + "."),
                new Step("memory_forget", "Deletes a memory for good, by its number.", NUMBER,
                        Action.Effect.IRREVERSIBLE, arguments -> forget(memories, arguments)));
    }

    private interface Work {
        String of(JsonNode arguments) throws JsonProcessingException;
    }

    private record Step(Tool tool, Effect effect, Work work) implements Action {

        Step(String name, String description, String parameters, Effect effect, Work work) {
            this(new Tool(name, description, parameters), effect, work);
        }

        @Override
        public String run(Permit permit) throws JsonProcessingException {
            return work.of(JSON.readTree(permit.use(tool.name())));
        }
    }

    private static String text(JsonNode arguments) {
        if (!arguments.path("text").isTextual()) throw new IllegalArgumentException("text: must be a string");
        return arguments.get("text").textValue();
    }

    private static String search(Memories memories, String text) {
        ArrayNode hits = JSON.createArrayNode();
        for (Found found : memories.search(text, HITS)) {
            hits.addObject().put("id", found.memory().id()).put("text", found.memory().text());
        }
        return hits.toString();
    }

    private static String forget(Memories memories, JsonNode arguments) {
        if (!arguments.path("id").canConvertToLong()) throw new IllegalArgumentException("id: must be a whole number");
        long id = arguments.get("id").longValue();
        return memories.forget(id) ? "Memory " + id + " is forgotten." : "There is no memory " + id + ".";
    }
}
