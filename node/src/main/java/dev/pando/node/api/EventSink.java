package dev.pando.node.api;

import com.fasterxml.jackson.databind.JsonNode;

/// Where an operation sends events while it works.
public interface EventSink {

    /// Sends one event now; the first one commits the reply to be a stream.
    ///
    /// @throws java.io.UncheckedIOException if nobody listens any more
    void send(JsonNode event);

    /// Runs `gone` once if the listener leaves before the watch is closed.
    Watch whenGone(Runnable gone);

    /// A watch that goes on until it is closed.
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
