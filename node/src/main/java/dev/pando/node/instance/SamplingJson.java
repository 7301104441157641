package dev.pando.node.instance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.Sampling;
import java.util.OptionalInt;

/// How tokens were chosen, as evidence keeps it.
final class SamplingJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private SamplingJson() {}

    static String of(Sampling s, OptionalInt maxTokens) {
        ObjectNode node = JSON.createObjectNode().put("temperature", s.temperature()).put("top_k", s.topK())
                .put("top_p", s.topP()).put("min_p", s.minP()).put("frequency_penalty", s.frequencyPenalty())
                .put("presence_penalty", s.presencePenalty()).put("repetition_penalty", s.repetitionPenalty());
        s.seed().ifPresent(seed -> node.put("seed", seed));
        maxTokens.ifPresent(most -> node.put("max_tokens", most));
        return node.toString();
    }
}
