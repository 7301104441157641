package dev.pando.node.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.FinishReason;
import dev.pando.node.answer.TokenScore;
import dev.pando.node.answer.Usage;
import java.util.List;

/// How one of OpenAI's two answer formats words an answer: whole, or in chunks.
interface Wire {

    /// A whole answer.
    ///
    /// @param scores null if the request asked for none
    ObjectNode whole(String text, List<TokenScore> scores, FinishReason reason, Usage usage);

    /// The chunk before any text; null if the format has none.
    ObjectNode first();

    /// More text.
    ObjectNode piece(Event.Piece piece);

    /// The end of the text.
    ObjectNode last(FinishReason reason);

    /// The token counts, after the end.
    ObjectNode usage(Usage usage);

    /// OpenAI's word for why an answer ended.
    static String word(FinishReason reason) {
        return switch (reason) {
            case STOP, CANCELLED -> "stop";
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
