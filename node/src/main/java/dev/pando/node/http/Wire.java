package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.FinishReason;
import dev.pando.node.answer.Usage;
import java.util.List;

/// How an interface words one answer: whole, or in events. One object a request; it may count what it has sent.
interface Wire {

    /// A whole answer.
    JsonNode whole(Said said);

    /// The events before any text.
    List<Frame> first();

    /// More text.
    List<Frame> piece(Event.Piece piece);

    /// More of a call.
    List<Frame> call(Event.CallPiece piece);

    /// The end of the answer, and all that belongs to it.
    List<Frame> last(Event.Finished end);

    /// What breaks off a stream that has begun.
    Frame failure(ApiException failed);

    /// Whether events are JSON lines instead of server-sent events.
    default boolean inLines() {
        return false;
    }

    /// Says in a choice of OpenAI's why the answer ended, and with vLLM's word `stop_reason` which stop text did it, if one did.
    ///
    /// @param end null while it goes on
    static void put(ObjectNode choice, Event.Finished end, boolean called) {
        choice.put("finish_reason", end == null ? null : word(end.reason(), called));
        if (end != null) end.stop().ifPresent(stop -> choice.put("stop_reason", stop));
    }

    /// OpenAI's word for why an answer ended.
    static String word(FinishReason reason, boolean called) {
        return switch (reason) {
            case STOP, CANCELLED -> called ? "tool_calls" : "stop";
            case LENGTH -> "length";
        };
    }

    /// Adds `usage` to a response.
    static ObjectNode withUsage(ObjectNode node, Usage usage) {
        node.putObject("usage").put("prompt_tokens", usage.promptTokens())
                .put("completion_tokens", usage.completionTokens())
                .put("total_tokens", usage.promptTokens() + usage.completionTokens())
                .putObject("prompt_tokens_details").put("cached_tokens", usage.cachedTokens());
        return node;
    }
}
