package dev.pando.node.context;

import dev.pando.node.answer.Message;
import dev.pando.node.answer.Prompt;
import dev.pando.node.conversation.Turn;
import dev.pando.engine.seed.Sifted;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A prompt and what it is made of.
///
/// @param prompt  what the engine is given
/// @param sources what it quotes; the first is number 1
/// @param turns   the turns of the conversation in it
/// @param sifted  the notes that the bundled model reads, if it reads any
public record Plan(Prompt.Chat prompt, List<Source> sources, List<Turn> turns, Optional<Sifted> sifted) {

    /// Copies the lists.
    public Plan {
        Objects.requireNonNull(prompt);
        sources = List.copyOf(sources);
        turns = List.copyOf(turns);
    }

    /// The whole prompt as text, for its hash: each message as `role`, U+001F, `content`, U+001E.
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Message message : prompt.messages()) {
            text.append(message.role()).append('\u001F').append(message.content()).append('\u001E');
        }
        return text.toString();
    }
}
