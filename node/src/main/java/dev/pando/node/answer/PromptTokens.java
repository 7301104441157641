package dev.pando.node.answer;

import dev.pando.engine.serve.LoadedModel;
import dev.pando.engine.text.Tokenizer;
import java.util.stream.Collectors;

/// Turns what a model is asked into the tokens it reads.
final class PromptTokens {

    private final Tokenizer tokenizer;

    private PromptTokens(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    static PromptTokens of(LoadedModel loaded) {
        return new PromptTokens(loaded.tokenizer());
    }

    int[] of(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Text(String text) -> tokenizer.encodePrompt(text);
            case Prompt.Chat(var messages) -> tokenizer.encodePrompt(
                    messages.stream().map(m -> m.role() + ": " + m.content() + "\n").collect(Collectors.joining())
                            + "assistant:");
        };
    }
}
