package dev.pando.engine.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.model.Adapter;
import dev.pando.engine.model.Adapter.Delta;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.LoadedTiny;
import dev.pando.engine.model.Model;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.model.Site;
import dev.pando.engine.model.TinyModel;
import dev.pando.engine.sample.Choice;
import dev.pando.engine.sample.Sampler;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.engine.serve.RoutedGenerator.Pool;
import dev.pando.kernel.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutedTextTest {

    private static final int POSITIONS = 64;

    @TempDir
    static Path folder;
    private static LoadedTiny loaded;
    private static TinyModel tiny;
    private static Workers workers;
    private static Model model;

    @BeforeAll
    static void open() {
        loaded = LoadedTiny.open(folder, 2);
        tiny = loaded.tiny();
        workers = loaded.workers();
        model = loaded.model();
    }

    @AfterAll
    static void close() {
        loaded.close();
    }

    private static Adapter adapter(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ModelConfig config = model.config();
        List<Delta> deltas = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            for (Site site : Site.values()) {
                float[] a = new float[2 * site.inputs(config)], b = new float[site.outputs(config) * 2];
                for (int i = 0; i < a.length; i++) a[i] = 0.3f * (float) random.nextGaussian();
                for (int i = 0; i < b.length; i++) b[i] = 0.3f * (float) random.nextGaussian();
                deltas.add(new Delta(layer, site, 2, 1, a, b));
            }
        }
        return new Adapter("adapter " + seed, config, deltas);
    }

    private static RoutedText text(int own, Adapter... adapters) {
        return new RoutedText(model, new Forward(model, workers), List.of(adapters), own, POSITIONS);
    }

    /// What a model with this adapter alone says, drawn by its own probabilities.
    private static int[] drawn(Adapter adapter, int count) {
        Sampler sampler = new Sampler(SamplingOptions.at(1, 4), new int[0]);
        int[] said = new int[count];
        RoutedText alone = text(0, adapter);
        alone.router().exclude(0);
        for (int i = 1; i < count; i++) {
            alone.read(said[i - 1]);
            said[i] = sampler.next(alone.logits()).id();
        }
        return said;
    }

    /// What a model with this adapter alone says next, again and again.
    private static int[] said(Adapter adapter, int from, int count) {
        int[] said = new int[count];
        said[0] = from;
        RoutedText alone = text(0, adapter);
        alone.router().exclude(0);
        for (int i = 1; i < count; i++) {
            alone.read(said[i - 1]);
            said[i] = best(alone.logits());
        }
        return said;
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) if (logits[i] > logits[best]) best = i;
        return best;
    }

    @Test
    void withoutAdaptersItIsTheBase() {
        int[] tokens = tiny.tokens(20, 1);
        RoutedText routed = text(0);
        routed.read(tokens);
        try (Scheduler plain = Scheduler.start(model, workers, t -> new byte[]{'x'}, new Scheduler.Limits(1, 1,
                POSITIONS, 1L << 30), System::nanoTime)) {
            Generation generation = ((Submission.Accepted) plain.submit(new Request(tokens, SamplingOptions.greedy(), 1,
                    Set.of()))).generation();
            assertEquals(ids(generation).getFirst(), best(routed.logits()));
        }
    }

    @Test
    void theAdapterThatSaidATextIsBelievedOnIt() {
        Adapter one = adapter(1), two = adapter(2), three = adapter(3);
        for (Adapter speaker : List.of(one, two, three)) {
            RoutedText routed = text(0, one, two, three);
            routed.read(drawn(speaker, RoutedText.PROOF_TOKENS));
            assertEquals(1 + List.of(one, two, three).indexOf(speaker), routed.router().best());
            assertTrue(routed.router().weight(routed.router().best()) > 0.9);
        }
    }

    @Test
    void aTextReadAtOnceAndTokenByTokenLeadsToTheSameBelief() {
        int[] tokens = said(adapter(2), 5, 30);
        RoutedText atOnce = text(1, adapter(1), adapter(2)), slowly = text(1, adapter(1), adapter(2));
        atOnce.read(tokens);
        for (int token : tokens) slowly.read(token);
        assertEquals(atOnce.router().best(), slowly.router().best());
        assertEquals(best(atOnce.logits()), best(slowly.logits()));
    }

    @Test
    void logitsAreThoseOfTheMixture() {
        RoutedText routed = text(0, adapter(1), adapter(2));
        routed.read(7);
        double sum = 0;
        for (float logit : routed.logits()) sum += Math.exp(logit);
        assertEquals(1, sum, 1e-4);
    }

    @Test
    void aLongPromptIsSkimmedByTheBaseAndProvenAtItsEnd() {
        int[] tokens = said(adapter(1), 5, POSITIONS - 1);
        RoutedText routed = text(0, adapter(1));
        routed.read(tokens);
        assertEquals(tokens.length, routed.length());
        assertEquals(1, routed.router().best());
    }

    @Test
    void whatWasTakenBackHasNoSayInTheNextToken() {
        Adapter one = adapter(1);
        RoutedText routed = text(0, one);
        routed.read(said(one, 5, 30));
        assertEquals(1, routed.router().best());
        routed.takeBack(one);
        assertEquals(0, routed.router().weight(1));
        routed.read(3);
        assertFalse(routed.router().asks(1));
        assertEquals(model.config().vocabulary(), routed.logits().length);
    }

    private static List<Integer> ids(Generation generation) {
        List<Integer> ids = new ArrayList<>();
        try {
            while (generation.take() instanceof Event.Delta delta) for (Choice c : delta.choices()) ids.add(c.id());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return ids;
    }

    private static final List<List<Voice>> HEARD = new CopyOnWriteArrayList<>();

    private record Source(AtomicReference<Pool> pool) implements AdapterSource {

        @Override
        public boolean isEmpty() {
            return pool.get().adapters().isEmpty();
        }

        @Override
        public Pool about(String text) {
            ASKED.add(text);
            return pool.get();
        }

        @Override
        public boolean has(Adapter adapter) {
            return pool.get().adapters().contains(adapter);
        }

        @Override
        public void heard(Pool asked, List<Voice> voices) {
            assertEquals(pool.get(), asked);
            HEARD.add(voices);
        }
    }

    private static final List<String> ASKED = new CopyOnWriteArrayList<>();

    private static RoutedGenerator start(AtomicReference<Pool> pool) {
        return RoutedGenerator.start(model, workers, new Source(pool), t -> new byte[]{(byte) ('a' + t % 26)}, 4,
                POSITIONS, System::nanoTime);
    }

    @Test
    void aPromptSaysWhatItIsAbout() {
        int[] prompt = tiny.tokens(20, 4);
        try (RoutedGenerator generator = start(new AtomicReference<>(new Pool(List.of(adapter(1)), 0)))) {
            answer(generator, prompt, 1);
        }
        StringBuilder letters = new StringBuilder();
        for (int token : prompt) letters.append((char) ('a' + token % 26));
        assertEquals(letters.toString(), ASKED.getLast());
    }

    private static List<Integer> answer(Generator generator, int[] prompt, int tokens) {
        Request request = new Request(prompt, SamplingOptions.greedy(), tokens, Set.of());
        return ids(assertInstanceOf(Submission.Accepted.class, generator.submit(request)).generation());
    }

    @Test
    void aGeneratorGoesOnAsTheNodesOwnAdapterWould() {
        Adapter one = adapter(1), two = adapter(2);
        int[] all = said(two, 5, 40);
        try (RoutedGenerator generator = start(new AtomicReference<>(new Pool(List.of(one, two), 2)))) {
            List<Integer> answer = answer(generator, Arrays.copyOf(all, 30), 5);
            assertArrayEquals(Arrays.copyOfRange(all, 30, 35), answer.stream().mapToInt(i -> i).toArray());
        }
    }

    @Test
    void aGeneratorWithoutAdaptersAnswersAsTheSchedulerDoes() {
        int[] prompt = tiny.tokens(12, 4);
        List<Integer> plain;
        try (Scheduler scheduler = Scheduler.start(model, workers, t -> new byte[]{'x'}, new Scheduler.Limits(1, 1,
                POSITIONS, 1L << 30), System::nanoTime)) {
            plain = answer(scheduler, prompt, 20);
        }
        try (RoutedGenerator generator = start(new AtomicReference<>(new Pool(List.of(), 0)))) {
            assertEquals(plain, answer(generator, prompt, 20));
            assertInstanceOf(Submission.Refused.class, generator.submit(new Request(new int[0],
                    SamplingOptions.greedy(), 1, Set.of())));
        }
    }

    private static Generation whole(Generator generator, int[] prompt) {
        Request request = new Request(prompt, SamplingOptions.greedy(), 5, Set.of());
        Generation generation = assertInstanceOf(Submission.Accepted.class, generator.submit(request)).generation();
        ids(generation);
        return generation;
    }

    @Test
    void anAnswerTellsWhichAdapterHelpedHoweverTheyAreChosen() {
        Adapter one = adapter(1), two = adapter(2);
        int[] prompt = said(two, 5, 40);
        AtomicReference<Pool> pool = new AtomicReference<>();
        try (RoutedGenerator generator = start(pool)) {
            for (RoutedGenerator.Choice choice : List.of(RoutedGenerator.Choice.EVERY_TOKEN,
                    RoutedGenerator.Choice.ONCE)) {
                pool.set(new Pool(List.of(one, two), 0, choice));
                Voice helper = whole(generator, prompt).voices().getFirst();
                assertEquals("adapter 2", helper.adapter());
                assertTrue(helper.weight() > 0.5 && helper.weight() <= 1, helper.toString());
                assertEquals(helper, HEARD.getLast().getFirst(), "told as well, for whoever keeps count");
            }
            pool.set(new Pool(List.of(one), 0, RoutedGenerator.Choice.FIRST));
            assertEquals(List.of(new Voice("adapter 1", 1)), whole(generator, prompt).voices());
            pool.set(Pool.empty());
            assertEquals(List.of(), whole(generator, prompt).voices());
        }
    }

    @Test
    void whereTheOnlyOneIsTakenBackTheBaseGoesOn() {
        Adapter one = adapter(1);
        RoutedText routed = text(0, one);
        routed.router().settle(1);
        routed.read(said(one, 5, 30));
        routed.takeBack(one);
        routed.read(3);
        assertEquals(1, routed.router().weight(0));
        assertTrue(routed.router().asks(0));
    }
}
