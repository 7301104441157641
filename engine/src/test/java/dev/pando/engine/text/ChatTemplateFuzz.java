package dev.pando.engine.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Fuzz target: the bytes of a chat template, rendered with a conversation that has everything.
public final class ChatTemplateFuzz {

    private static final Map<String, Object> FUNCTION = Map.of("name", "f", "arguments",
            Map.of("x", List.of(1, true, "y")));
    private static final Conversation CONVERSATION = new Conversation(
            List.of(Message.system("S"), Message.user("{{ x }} é"),
                    new Message("assistant", null, List.of(Map.of("function", FUNCTION)), null, "i"),
                    new Message("tool", "{}", List.of(), "f", "i"), Message.assistant("<think>a</think>b"),
                    Message.user("c")),
            List.of(Map.of("type", "function", "function", FUNCTION)), true, Map.of("enable_thinking", false));

    private ChatTemplateFuzz() {}

    /// Loads the classes, which takes longer under Jazzer than an input may take.
    public static void fuzzerInitialize() {
        seeds().forEach(ChatTemplateFuzz::fuzzerTestOneInput);
    }

    /// Anything but a refusal is a finding.
    public static void fuzzerTestOneInput(byte[] data) {
        try {
            new ChatTemplate(new String(data, StandardCharsets.UTF_8), "<s>", "</s>").render(CONVERSATION,
                    Clock.systemUTC());
        } catch (TextException refused) {
            // what a hostile template should get
        }
    }

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (String name : List.of("chatml-tools", "qwen3", "llama3", "mistral", "gemma", "phi3", "zephyr",
                "generation")) {
            try (var in = ChatTemplateFuzz.class.getResourceAsStream("templates/" + name + ".jinja")) {
                seeds.add(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        seeds.add(
                "{% macro f(x, y='d') %}{{ x ~ y }}{% endmacro %}{% for k, v in d.items() if v %}{{ f(k, y=v|upper) }}{% endfor %}"
                        .getBytes(StandardCharsets.UTF_8));
        return seeds;
    }
}
