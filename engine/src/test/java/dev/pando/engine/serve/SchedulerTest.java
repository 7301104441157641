package dev.pando.engine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.model.Architecture;
import dev.pando.engine.model.LoadedTiny;
import dev.pando.engine.model.Model;
import dev.pando.engine.model.TinyModel;
import dev.pando.engine.model.TinyModel.Shape;
import dev.pando.engine.sample.Choice;
import dev.pando.engine.sample.Constraint;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.engine.serve.Event.Delta;
import dev.pando.engine.serve.Event.End;
import dev.pando.engine.serve.Event.Reason;
import dev.pando.engine.serve.Scheduler.Limits;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import dev.pando.kernel.tensor.TensorType;
import dev.pando.testing.Forall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SchedulerTest {

    private static final long PLENTY = 1L << 30;

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

    private static Scheduler start(Limits limits) {
        return Scheduler.start(model, workers, SchedulerTest::bytes, limits, System::nanoTime);
    }

    // Token 0 is "A", token 1 is "B", …
    private static byte[] bytes(int token) {
        return String.valueOf((char) ('A' + token)).getBytes(StandardCharsets.UTF_8);
    }

    private record Answer(String text, List<Integer> ids, End end) {}

    private static Answer read(Generation generation) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        List<Integer> ids = new ArrayList<>();
        while (true) {
            switch (generation.take()) {
                case Delta d -> {
                    text.append(d.text());
                    for (Choice c : d.choices()) ids.add(c.id());
                }
                case End e -> {
                    return new Answer(text.toString(), ids, e);
                }
            }
        }
    }

    private static Generation accepted(Submission submission) {
        return assertInstanceOf(Submission.Accepted.class, submission).generation();
    }

    private static Answer answer(Scheduler scheduler, Request request) throws InterruptedException {
        return read(accepted(scheduler.submit(request)));
    }

    private static Request request(int[] prompt, int tokens) {
        return new Request(prompt, SamplingOptions.greedy(), tokens, Set.of());
    }

    @Test
    void anAnswerIsTheSameWhoeverElseIsBeingAnswered() {
        Forall.seeds(12, random -> {
            List<Request> requests = new ArrayList<>();
            int[] shared = tiny.tokens(random.nextInt(1, 30), random.nextLong());
            for (int i = 0; i < 10; i++) {
                int[] own = tiny.tokens(random.nextInt(1, 10), random.nextLong());
                int[] prompt = Arrays.copyOf(shared, shared.length + own.length);
                System.arraycopy(own, 0, prompt, shared.length, own.length);
                SamplingOptions options = SamplingOptions.at(random.nextInt(2), random.nextLong()).withLogprobs(2)
                        .withPenalties(1.1f, 20, 0.1f, 0.1f);
                requests.add(new Request(prompt, options, random.nextInt(1, 20), Set.of(7)));
            }
            List<Event> alone = new ArrayList<>();
            for (Request r : requests) {
                try (Scheduler s = start(new Limits(1, 10, 64, PLENTY))) {
                    alone.add(first(s, r));
                }
            }
            long bytes = random.nextBoolean() ? PLENTY : 300_000; // with little memory, answers are put back
            try (Scheduler s = start(new Limits(random.nextInt(2, 6), 10, 64, bytes))) {
                List<Generation> all = new ArrayList<>();
                for (Request r : requests) all.add(accepted(s.submit(r)));
                for (int i = 0; i < 10; i++) assertEquals(alone.get(i), joined(all.get(i)), "request " + i);
            }
        });
    }

    private static Event first(Scheduler s, Request r) throws InterruptedException {
        return joined(accepted(s.submit(r)));
    }

    // All deltas as one, so that answers can be compared with their log-probabilities.
    private static Event joined(Generation generation) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        List<Choice> choices = new ArrayList<>();
        while (generation.take() instanceof Delta d) {
            text.append(d.text());
            choices.addAll(d.choices());
        }
        return new Delta(text.toString(), choices);
    }

    @Test
    void whenMemoryIsShortTheYoungestWaitsAndStillAnswersTheSame() throws InterruptedException {
        long one = dev.pando.engine.model.KvCache.bytes(model.config(), model.range(), 64);
        try (Scheduler s = start(new Limits(4, 10, 64, one))) {
            Generation a = accepted(s.submit(request(tiny.tokens(20, 1), 40)));
            Generation b = accepted(s.submit(request(tiny.tokens(20, 2), 40)));
            assertEquals(Reason.LENGTH, read(a).end().reason());
            assertEquals(40, read(b).ids().size());
            assertTrue(s.load().cacheBytes() <= one);
        }
    }

    @Test
    void theNextTurnOfAConversationStartsFromTheCache() throws InterruptedException {
        try (Scheduler s = start(new Limits(2, 10, 64, PLENTY))) {
            int[] prompt = tiny.tokens(20, 1);
            Answer first = answer(s, request(prompt, 10));
            assertEquals(0, first.end().usage().cachedTokens());
            int[] next = Arrays.copyOf(prompt, 32);
            for (int i = 0; i < 10; i++) next[20 + i] = first.ids().get(i);
            Answer second = answer(s, request(next, 5));
            assertEquals(29, second.end().usage().cachedTokens(), "all but the last token, which was never computed");
            try (Scheduler fresh = start(new Limits(2, 10, 64, PLENTY))) {
                assertEquals(answer(fresh, request(next, 5)).ids(), second.ids());
            }
        }
    }

    @Test
    void aStopStringAnEndTokenAndALimitEndAnAnswer() throws InterruptedException {
        try (Scheduler s = start(new Limits(2, 10, 64, PLENTY))) {
            int[] prompt = tiny.tokens(5, 1);
            Answer free = answer(s, request(prompt, 12));
            assertEquals(Reason.LENGTH, free.end().reason());
            assertEquals(12, free.ids().size());
            assertEquals(12, free.end().usage().completionTokens());
            String stop = free.text().substring(4, 6);
            Answer stopped = answer(s, new Request(prompt, SamplingOptions.greedy(), 12, List.of(stop), Set.of(),
                    Optional.empty()));
            assertEquals(Reason.STOP, stopped.end().reason());
            assertEquals(Optional.of(stop), stopped.end().stop());
            assertEquals(free.text().substring(0, free.text().indexOf(stop)), stopped.text());
            int end = free.ids().get(3);
            Answer ended = answer(s, new Request(prompt, SamplingOptions.greedy(), 12, Set.of(end)));
            assertEquals(Reason.STOP, ended.end().reason());
            assertEquals(Optional.empty(), ended.end().stop());
            assertEquals(free.ids().subList(0, free.ids().indexOf(end)), ended.ids());
            Answer full = answer(s, request(tiny.tokens(60, 1), 50));
            assertEquals(Reason.LENGTH, full.end().reason());
            assertEquals(4, full.ids().size());
        }
    }

    @Test
    void aFullQueueRefusesAndSaysWhenToComeAgain() throws InterruptedException {
        Gate gate = new Gate();
        try (Scheduler s = start(new Limits(1, 2, 64, PLENTY))) {
            Generation first = accepted(s.submit(gate.request()));
            gate.entered.await();
            Generation second = accepted(s.submit(request(tiny.tokens(5, 2), 3)));
            Generation third = accepted(s.submit(request(tiny.tokens(5, 3), 3)));
            assertEquals(2, s.load().queued());
            var refused = assertInstanceOf(Submission.Refused.class, s.submit(request(tiny.tokens(5, 4), 3)));
            assertEquals(Submission.Reason.QUEUE_FULL, refused.reason());
            assertTrue(refused.retryAfterMs() > 0);
            third.cancel();
            gate.open.countDown();
            assertEquals(Reason.LENGTH, read(first).end().reason());
            assertEquals(Reason.LENGTH, read(second).end().reason());
            assertEquals(Reason.CANCELLED, read(third).end().reason());
            assertEquals(Reason.CANCELLED, read(third).end().reason(), "the end can be read again");
        }
    }

    @Test
    void aCancelledAnswerFreesItsPlaceAtOnce() throws InterruptedException {
        Gate gate = new Gate();
        try (Scheduler s = start(new Limits(1, 2, 64, PLENTY))) {
            Generation first = accepted(s.submit(gate.request()));
            gate.entered.await();
            Generation second = accepted(s.submit(request(tiny.tokens(5, 2), 3)));
            first.cancel();
            gate.open.countDown();
            Answer cancelled = read(first);
            assertEquals(Reason.CANCELLED, cancelled.end().reason());
            assertEquals(1, cancelled.ids().size());
            assertEquals(Reason.LENGTH, read(second).end().reason());
        }
    }

    @Test
    void whatCannotBeAnsweredIsRefusedWithItsReason() {
        Scheduler s = start(new Limits(1, 2, 16, PLENTY));
        assertEquals(Submission.Reason.BAD_PROMPT, reason(s.submit(request(new int[]{}, 1))));
        assertEquals(Submission.Reason.BAD_PROMPT, reason(s.submit(request(new int[]{50}, 1))));
        assertEquals(Submission.Reason.BAD_PROMPT, reason(s.submit(request(new int[]{-1}, 1))));
        assertEquals(Submission.Reason.PROMPT_TOO_LONG, reason(s.submit(request(tiny.tokens(16, 1), 1))));
        assertInstanceOf(Submission.Accepted.class, s.submit(request(tiny.tokens(15, 1), 1)));
        assertEquals(Submission.Reason.BAD_STOP, reason(s.submit(new Request(new int[]{1}, SamplingOptions.greedy(), 1,
                List.of(""), Set.of(), Optional.empty()))));
        s.close();
        assertEquals(Submission.Reason.CLOSED, reason(s.submit(request(new int[]{1}, 1))));
    }

    private static Submission.Reason reason(Submission submission) {
        return assertInstanceOf(Submission.Refused.class, submission).reason();
    }

    @Test
    void closingEndsWhatRunsAndWhatWaits() throws InterruptedException {
        Gate gate = new Gate();
        Scheduler s = start(new Limits(1, 2, 64, PLENTY));
        Generation first = accepted(s.submit(gate.request()));
        Generation second = accepted(s.submit(request(tiny.tokens(5, 2), 3)));
        gate.entered.await();
        Thread closing = Thread.ofVirtual().start(s::close);
        while (!closed(s.submit(request(new int[]{1}, 1)))) Thread.onSpinWait();
        gate.open.countDown();
        closing.join();
        assertEquals(Reason.CANCELLED, read(first).end().reason());
        assertEquals(Reason.CANCELLED, read(second).end().reason());
    }

    private static boolean closed(Submission submission) {
        return submission instanceof Submission.Refused r && r.reason() == Submission.Reason.CLOSED;
    }

    @Test
    void anErrorEndsTheAnswersAtHandAndTheNextOnesAreFine() throws InterruptedException {
        try (Scheduler s = start(new Limits(2, 2, 64, PLENTY))) {
            Constraint broken = new Constraint() {
                @Override
                public void mask(float[] logits) {
                    throw new IllegalStateException("broken grammar");
                }

                @Override
                public void accept(int token) {}
            };
            Answer failed = answer(s, new Request(new int[]{1}, SamplingOptions.greedy(), 3, List.of(), Set.of(),
                    Optional.of(broken)));
            assertEquals(Reason.FAILED, failed.end().reason());
            assertTrue(failed.end().message().contains("broken grammar"));
            assertEquals(Reason.LENGTH, answer(s, request(new int[]{1}, 3)).end().reason());
        }
    }

    @Test
    void aModelThatWasLoadedAtOnceGivesTheSameAnswersAndIsRepackedMeanwhile() throws InterruptedException {
        TinyModel quantised = new TinyModel(Shape.quantisable(Architecture.LLAMA), 5);
        try (ModelFile file = ModelFile.open(quantised.write(folder.resolve("q8.gguf"), TensorType.Q8_0));
                Workers own = new Workers(2);
                Model ready = Model.load(file, own);
                Model atOnce = Model.loadAtOnce(file, 64, own)) {
            List<List<Integer>> answers = new ArrayList<>();
            for (Model m : List.of(ready, atOnce)) {
                try (Scheduler s = Scheduler.start(m, own, SchedulerTest::bytes, new Limits(1, 1, 64, PLENTY),
                        System::nanoTime)) {
                    answers.add(answer(s, request(new int[]{1, 2, 3}, 20)).ids());
                }
            }
            assertEquals(answers.getFirst(), answers.getLast());
            while (atOnce.repackNext(own)) continue; // one layer for each token is repacked before the scheduler is closed
            assertEquals(ready.ownBytes(), atOnce.ownBytes());
        }
    }

    @Test
    void aModelWhoseLogitsAreNoNumbersFailsItsAnswersAndGoesOn() throws InterruptedException {
        TinyModel broken = new TinyModel(Shape.of(Architecture.QWEN3), 3).withNaN();
        try (ModelFile brokenFile = ModelFile.open(broken.write(folder.resolve("nan.gguf")));
                Model nan = Model.load(brokenFile, workers);
                Scheduler s = Scheduler.start(nan, workers, SchedulerTest::bytes, new Limits(2, 2, 64, PLENTY),
                        System::nanoTime)) {
            for (float temperature : new float[]{0, 1}) {
                Request request = new Request(new int[]{1}, SamplingOptions.at(temperature, 1), 3, Set.of());
                Answer failed = answer(s, request);
                assertEquals(Reason.FAILED, failed.end().reason());
                assertTrue(failed.end().message().contains("not numbers"), failed.end().message());
            }
        }
    }

    /// Holds up the owner thread in the middle of an answer, from within its constraint.
    private static final class Gate implements Constraint {

        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);

        Request request() {
            return new Request(tiny.tokens(5, 1), SamplingOptions.greedy(), 20, List.of(), Set.of(),
                    Optional.of(this));
        }

        @Override
        public void mask(float[] logits) {
            entered.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void accept(int token) {}
    }
}
