package dev.pando.node.answer;

import java.util.List;
import java.util.OptionalInt;

/// Whatever answers: it takes an [Ask] and hands back a [Generation] that streams, or says why not.
///
/// Everything above this line (HTTP, terminal, page) is written against it alone, so that a local model can be
/// replaced by a remote endpoint without a change elsewhere. Implementations are safe for use by many threads.
public interface ChatEngine extends AutoCloseable {

    /// The models that can be asked now; the first one is the default. Empty if there is none yet.
    List<ModelCard> models();

    /// Takes a request into a slot or the queue, or refuses it; returns without waiting for the model.
    Admission submit(Ask ask);

    /// Tokens of a request's prompt, template and tools included; empty if that cannot be told without asking.
    default OptionalInt promptTokens(Ask ask) {
        return OptionalInt.empty();
    }

    /// Whether what it is asked leaves this machine.
    default boolean isElsewhere() {
        return false;
    }

    /// How busy it is at this moment.
    Load load();

    /// Cancels what is running and frees the model; a second call does nothing.
    @Override
    void close();
}
