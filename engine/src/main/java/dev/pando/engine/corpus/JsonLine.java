package dev.pando.engine.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.engine.text.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What a line of JSON holds.
sealed interface JsonLine {

    /// How deep objects and arrays may nest.
    int DEPTH_MAX = 32;

    /// Who may speak.
    Set<String> ROLES = Set.of("system", "user", "assistant", "tool");

    /// A text.
    record Text(String text) implements JsonLine {}

    /// A conversation.
    record Talk(List<Message> messages) implements JsonLine {}

    /// Reads and checks a line.
    ///
    /// @param place where it stands, for messages
    /// @throws TrainingException if it is no JSON object, or holds neither
    static JsonLine parse(String place, String line) {
        JsonNode node = Parser.parse(place, line);
        if (node.path("text").isTextual()) return new Text(node.path("text").textValue());
        if (!node.path("messages").isArray()) {
            throw new TrainingException(place + ": neither \"messages\" nor \"text\"");
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : node.path("messages")) messages.add(message(place, message));
        if (messages.stream().noneMatch(m -> m.role().equals("assistant"))) {
            throw new TrainingException(place + ": the assistant says nothing, so there is nothing to learn");
        }
        return new Talk(messages);
    }

    private static Message message(String place, JsonNode message) {
        String role = message.path("role").asText("");
        if (!ROLES.contains(role)) {
            throw new TrainingException(
                    place + ": role " + message.path("role") + ", one of system, user, assistant, tool");
        }
        if (!message.path("content").isTextual()) throw new TrainingException(place + ": a message without content");
        return new Message(role, message.path("content").textValue());
    }

    /// JSON with limits.
    final class Parser {

        private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX)
                        .maxStringLength(TextReader.LINE_CHARACTERS_MAX).build())
                .build());

        private static final Pattern WHERE_AGAIN = Pattern.compile(" \\(for \\w+ starting at \\[Source: .*");

        private Parser() {}

        static JsonNode parse(String place, String line) {
            try {
                JsonNode node = MAPPER.readTree(line);
                if (!node.isObject()) throw new TrainingException(place + ": not a JSON object");
                return node;
            } catch (JsonProcessingException e) {
                String why = e.getOriginalMessage().lines().findFirst().orElse("");
                throw new TrainingException(place + ": not JSON: " + WHERE_AGAIN.matcher(why).replaceFirst(""), e);
            }
        }
    }
}
