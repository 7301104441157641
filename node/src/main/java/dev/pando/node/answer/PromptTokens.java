package dev.pando.node.answer;

import dev.pando.engine.serve.LoadedModel;
import dev.pando.engine.text.ChatTemplate;
import dev.pando.engine.text.Conversation;
import dev.pando.engine.text.Tokenizer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Turns what a model is asked into the tokens it reads.
///
/// In a conversation only the template may steer the model. Words of people that look like control tokens
/// (`<|im_end|>`) are spelt out: the template is then rendered around marks, and each text between them encoded plainly.
final class PromptTokens {

    // Private-use characters around a message's number; whoever writes them gets them back as they are.
    private static final char OPEN = '\uF8F0', CLOSE = '\uF8F1';

    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final Clock clock;

    PromptTokens(Tokenizer tokenizer, ChatTemplate template, Clock clock) {
        this.tokenizer = tokenizer;
        this.template = template;
        this.clock = clock;
    }

    static PromptTokens of(LoadedModel loaded) {
        return new PromptTokens(loaded.tokenizer(), ChatTemplate.of(loaded.file(), loaded.tokenizer()),
                Clock.systemDefaultZone());
    }

    /// @throws dev.pando.engine.text.TextException if the template refuses the conversation
    int[] of(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Text(String text) -> tokenizer.encodePrompt(text);
            case Prompt.Chat(var messages) -> of(messages);
        };
    }

    private int[] of(List<Message> messages) {
        List<String> contents = messages.stream().map(Message::content).toList();
        if (contents.stream().noneMatch(this::steers)) return tokenizer.encodePrompt(render(messages, contents));
        List<String> marks = IntStream.range(0, contents.size()).mapToObj(i -> "" + OPEN + i + CLOSE).toList();
        return around(render(messages, marks), contents);
    }

    private boolean steers(String content) {
        return !Arrays.equals(tokenizer.encode(content), tokenizer.encodeMarkup(content));
    }

    private String render(List<Message> messages, List<String> contents) {
        List<dev.pando.engine.text.Message> told = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            told.add(new dev.pando.engine.text.Message(messages.get(i).role(), contents.get(i)));
        }
        return template.render(new Conversation(told, List.of(), true, Map.of()), clock);
    }

    private int[] around(String rendered, List<String> contents) {
        IntStream tokens = IntStream.empty();
        int at = 0;
        for (int open; (open = rendered.indexOf(OPEN, at)) >= 0;) {
            int close = rendered.indexOf(CLOSE, open);
            tokens = IntStream.concat(tokens, markup(rendered.substring(at, open), at == 0));
            int number = Integer.parseInt(rendered.substring(open + 1, close));
            tokens = IntStream.concat(tokens, Arrays.stream(tokenizer.encode(contents.get(number))));
            at = close + 1;
        }
        return IntStream.concat(tokens, markup(rendered.substring(at), at == 0)).toArray();
    }

    private IntStream markup(String text, boolean first) {
        return Arrays.stream(first ? tokenizer.encodePrompt(text) : tokenizer.encodeMarkup(text));
    }
}
