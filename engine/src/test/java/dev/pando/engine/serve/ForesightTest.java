package dev.pando.engine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.grammar.Form;
import dev.pando.engine.grammar.Grammars;
import dev.pando.engine.grammar.Replies;
import dev.pando.engine.model.Batch;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.KvCache;
import dev.pando.engine.model.LoadedTiny;
import dev.pando.engine.model.Model;
import dev.pando.engine.model.TinyModel;
import dev.pando.engine.sample.Choice;
import dev.pando.engine.sample.Sampler;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.kernel.Workers;
import dev.pando.testing.Forall;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a twin that reads every text to its end.
class ForesightTest {

    private static final int END = 0;
    private static final String NONE = "z";

    @TempDir
    static Path folder;
    private static LoadedTiny loaded;
    private static TinyModel tiny;
    private static Workers workers;
    private static Model model;

    @BeforeAll
    static void open() {
        loaded = LoadedTiny.open(folder, 1);
        tiny = loaded.tiny();
        workers = loaded.workers();
        model = loaded.model();
    }

    @AfterAll
    static void close() {
        loaded.close();
    }

    @Test
    void theLikeliestWholeTextIsSaid() {
        int[] otherwise = {0};
        Forall.seeds(40, random -> {
            List<String> texts = texts(random);
            Read read = new Read(random);
            Replies replies = replies(texts, -100);
            int before = read.cache.length();
            Foresight.settle(replies, model, read.forward, read.cache, read.logits);
            assertEquals(before, read.cache.length());
            assertTrue(replies.isSettled());
            String said = said(replies, read);
            assertEquals(likeliest(texts, read), said);
            if (!said.equals(said(replies(texts, -100), read))) otherwise[0]++;
        });
        assertTrue(otherwise[0] > 0, "token by token it would have been the same each time");
    }

    @Test
    void aTextWithMuchBetterOddsIsSaidWhateverTheModelFindsLikely() {
        Forall.seeds(20, random -> {
            List<String> texts = texts(random);
            String preferred = texts.get(random.nextInt(texts.size()));
            Read read = new Read(random);
            List<Form.Reply> replies = texts.stream()
                    .map(t -> new Form.Reply(t.substring(0, 1), List.of(t.substring(1)),
                            List.of(t.equals(preferred) ? 0.0 : -1_000.0)))
                    .toList();
            Replies all = replies(new Form.Likeliest(replies, NONE, -100));
            Foresight.settle(all, model, read.forward, read.cache, read.logits);
            assertEquals(preferred, said(all, read));
        });
        assertThrows(IllegalArgumentException.class, () -> new Form.Reply("a", List.of("b"), List.of(0.5)));
        assertThrows(IllegalArgumentException.class, () -> new Form.Reply("a", List.of("b"), List.of()));
    }

    @Test
    void theOneThatIsRatherSaidNeedsBetterOdds() {
        Forall.seeds(10, random -> {
            Read read = new Read(random);
            Replies rather = replies(texts(random), 100), never = replies(texts(random), -100);
            Foresight.settle(rather, model, read.forward, read.cache, read.logits);
            Foresight.settle(never, model, read.forward, read.cache, read.logits);
            assertEquals(NONE, said(rather, read));
            assertFalse(said(never, read).equals(NONE));
        });
    }

    @Test
    void anAnswerOfTheSchedulerIsTheLikeliestToo() throws InterruptedException {
        RandomGenerator random = new SplittableRandom(5);
        List<String> texts = texts(random);
        Read read = new Read(random);
        String expected = likeliest(texts, read);
        var limits = new Scheduler.Limits(2, 2, 64, 1 << 30);
        try (Scheduler scheduler = Scheduler.start(model, workers, _ -> new byte[0], limits, System::nanoTime)) {
            Request request = new Request(read.prompt, SamplingOptions.greedy(), 20, List.of(), Set.of(END),
                    Optional.of(replies(texts, -100)));
            Generation generation = ((Submission.Accepted) scheduler.submit(request)).generation();
            StringBuilder said = new StringBuilder();
            Event event = generation.take();
            for (; event instanceof Event.Delta(String _, List<Choice> choices); event = generation.take()) {
                for (Choice choice : choices) said.append((char) ('a' + choice.id() - 1));
            }
            assertEquals(expected, said.toString());
            assertEquals(Event.Reason.STOP, ((Event.End) event).reason());
        }
    }

    @Test
    void whereNoTextHasRoomItIsLeftOpen() {
        Forall.seeds(5, random -> {
            Read read = new Read(random, 5, 5);
            Replies replies = replies(List.of("abc", "abd"), -100);
            Foresight.settle(replies, model, read.forward, read.cache, read.logits);
            assertFalse(replies.isSettled());
            assertEquals(5, read.cache.length());
        });
    }

    private static Replies replies(List<String> texts, double odds) {
        List<Form.Reply> replies = texts.stream().map(t -> new Form.Reply(t.substring(0, 1), List.of(t.substring(1))))
                .toList();
        return replies(new Form.Likeliest(replies, NONE, odds));
    }

    private static Replies replies(Form.Likeliest form) {
        return (Replies) new Grammars(model.config().vocabulary(), id -> new byte[]{(byte) (id + 'a')},
                ForesightTest::encode,
                Set.of(END)).constraint(form, 100);
    }

    // "a" is token 1; token 0 is the end.
    private static int[] encode(String text) {
        return text.chars().map(c -> c - 'a' + 1).toArray();
    }

    private static List<String> texts(RandomGenerator random) {
        Set<String> texts = new HashSet<>();
        while (texts.size() < 8) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(2, 7); i > 0; i--) text.append((char) ('a' + random.nextInt(3)));
            texts.add(text.toString());
        }
        return texts.stream().sorted().toList();
    }

    /// A prompt that was read.
    private static final class Read {
        final Forward forward = new Forward(model, workers);
        final KvCache cache;
        final int[] prompt;
        final float[] logits;

        Read(RandomGenerator random) {
            this(random, random.nextInt(1, 20), 64);
        }

        Read(RandomGenerator random, int tokens, int positions) {
            cache = model.newCache(positions);
            prompt = tiny.tokens(tokens, random.nextLong());
            logits = read(prompt);
        }

        float[] read(int... tokens) {
            float[] hidden = new float[tokens.length * model.config().width()],
                    after = new float[model.config().vocabulary()];
            forward.embed(tokens, hidden);
            forward.run(model.range(), Batch.of(cache, tokens.length), hidden);
            forward.head(hidden, new int[]{tokens.length - 1}, after);
            return after;
        }
    }

    // Token by token, as it is left.
    private static String said(Replies replies, Read read) {
        int before = read.cache.length();
        StringBuilder said = new StringBuilder();
        for (float[] logits = read.logits.clone();;) {
            replies.mask(logits);
            int best = Sampler.argmax(logits);
            if (best == END) break;
            replies.accept(best);
            said.append((char) ('a' + best - 1));
            logits = read.read(best);
        }
        read.cache.truncate(before);
        return said.toString();
    }

    private static String likeliest(List<String> texts, Read read) {
        int before = read.cache.length();
        String best = "";
        double most = Double.NEGATIVE_INFINITY;
        for (String text : texts) {
            double sum = 0;
            float[] logits = read.logits;
            for (int i = 0; i <= text.length(); i++) {
                String said = text.substring(0, i);
                Set<Integer> next = new HashSet<>();
                for (String other : texts) {
                    if (other.startsWith(said)) next.add(other.length() == i ? END : other.charAt(i) - 'a' + 1);
                }
                int token = i == text.length() ? END : text.charAt(i) - 'a' + 1;
                float[] at = logits;
                sum += at[token] - Math.log(next.stream().mapToDouble(t -> Math.exp(at[t])).sum());
                if (token != END) logits = read.read(token);
            }
            read.cache.truncate(before);
            if (sum > most) {
                most = sum;
                best = text;
            }
        }
        return best;
    }
}
