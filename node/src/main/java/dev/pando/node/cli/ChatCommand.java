package dev.pando.node.cli;

import dev.pando.node.answer.Ask;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.FinishReason;
import dev.pando.node.answer.Generation;
import dev.pando.node.answer.Message;
import dev.pando.node.answer.Prompt;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "chat", description = "Chats in the terminal. Ctrl-C stops an answer; /help says what else.")
final class ChatCommand implements Callable<Integer> {

    private static final String HELP = """
            /new      begins a new conversation
            /system   TEXT sets how the model should behave
            /help     this
            /bye      ends (so does Ctrl-D)
            Ctrl-C    stops the answer under way""";

    @ParentCommand
    private Cli pando;
    @Mixin
    private ModelChoice model;
    @Mixin
    private SamplingChoice sampling;
    @Option(names = "--system", paramLabel = "TEXT", description = "How the model should behave.")
    private String system;

    private final List<Message> messages = new ArrayList<>();
    private final AtomicReference<Generation> underWay = new AtomicReference<>();

    @Override
    public Integer call() throws Exception {
        Terminal terminal = pando.terminal();
        try (ChatEngine engine = model.open(terminal); var _ = CtrlC.during(this::stopAnswer)) {
            terminal.say("chatting with " + engine.models().getFirst().id() + "; /help says what else there is");
            begin();
            BufferedReader lines = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
            for (String line; (line = prompt(terminal, lines)) != null;) {
                if (line.equals("/bye") || line.equals("/exit") || line.equals("/quit")) break;
                if (!line.isBlank()) handle(terminal, engine, line.strip());
            }
        }
        return 0;
    }

    private static String prompt(Terminal terminal, BufferedReader lines) throws IOException {
        if (terminal.interactive()) terminal.err().print("> ");
        terminal.err().flush();
        return lines.readLine();
    }

    private void begin() {
        messages.clear();
        if (system != null) messages.add(new Message("system", system));
    }

    private void handle(Terminal terminal, ChatEngine engine, String line) throws InterruptedException {
        String[] words = line.split("\\s+", 2);
        switch (words[0]) {
            case "/help" -> terminal.err().println(HELP);
            case "/new" -> begin();
            case "/system" -> {
                system = words.length > 1 ? words[1] : null;
                begin();
            }
            default -> {
                if (line.startsWith("/")) terminal.say("there is no " + words[0] + "; /help says what there is");
                else
                    answer(terminal, engine, line);
            }
        }
    }

    private void answer(Terminal terminal, ChatEngine engine, String line) throws InterruptedException {
        messages.add(new Message("user", line));
        Ask ask = new Ask("", new Prompt.Chat(messages), sampling.sampling(), OptionalInt.empty(), List.of(),
                OptionalInt.empty());
        try {
            Answering.Ended ended = Answering.print(engine, ask, terminal.out(), underWay::set);
            terminal.out().println();
            messages.add(new Message("assistant", ended.text()));
            terminal.say(summary(ended));
        } catch (CommandFailed e) {
            messages.removeLast();
            terminal.say(e.getMessage());
        } finally {
            underWay.set(null);
        }
    }

    private static String summary(Answering.Ended ended) {
        double seconds = ended.usage().decodeNs() / 1e9;
        String pace = seconds > 0
                ? String.format(Locale.ROOT, ", %.1f a second", (ended.usage().completionTokens() - 1) / seconds)
                : "";
        String why = ended.reason() == FinishReason.STOP
                ? ""
                : ended.reason() == FinishReason.LENGTH ? ", no room for more" : ", stopped";
        return ended.usage().completionTokens() + " tokens" + pace + why;
    }

    // Between answers Ctrl-C ends the program as everywhere else.
    private void stopAnswer() {
        Generation running = underWay.get();
        if (running == null) System.exit(130);
        running.cancel();
    }
}
