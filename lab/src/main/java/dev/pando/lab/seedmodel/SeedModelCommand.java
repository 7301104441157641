package dev.pando.lab.seedmodel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.grammar.Grammars;
import dev.pando.engine.sample.Constraint;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.engine.read.Reader;
import dev.pando.engine.seed.NotePrompt;
import dev.pando.engine.seed.NoteReply;
import dev.pando.engine.seed.SeedExample;
import dev.pando.engine.seed.Sifted;
import dev.pando.engine.serve.Completion;
import dev.pando.engine.serve.LoadedModel;
import dev.pando.engine.text.ChatTemplate;
import dev.pando.engine.text.Conversation;
import dev.pando.engine.text.Message;
import dev.pando.node.encode.E5Eyes;
import dev.pando.node.encode.Meaning;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.pull.BundledModel;
import dev.pando.node.pull.ModelShelf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pando lab seed-model`: how well a model reads notes.
@Command(name = "seed-model", mixinStandardHelpOptions = true, description = "Asks a model questions about numbered notes: one note, two notes, and those that the notes do not answer.")
public final class SeedModelCommand implements Callable<Integer> {

    private static final int REPLY_TOKENS_MAX = 512;

    @Option(names = "--model", description = "a GGUF file or a Hugging Face folder (default: the model that comes with Pando)")
    private Path model;

    @Option(names = "--questions", description = "a file with {\"notes\":[…],\"question\":…,\"answer\":…|null,\"cites\":[…]} on each line; else our own held-out questions")
    private Path questions;

    @Option(names = "--babi", description = "a task of bAbI instead, as its files have it")
    private Path babi;

    @Option(names = "--chat", description = "a file with a prompt on each line: prints what is said to each and judges nothing")
    private Path chat;

    @Option(names = "--count", description = "of our own questions of each kind (default: ${DEFAULT-VALUE})")
    private int count = 1_000;

    @Option(names = "--seed", description = "of our own questions (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--threads", description = "threads of arithmetic (default: ${DEFAULT-VALUE})")
    private int threads = 2;

    @Option(names = "--show", description = "prints that many questions with what was said, on stderr")
    private int show;

    @Option(names = "--reader", paramLabel = "FILE", description = "the reader that says which note is meant; without it the bundled one, if there is one")
    private Path reader;

    @Option(names = "--bare", description = "the model's own words: all notes in the prompt, nothing held to a form; as llama.cpp would answer")
    private boolean bare;

    @Option(names = "--json", description = "one JSON object on stdout instead of lines")
    private boolean json;

    private Grammars grammars;
    private Meaning meaning;

    private SeedModelCommand() {}

    @Override
    public Integer call() throws IOException {
        Path file = model != null ? model : BundledModel.find().map(ModelShelf.Shelved::file).orElse(null);
        if (file == null) throw new IOException("no model comes with this Pando; name one with --model");
        try (LoadedModel loaded = LoadedModel.open(file, threads); MiniLm encoder = new MiniLm(threads)) {
            meaning = meaning(encoder);
            ChatTemplate template = ChatTemplate.of(loaded.file(), loaded.tokenizer());
            grammars = new Grammars(loaded.model().config().vocabulary(), loaded::tokenBytes,
                    loaded.tokenizer()::encode,
                    loaded.tokenizer().special().ends());
            if (chat != null) return chat(loaded, template);
            Exam exam = Exam.of(questions(), question -> say(loaded, template, question));
            System.out.println(json ? json(exam) : words(exam));
        }
        return 0;
    }

    private Meaning meaning(MiniLm encoder) {
        if (reader == null) return Meaning.of(encoder);
        return new Meaning(encoder, new Reader(new E5Eyes(), E5Eyes.reader(reader)));
    }

    private List<SeedExample> questions() throws IOException {
        if (babi != null) return Babi.read(babi, count);
        return questions == null ? Questions.held(count, seed) : Questions.read(questions);
    }

    private int chat(LoadedModel loaded, ChatTemplate template) throws IOException {
        for (String prompt : Files.readAllLines(chat)) {
            SeedExample example = SeedExample.of(SeedExample.Kind.SMALL_TALK, List.of(), prompt, Optional.empty(),
                    List.of());
            System.out.println("> " + prompt + "\n" + say(loaded, template, example).strip() + "\n");
        }
        return 0;
    }

    private String say(LoadedModel loaded, ChatTemplate template, SeedExample question) {
        String reply;
        if (bare || question.notes().isEmpty()) {
            reply = complete(loaded, template, question.prompt(), null);
        } else { // as the node has it answer
            Sifted sifted = Sifted.of(new NotePrompt(question.notes(), question.question()), meaning);
            Constraint form = grammars.constraint(sifted.form(), REPLY_TOKENS_MAX);
            reply = sifted.renumbered(complete(loaded, template, sifted.prompt().text(), form));
        }
        if (show-- > 0) {
            System.err
                    .println(question.prompt() + "\n  expected: " + question.reply() + "\n  said:     " + reply + "\n");
        }
        return reply;
    }

    private static String complete(LoadedModel loaded, ChatTemplate template, String said, Constraint constraint) {
        String prompt = template.render(Conversation.of(Message.user(said)), Clock.systemUTC());
        StringBuilder reply = new StringBuilder();
        try {
            new Completion(prompt, SamplingOptions.greedy(), REPLY_TOKENS_MAX, Optional.empty()).run(loaded,
                    constraint, reply::append);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            return ""; // longer than the context: not answered
        }
        return reply.toString();
    }

    private static String json(Exam exam) {
        ObjectNode out = new ObjectMapper().createObjectNode();
        exam.scores().forEach((kind, score) -> out.putObject(kind.name().toLowerCase(Locale.ROOT))
                .put("asked", score.asked()).put("exact", score.exact()).put("answer_right", score.answered())
                .put("citation_right", score.cited()).put("abstained", score.abstained()));
        return out.put("false_abstention", exam.falseAbstention()).toString();
    }

    private static String words(Exam exam) {
        StringBuilder words = new StringBuilder();
        exam.scores().forEach((kind, s) -> words.append(String.format(Locale.ROOT,
                "%-13s %5d asked, %5.1f %% exact with citation, %5.1f %% right answer, %5.1f %% right citation, %5.1f %% \"%s\"%n",
                kind.name().toLowerCase(Locale.ROOT), s.asked(), 100 * s.exact(), 100 * s.answered(),
                100 * s.cited(), 100 * s.abstained(), NoteReply.UNKNOWN)));
        return words.append(String.format(Locale.ROOT, "false abstention %.1f %%", 100 * exam.falseAbstention()))
                .toString();
    }
}
