package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;

/// One event of a stream.
///
/// @param event its name, for interfaces that name their events; null for none
/// @param data  its JSON; null for OpenAI's `[DONE]`
record Frame(String event, JsonNode data) {

    /// The mark of OpenAI's older interfaces that a stream is complete.
    static final Frame DONE = new Frame(null, null);

    /// An event without a name.
    static Frame of(JsonNode data) {
        return new Frame(null, data);
    }

    /// An event that is named by its own `type`.
    static Frame typed(JsonNode data) {
        return new Frame(data.path("type").asText(), data);
    }
}
