package dev.pando.engine.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.corpus.Sequences;
import dev.pando.engine.corpus.TrainingException;
import dev.pando.engine.model.Architecture;
import dev.pando.engine.model.TinyModel;
import dev.pando.engine.model.TinyModel.Shape;
import dev.pando.engine.train.AdamW;
import dev.pando.engine.train.Schedule;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import dev.pando.testing.Forall;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {

    static final int LENGTH = 12;
    static final int STEPS = 20;

    @TempDir
    Path folder;
    private Path base;

    @BeforeEach
    void writeBase() {
        base = new TinyModel(Shape.of(Architecture.LLAMA), 3).write(folder.resolve("tiny.gguf"));
    }

    /// Random walks: what follows depends on what was there, so there is something to learn.
    record Walks(int length, long count) implements Sequences {
        @Override
        public void read(long index, int[] tokens, int[] targets, int at) {
            SplittableRandom random = new SplittableRandom(index % count);
            int token = random.nextInt(50);
            for (int i = 0; i < length; i++) {
                tokens[at + i] = token;
                token = (token * 3 + random.nextInt(2)) % 50;
                targets[at + i] = i % 5 == 4 ? -1 : token;
            }
        }
    }

    static TrainingSettings settings(int batch, int microBatch, boolean recompute) {
        return new TrainingSettings(LENGTH, batch, microBatch, new Schedule(0.01f, 0.001f, 3, STEPS),
                AdamW.Settings.usual(), 7, recompute, 5, 4);
    }

    private TrainingRun.Outcome train(Path run, int threads, boolean full, TrainingSettings settings, int stopAfter) {
        return train(new CheckpointStore(run), threads, full, settings, stopAfter);
    }

    private TrainingRun.Outcome train(CheckpointStore store, int threads, boolean full, TrainingSettings settings,
            int stopAfter) {
        try (ModelFile file = ModelFile.open(base); Workers workers = new Workers(threads)) {
            Control control = new Control();
            return new TrainingRun(subject(file, full), settings, store, workers, System::nanoTime).run(control, p -> {
                if (p.step() == stopAfter) control.cancel();
            });
        }
    }

    static TrainingRun.Subject subject(ModelFile file, boolean full) {
        Decoder decoder = full ? Decoder.learning(file, LENGTH) : Decoder.frozen(file, LENGTH);
        Learner learner = full
                ? Learner.of(decoder)
                : new Learner(decoder, new Lora(decoder.config(), Lora.Settings.ofRank(3), 5));
        return new TrainingRun.Subject(learner, new Walks(LENGTH, 1_000), new Walks(LENGTH, 6), "base", "data");
    }

    @Test
    void aRunThatIsStoppedAnywhereAndTakenUpAgainGivesTheSameWeights() {
        for (boolean full : new boolean[]{false, true}) {
            String whole = train(folder.resolve("whole" + full), 1, full, settings(4, 2, false), -1).receipt()
                    .weights();
            Forall.seeds(2, random -> {
                Path run = folder.resolve(full + " " + random.nextLong());
                int first = 1 + random.nextInt(STEPS - 2), second = first + 1 + random.nextInt(STEPS - first);
                assertFalse(train(run, 2, full, settings(4, 2, false), first).finished());
                train(run, 1, full, settings(4, 2, true), second);
                var end = train(run, 2, full, settings(4, 2, false), -1);
                assertTrue(end.finished());
                assertEquals(whole, end.receipt().weights());
                assertEquals(STEPS, end.curve().losses().length);
            });
        }
    }

    @Test
    void theHeldOutLossFalls() {
        for (boolean full : new boolean[]{false, true}) {
            var curve = train(folder.resolve("fall" + full), 1, full, settings(8, 8, false), -1).curve();
            float before = curve.heldOutLoss()[0], after = curve.heldOutLoss()[curve.heldOutLoss().length - 1];
            assertTrue(after < 0.9 * before, before + " → " + after);
            String svg = LossPlot.svg(curve, "a < b");
            assertTrue(svg.startsWith("<svg") && svg.contains("a &lt; b") && !svg.contains("NaN"), svg);
        }
    }

    @Test
    void smallBatchesAddUpToTheLargeOne() {
        float[] large = train(folder.resolve("l"), 1, true, settings(6, 6, false), 2).curve().losses();
        float[] small = train(folder.resolve("s"), 1, true, settings(6, 2, false), 2).curve().losses();
        float[] uneven = train(folder.resolve("u"), 1, true, settings(6, 4, false), 2).curve().losses();
        for (int i = 0; i < 2; i++) {
            assertEquals(large[i], small[i], 1e-4);
            assertEquals(large[i], uneven[i], 1e-4);
        }
    }

    @Test
    void onlyTheLastTwoCheckpointsAreKept() throws IOException {
        train(folder.resolve("kept"), 1, false, settings(2, 2, false), -1);
        assertEquals(List.of("checkpoint-000000016", "checkpoint-000000020"), names(folder.resolve("kept")));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aBrokenCheckpointIsPassedOverForTheOneBeforeIt() throws IOException {
        String whole = train(folder.resolve("w"), 1, false, settings(2, 2, false), -1).receipt().weights();
        Forall.seeds(4, random -> {
            Path run = folder.resolve("b" + random.nextLong());
            train(run, 1, false, settings(2, 2, false), 10);
            Path newest = run.resolve("checkpoint-000000010");
            try {
                byte[] bytes = Files.readAllBytes(newest);
                if (random.nextBoolean()) bytes[random.nextInt(bytes.length)] ^= 1;
                else
                    bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                Files.write(newest, bytes);
                Files.write(run.resolve("checkpoint-000000014.x.part"), bytes); // what kill -9 leaves
                assertEquals(whole, train(run, 1, false, settings(2, 2, false), -1).receipt().weights());
                assertTrue(names(run).stream().noneMatch(n -> n.endsWith(".part")));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aCheckpointOfAnotherRunIsRefused() {
        train(folder.resolve("r"), 1, false, settings(2, 2, false), 4);
        var refused = assertThrows(TrainingException.class,
                () -> train(folder.resolve("r"), 1, false, settings(4, 2, false), -1));
        assertTrue(refused.getMessage().contains("other data, base or settings"), refused.getMessage());
    }

    @Test
    void aDiskThatIsFullInTheMiddleOfACheckpointLosesNothing() {
        Path run = folder.resolve("full");
        String whole = train(folder.resolve("notFull"), 1, false, settings(2, 2, false), -1).receipt().weights();
        int[] written = {0};
        UnaryOperator<OutputStream> full = out -> ++written[0] < 3 ? out : new FilterOutputStream(out) {
            private int bytes;

            @Override
            public void write(byte[] b, int offset, int length) throws IOException {
                bytes += length;
                if (bytes > 5_000) throw new IOException("No space left on device");
                out.write(b, offset, length);
            }
        };
        var refused = assertThrows(TrainingException.class,
                () -> train(new CheckpointStore(run, full), 1, false, settings(2, 2, false), -1));
        assertEquals(
                "checkpoint at step 12 could not be written: No space left on device; checkpoint-000000008 is intact",
                refused.getMessage());
        assertEquals(whole, train(run, 1, false, settings(2, 2, false), -1).receipt().weights());
    }

    @Test
    void aBaseWithNumbersThatAreNotFiniteIsRefused() {
        try (ModelFile file = ModelFile.open(base); Workers workers = new Workers(1)) {
            var subject = subject(file, true);
            subject.learner().parameters().getFirst().value()[3] = Float.NaN;
            Arrays.fill(subject.learner().parameters().getLast().value(), Float.NaN);
            var refused = assertThrows(TrainingException.class,
                    () -> new TrainingRun(subject, settings(2, 2, false), folder.resolve("nan"), workers, () -> 0)
                            .run(new Control(), p -> {}));
            assertTrue(refused.getMessage().contains("not finite"), refused.getMessage());
        }
    }

    @Test
    void speedAndTimeLeftAreToldByTheClockWithoutPauses() {
        try (ModelFile file = ModelFile.open(base); Workers workers = new Workers(1)) {
            AtomicLong now = new AtomicLong();
            List<Progress> told = new ArrayList<>();
            Control control = new Control();
            new TrainingRun(subject(file, false), settings(2, 2, false), folder.resolve("clock"), workers,
                    () -> now.getAndAdd(500_000_000L)).run(control, p -> {
                        told.add(p);
                        now.addAndGet(1_000_000_000_000L); // a long pause
                    });
            assertEquals(STEPS, told.size());
            assertEquals(2 * LENGTH / 0.5, told.getLast().tokensPerSecond(), 1e-6);
            assertEquals(0.5 * (STEPS - 1), told.getFirst().secondsLeft(), 1e-6);
            assertTrue(Float.isNaN(told.get(0).heldOutLoss()) && told.get(4).heldOutLoss() > 0);
        }
    }

    @Test
    void aPausedRunWaitsUntilItIsResumed() throws InterruptedException {
        try (ModelFile file = ModelFile.open(base); Workers workers = new Workers(1)) {
            Control control = new Control();
            AtomicLong steps = new AtomicLong();
            control.pause();
            Thread run = Thread.ofPlatform().start(() -> new TrainingRun(subject(file, false), settings(2, 2, false),
                    folder.resolve("pause"), workers, System::nanoTime).run(control, p -> steps.incrementAndGet()));
            while (run.getState() != Thread.State.WAITING) Thread.onSpinWait();
            assertEquals(0, steps.get());
            control.resume();
            run.join();
            assertEquals(STEPS, steps.get());
        }
    }

    @Test
    void anotherSeedGivesOtherWeights() {
        String one = train(folder.resolve("1"), 1, false, settings(2, 2, false), 3).receipt().weights();
        base = new TinyModel(Shape.of(Architecture.LLAMA), 4).write(folder.resolve("other.gguf"));
        assertNotEquals(one, train(folder.resolve("2"), 1, false, settings(2, 2, false), 3).receipt().weights());
    }
}
