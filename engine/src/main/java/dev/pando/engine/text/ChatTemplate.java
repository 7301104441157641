package dev.pando.engine.text;

import dev.pando.engine.weights.ModelFile;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Turns a conversation into the prompt that a model was trained on, by the Jinja template in its file.
///
/// Templates come with model files, so they are treated as hostile: they run in a sandbox without files, reflection or
/// network, and within the limits of [TemplateLimits]. Whatever goes wrong is one [TextException]. Encode the result with
/// [Tokenizer#encodePrompt]. Safe to use from many threads at once.
public final class ChatTemplate {

    /// ChatML, for instruction models whose file has no template but whose vocabulary has `<|im_start|>`.
    static final String CHAT_ML = "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
            + "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    /// For base models: what they have seen of dialogues.
    static final String PLAIN = "{% for message in messages %}{{ message.role | capitalize }}: {{ message.content }}\n"
            + "{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}";

    private final String source;
    private final Jinja jinja;
    private final String bos;
    private final String eos;

    /// @param source Jinja
    /// @param bos    how the vocabulary spells BOS; empty if there is none
    /// @param eos    how the vocabulary spells EOS; empty if there is none
    /// @throws TextException if the template is over a limit or does not parse
    public ChatTemplate(String source, String bos, String eos) {
        this.source = source;
        this.bos = bos;
        this.eos = eos;
        jinja = new Jinja(source);
    }

    /// The template of a model; one of two fallbacks if its file has none: ChatML if the vocabulary has its marks, else
    /// plain `User:` and `Assistant:` lines.
    ///
    /// @throws TextException if the template is over a limit or does not parse
    public static ChatTemplate of(ModelFile file, Tokenizer tokenizer) {
        String fallback = tokenizer.id("<|im_start|>") != SpecialTokens.NONE ? CHAT_ML : PLAIN;
        return new ChatTemplate(file.metadata().string("tokenizer.chat_template", fallback),
                spelling(tokenizer, tokenizer.special().bos()), spelling(tokenizer, tokenizer.special().eos()));
    }

    private static String spelling(Tokenizer tokenizer, int id) {
        return id == SpecialTokens.NONE ? "" : tokenizer.spelling(id);
    }

    /// The Jinja that is rendered.
    public String source() {
        return source;
    }

    /// Whether the template looks at the variable `tools` at all.
    public boolean knowsTools() {
        return source.contains("tools");
    }

    /// The prompt.
    ///
    /// @param clock what `strftime_now` says, and what the time limit is measured with
    /// @throws TextException what the template raises, or what is wrong with it: `chat template: …`
    public String render(Conversation conversation, Clock clock) {
        int count = conversation.messages().size();
        if (count > TemplateLimits.MESSAGES_MAX) {
            throw new TextException("chat template: " + count + " messages, limit " + TemplateLimits.MESSAGES_MAX);
        }
        Map<String, Object> variables = new LinkedHashMap<>(conversation.variables());
        List<Object> messages = new ArrayList<>(count);
        for (Message message : conversation.messages()) messages.add(variables(message));
        variables.put("messages", messages);
        if (!conversation.tools().isEmpty()) variables.put("tools", conversation.tools());
        variables.put("add_generation_prompt", conversation.generate());
        variables.put("bos_token", bos);
        variables.put("eos_token", eos);
        return jinja.render(variables, clock);
    }

    private static Map<String, Object> variables(Message message) {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("role", message.role());
        variables.put("content", message.content() == null ? "" : message.content()); // Jinjava writes none as "null"
        if (!message.toolCalls().isEmpty()) variables.put("tool_calls", message.toolCalls());
        if (message.name() != null) variables.put("name", message.name());
        if (message.toolCallId() != null) variables.put("tool_call_id", message.toolCallId());
        return variables;
    }
}
