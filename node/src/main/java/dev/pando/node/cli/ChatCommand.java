package dev.pando.node.cli;

import dev.pando.node.answer.ChatEngine;
import dev.pando.node.context.Source;
import dev.pando.node.conversation.Turn;
import dev.pando.node.encode.Chorus;
import dev.pando.node.encode.Encoder;
import dev.pando.node.evidence.Evidence;
import dev.pando.node.instance.DialogueException;
import dev.pando.node.instance.Instance;
import dev.pando.node.instance.Listener;
import dev.pando.node.instance.Manner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "chat", description = "Chats in the terminal; what is said is kept and remembered. Ctrl-C stops an answer; /help says what else.")
final class ChatCommand implements Callable<Integer> {

    private static final String HELP = """
            /new      begins a new conversation
            /private  begins a new one of which nothing is remembered, learned or shared
            /system   TEXT begins a new one and sets how the model should behave in it
            /good     the last answer was good (/bad: it was not)
            /sources  says what the last answer was based on
            /help     this
            /bye      ends (so does Ctrl-D)
            Ctrl-C    stops the answer under way""";

    @ParentCommand
    private Cli pando;
    @Mixin
    private ModelChoice model;
    @Mixin
    private SamplingChoice sampling;
    @Mixin
    private GenomeChoice genomes;
    @Option(names = "--system", paramLabel = "TEXT", description = "How the model should behave.")
    private String system;

    private final AtomicReference<Turn> underWay = new AtomicReference<>();
    private Instance instance;
    private OptionalLong conversation = OptionalLong.empty(); // empty until something is said
    private boolean isPrivate; // what is begun next
    private Turn last; // the last answer; null before the first

    @Override
    public Integer call() throws Exception {
        Terminal terminal = pando.terminal();
        try (ChatEngine engine = model.open(terminal);
                Encoder encoder = new Chorus();
                Instance opened = Instance.open(model.dataDir().path(terminal), engine, encoder,
                        InstantSource.system(), List.of());
                var _ = CtrlC.during(this::stopAnswer)) {
            instance = opened;
            genomes.fromShelf(terminal, engine, encoder.first(), model.dataDir().path(terminal));
            terminal.say("chatting with " + engine.models().getFirst().id() + "; /help says what else there is");
            BufferedReader lines = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
            for (String line; (line = prompt(terminal, lines)) != null;) {
                if (line.equals("/bye") || line.equals("/exit") || line.equals("/quit")) break;
                if (!line.isBlank()) handle(terminal, line.strip());
            }
        }
        return 0;
    }

    private static String prompt(Terminal terminal, BufferedReader lines) throws IOException {
        if (terminal.interactive()) terminal.err().print("> ");
        terminal.err().flush();
        return lines.readLine();
    }

    private void begin(boolean privately) {
        conversation = OptionalLong.empty();
        isPrivate = privately;
        last = null;
    }

    private void handle(Terminal terminal, String line) throws InterruptedException {
        String[] words = line.split("\\s+", 2);
        switch (words[0]) {
            case "/help" -> terminal.err().println(HELP);
            case "/new" -> begin(false);
            case "/private" -> begin(true);
            case "/system" -> {
                system = words.length > 1 ? words[1] : null;
                begin(isPrivate);
            }
            case "/good" -> thumb(terminal, 1);
            case "/bad" -> thumb(terminal, -1);
            case "/sources" -> sources(terminal);
            default -> {
                if (line.startsWith("/")) terminal.say("there is no " + words[0] + "; /help says what there is");
                else
                    answer(terminal, line);
            }
        }
    }

    private void thumb(Terminal terminal, int thumb) {
        if (last == null) {
            terminal.say("there is no answer yet");
            return;
        }
        instance.dialogue().thumb(last.id(), thumb);
        terminal.say("kept");
    }

    private void sources(Terminal terminal) {
        Optional<Evidence> evidence = Optional.ofNullable(last).flatMap(turn -> instance.evidences().of(turn.id()));
        List<Evidence.Source> sources = evidence.map(Evidence::sources).orElse(List.of());
        if (sources.isEmpty()) terminal.say("nothing that was said or shared before");
        for (Evidence.Source source : sources) {
            terminal.say("[" + source.number() + "] " + (source.text().isEmpty() ? "(gone)" : source.text())
                    + (source.title().isEmpty() ? "" : "  (" + source.title() + ")")
                    + (source.author().isEmpty() ? "" : "  (from " + source.author().substring(0, 12) + "…)"));
        }
        evidence.flatMap(Evidence::field).ifPresent(field -> {
            for (Evidence.Way way : field.ways()) terminal.say(String.join(" → ", way.names()) + "  " + way.cites());
            if (!field.known()) terminal.say("notes do not answer it: " + field.remark());
        });
    }

    private void answer(Terminal terminal, String line) throws InterruptedException {
        if (conversation.isEmpty()) {
            conversation = OptionalLong.of(instance.conversations().begin("", system == null ? "" : system).id());
            if (isPrivate) instance.dialogue().keepPrivate(conversation.getAsLong(), true);
        }
        long id = conversation.getAsLong();
        long begunNs = System.nanoTime();
        try {
            Turn question = instance.dialogue().say(id, instance.conversations().conversation(id).leaf(), line);
            last = instance.dialogue().answer(question,
                    new Manner("", sampling.sampling(), OptionalInt.empty()), Optional.empty(), printer(terminal));
            if (!last.content().isEmpty()) terminal.out().println();
            terminal.say(last.state() == Turn.State.FAILED ? last.note() : summary(last, System.nanoTime() - begunNs));
        } catch (DialogueException e) {
            terminal.say(e.getMessage());
        } finally {
            underWay.set(null);
        }
    }

    private Listener printer(Terminal terminal) {
        return new Listener() {
            @Override
            public void begun(Turn answer, List<Source> sources) {
                underWay.set(answer);
            }

            @Override
            public void piece(String text) {
                terminal.out().print(text);
                terminal.out().flush();
            }

            @Override
            public void done(Turn turn) {
                if (turn.role() == Turn.Role.TOOL) terminal.say("tool: " + turn.content());
            }
        };
    }

    private String summary(Turn answer, long tookNs) {
        Optional<Evidence> evidence = instance.evidences().of(answer.id());
        int tokens = evidence.map(Evidence::answerTokens).orElse(0),
                sources = evidence.map(e -> e.sources().size()).orElse(0);
        String why = switch (answer.state()) {
            case CUT -> ", no room for more";
            case STOPPED -> ", stopped";
            case DONE, GROWING, FAILED -> "";
        };
        return String.format(Locale.ROOT, "%d tokens in %.1f s%s%s", tokens, tookNs / 1e9,
                sources == 0 ? "" : ", " + sources + " sources (/sources)", why);
    }

    // Between answers Ctrl-C ends the program as everywhere else.
    private void stopAnswer() {
        Turn running = underWay.get();
        if (running == null) System.exit(130);
        instance.dialogue().stop(running.id());
    }
}
