package dev.pando.engine.corpus;

import dev.pando.engine.text.ChatTemplate;
import dev.pando.engine.text.Conversation;
import dev.pando.engine.text.Message;
import dev.pando.engine.text.TextException;
import dev.pando.engine.text.Tokenizer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/// Renders a conversation as the model reads it, and marks what the assistant says.
///
/// What is asked of the model at turn `i` is the prompt that ends where it begins to speak; what it should say is whatever
/// the rendered conversation up to and with turn `i` has beyond that prompt, its end-of-turn token included.
final class Conversations {

    // Some templates say today's date; learning must not depend on the day.
    private static final Clock NEVER = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private Conversations() {}

    /// @throws TrainingException what the template raises, with the place
    static Document document(String place, List<Message> messages, Tokenizer tokenizer, ChatTemplate template) {
        try {
            int last = lastReply(messages);
            int[] tokens = ids(messages.subList(0, last + 1), false, tokenizer, template);
            BitSet taught = new BitSet(tokens.length);
            for (int i = 0; i <= last; i++) {
                if (!messages.get(i).role().equals("assistant")) continue;
                int from = common(ids(messages.subList(0, i), true, tokenizer, template), tokens);
                int to = common(ids(messages.subList(0, i + 1), false, tokenizer, template), tokens);
                taught.set(from, Math.max(from, to));
            }
            return new Document(place, tokens, taught);
        } catch (TextException e) {
            throw new TrainingException(place + ": " + e.getMessage(), e);
        }
    }

    // Nothing is learned from what comes after it.
    private static int lastReply(List<Message> messages) {
        int last = messages.size() - 1;
        while (!messages.get(last).role().equals("assistant")) last--;
        return last;
    }

    private static int[] ids(List<Message> messages, boolean generate, Tokenizer tokenizer, ChatTemplate template) {
        return tokenizer.encodePrompt(
                template.render(new Conversation(messages, List.of(), generate, Map.of()), NEVER));
    }

    private static int common(int[] prefix, int[] whole) {
        int difference = Arrays.mismatch(prefix, whole);
        return difference < 0 ? whole.length : difference;
    }
}
