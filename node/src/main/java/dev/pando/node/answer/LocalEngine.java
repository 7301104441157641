package dev.pando.node.answer;

import dev.pando.engine.grammar.GrammarException;
import dev.pando.engine.model.Model;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.engine.serve.AdapterSource;
import dev.pando.engine.serve.Generator;
import dev.pando.engine.serve.LoadedModel;
import dev.pando.engine.serve.Request;
import dev.pando.engine.serve.Submission;
import dev.pando.engine.text.TextException;
import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.weights.ModelFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/// A model file on this machine as a [ChatEngine]: words become tokens here, and tokens words.
public final class LocalEngine implements ChatEngine {

    /// The last tokens that a repetition penalty looks at.
    private static final int PENALTY_WINDOW = 64;

    private final LoadedModel loaded;
    private final PromptTokens prompts;
    private final Constraints constraints;
    private final byte[] callOpening;
    private final int callMark; // the token that opens a call; SpecialTokens.NONE if there is none
    private final Generator generator;
    private final Runnable freeing;
    private final ModelCard card;
    private boolean closed;

    /// What a local model may use of the machine.
    ///
    /// @param threads       threads of arithmetic
    /// @param slots         answers computed at once
    /// @param queueMax      requests that may wait
    /// @param contextMax    tokens of prompt and answer together; the model's own limit holds as well
    /// @param cacheBytesMax bytes of all key-value caches
    public record Settings(int threads, int slots, int queueMax, int contextMax, long cacheBytesMax) {

        /// What fits most machines: all processors, four answers at once, three quarters of Java's heap for caches, which
        /// by Java's own choice is a quarter of the memory.
        public static Settings usual() {
            long caches = Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4 * 3);
            return new Settings(Runtime.getRuntime().availableProcessors(), 4, 64, 8192, caches);
        }

        /// The same on so many threads.
        public Settings withThreads(int count) {
            return new Settings(count, slots, queueMax, contextMax, cacheBytesMax);
        }

        /// The same with room for so many tokens.
        public Settings withContext(int tokens) {
            return new Settings(threads, slots, queueMax, tokens, cacheBytesMax);
        }

        /// The same with so many answers at once and so many waiting.
        public Settings withSlots(int active, int waiting) {
            return new Settings(threads, active, waiting, contextMax, cacheBytesMax);
        }
    }

    private LocalEngine(LoadedModel loaded, int contextMax, Function<IntFunction<byte[]>, Generator> computing,
            Runnable freeing) {
        this.loaded = loaded;
        this.freeing = freeing;
        this.prompts = PromptTokens.of(loaded);
        this.callOpening = prompts.callSyntax().opening().getBytes(StandardCharsets.UTF_8);
        this.callMark = loaded.tokenizer().id(prompts.callSyntax().opening());
        this.constraints = new Constraints(loaded, this::tokenBytes, prompts.callSyntax());
        this.generator = computing.apply(this::tokenBytes);
        Path path = loaded.file().path();
        this.card = new ModelCard(nameOf(path), Math.min(contextMax, loaded.model().config().contextMax()),
                changedS(path));
    }

    /// Opens a model and makes it ready to answer.
    ///
    /// @throws dev.pando.engine.weights.ModelFileException if the file is no model that we can run
    /// @throws dev.pando.engine.text.TextException         if its tokenizer cannot be read
    public static LocalEngine open(Path path, Settings settings) {
        LoadedModel loaded = LoadedModel.openAtOnce(path, settings.threads, settings.contextMax);
        try {
            return over(loaded, settings.contextMax, bytes -> new Adapting(loaded, settings, bytes), loaded::close);
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    /// Words on this machine, tokens from wherever `computing` gets them.
    ///
    /// @param loaded     file and tokenizer; which layers are there does not matter here
    /// @param contextMax tokens of prompt and answer together; the model's own limit holds as well
    /// @param computing  makes what computes, given what each token adds to a text
    /// @param freeing    called when what computes is closed
    public static LocalEngine over(LoadedModel loaded, int contextMax,
            Function<IntFunction<byte[]>, Generator> computing, Runnable freeing) {
        return new LocalEngine(loaded, contextMax, computing, freeing);
    }

    /// Whether genomes can answer beside the model: only where all of it is on this machine.
    public boolean takesGenomes() {
        return generator instanceof Adapting;
    }

    /// Has genomes answer beside the model from the next answer on, as far as there are any.
    ///
    /// @throws IllegalStateException if the model is not on this machine alone, or answers with other genomes already
    public void with(AdapterSource genomes) {
        if (!(generator instanceof Adapting adapting)) throw new IllegalStateException(card.id() + " takes no genomes");
        adapting.with(genomes);
    }

    /// The model, open as long as this is; for whoever brings threads of their own.
    public Model model() {
        return loaded.model();
    }

    /// Its vocabulary.
    public Tokenizer tokenizer() {
        return loaded.tokenizer();
    }

    /// The model's file; open as long as this is.
    public ModelFile file() {
        return loaded.file();
    }

    private static String nameOf(Path path) {
        return path.toAbsolutePath().normalize().getFileName().toString().replaceFirst("\\.(gguf|safetensors)$", "");
    }

    private static long changedS(Path path) {
        try {
            return Files.getLastModifiedTime(path).toMillis() / 1000;
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public List<ModelCard> models() {
        return List.of(card);
    }

    @Override
    public Admission submit(Ask ask) {
        if (!ask.model().isEmpty() && !ask.model().equals(card.id())) {
            return new Admission.Refused(Admission.Why.UNKNOWN_MODEL,
                    "model " + ask.model() + " is not loaded; this node answers with " + card.id());
        }
        try {
            List<Tool> tools = offered(ask);
            int[] prompt = prompts.of(ask.prompt(), tools);
            int room = Math.max(1, card.contextTokens() - prompt.length);
            int tokensMax = Math.min(ask.maxTokens().orElse(card.contextTokens()), room);
            Request request = new Request(prompt, options(ask), tokensMax, ask.stop(),
                    loaded.tokenizer().special().ends(), constraints.of(ask, tokensMax));
            CallReader calls = tools.isEmpty() ? null : new CallReader(prompts.callSyntax(), LocalEngine::newCallId);
            return switch (generator.submit(request)) {
                case Submission.Accepted(var answer) -> new Admission.Started(
                        new LocalGeneration(answer, this::tokenBytes,
                                ask.topLogprobs().isPresent(), ask.prompt() instanceof Prompt.Chat, calls));
                case Submission.Refused refused -> refused(refused);
            };
        } catch (TextException | GrammarException | IllegalArgumentException e) {
            return new Admission.Refused(Admission.Why.UNSUPPORTED, e.getMessage());
        }
    }

    private static List<Tool> offered(Ask ask) {
        return ask.tools().callable() ? ask.tools().tools() : List.of();
    }

    @Override
    public OptionalInt promptTokens(Ask ask) {
        try {
            return OptionalInt.of(prompts.of(ask.prompt(), offered(ask)).length);
        } catch (TextException e) {
            return OptionalInt.empty();
        }
    }

    // A mark that opens a call is a control token in some vocabularies; here it is read, so that calls can be found.
    private byte[] tokenBytes(int token) {
        return token == callMark ? callOpening : loaded.tokenBytes(token);
    }

    // Nine letters and digits: what every model's template accepts.
    private static String newCallId() {
        String digits = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36);
        return "c" + "0".repeat(13).concat(digits).substring(digits.length() + 5);
    }

    private static SamplingOptions options(Ask ask) {
        Sampling s = ask.sampling();
        Map<Integer, Float> bias = s.logitBias().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().floatValue()));
        long seed = s.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong());
        float topP = Math.max(Float.MIN_VALUE, (float) s.topP()); // 0 means: the most probable one
        return new SamplingOptions((float) s.temperature(), s.topK(), topP, (float) s.minP(),
                (float) s.repetitionPenalty(), PENALTY_WINDOW, (float) s.presencePenalty(),
                (float) s.frequencyPenalty(), seed, bias, ask.topLogprobs().orElse(-1));
    }

    private static Admission refused(Submission.Refused refused) {
        return switch (refused.reason()) {
            case QUEUE_FULL -> new Admission.Busy(refused.retryAfterMs());
            case PROMPT_TOO_LONG -> new Admission.Refused(Admission.Why.CONTEXT_TOO_SHORT, refused.message());
            case BAD_PROMPT, BAD_STOP, CLOSED -> new Admission.Refused(Admission.Why.UNSUPPORTED, refused.message());
        };
    }

    @Override
    public Load load() {
        Generator.Load load = generator.load();
        return new Load(load.active(), load.queued(), load.activeMax(), load.queuedMax());
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        generator.close();
        freeing.run();
    }
}
