package dev.pando.engine.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.corpus.TrainingException;
import dev.pando.engine.learn.Control;
import dev.pando.engine.weights.GgufWriter;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.kernel.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReaderTest {

    private static final int WIDTH = 64;
    private static final ReaderModel.Shape SHAPE = new ReaderModel.Shape(WIDTH, 128, 1, 2);

    @TempDir
    Path folder;

    private int runs;

    // Each word a random vector of its own, the same wherever it stands.
    private static Seen see(String question, String quotation) {
        List<float[]> states = new ArrayList<>();
        List<Integer> from = new ArrayList<>(), to = new ArrayList<>();
        states.add(vector("[begin]"));
        from.add(-1);
        to.add(-1);
        for (String text : List.of(question, quotation)) {
            for (MatchResult word : Pattern.compile("\\w+|\\S").matcher(text).results().toList()) {
                states.add(vector(word.group()));
                boolean quoted = text == quotation;
                from.add(quoted ? word.start() : -1);
                to.add(quoted ? word.end() : -1);
            }
            states.add(vector("[end]"));
            from.add(-1);
            to.add(-1);
        }
        float[] all = new float[states.size() * WIDTH];
        for (int i = 0; i < states.size(); i++) System.arraycopy(states.get(i), 0, all, i * WIDTH, WIDTH);
        return new Seen(all, from.stream().mapToInt(i -> i).toArray(), to.stream().mapToInt(i -> i).toArray());
    }

    private static float[] vector(String word) {
        SplittableRandom random = new SplittableRandom(word.hashCode());
        float[] vector = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) vector[i] = (float) random.nextDouble(-1, 1);
        return vector;
    }

    private ReaderModel trained(int threads, int steps, List<Double> losses) {
        return trained("run" + runs++, threads, steps, -1, losses).orElseThrow();
    }

    // Stopped after so many steps of this session.
    private Optional<ReaderModel> trained(String name, int threads, int steps, int stopAfter, List<Double> losses) {
        Control control = new Control();
        try (Workers workers = new Workers(threads)) {
            return new ReaderTraining(SHAPE, steps, 8, 8, 8, 96, 4e-3f, 5).run(ReaderTest::see, _ -> Optional.empty(),
                    folder.resolve(name), workers, control, () -> 0, p -> {
                        losses.add((double) p.loss());
                        if (losses.size() == stopAfter) control.cancel();
                    });
        }
    }

    @Test
    void itLearnsFromTheExercises() {
        List<Double> losses = new ArrayList<>();
        trained(2, 60, losses);
        double first = losses.subList(0, 10).stream().mapToDouble(d -> d).average().orElseThrow();
        double last = losses.subList(50, 60).stream().mapToDouble(d -> d).average().orElseThrow();
        assertTrue(last < 0.75 * first, first + " to " + last);
    }

    @Test
    void theSameSeedGivesTheSameReaderOnAnyNumberOfThreads() {
        ReaderModel one = trained(1, 3, new ArrayList<>()), two = trained(2, 3, new ArrayList<>());
        one.parameters().forEach(p -> assertArrayEquals(p.value(), two.weight(p.name()).value(), p.name()));
    }

    @Test
    void aRunThatIsStoppedGoesOnToTheSameReader() {
        List<Double> straight = new ArrayList<>(), first = new ArrayList<>(), second = new ArrayList<>();
        ReaderModel one = trained(1, 5, straight);
        assertTrue(trained("stopped", 2, 5, 2, first).isEmpty());
        ReaderModel two = trained("stopped", 1, 5, -1, second).orElseThrow();
        first.addAll(second);
        assertEquals(straight, first);
        one.parameters().forEach(p -> assertArrayEquals(p.value(), two.weight(p.name()).value(), p.name()));
        assertTrue(assertThrows(TrainingException.class, () -> trained("stopped", 1, 6, -1, second)).getMessage()
                .contains("belongs to a run with other data, base or settings"));
    }

    @Test
    void whatIsWrittenReadsTheSameUpToEightBits() throws IOException {
        ReaderModel model = trained(1, 3, new ArrayList<>());
        Path file = folder.resolve("reader.gguf");
        model.write(file);
        ReaderModel again = ReaderModel.open(file);
        assertEquals(model.shape(), again.shape());
        String question = "Where does Mirel live?", quotation = "Mirel rents a small flat in Oskerby.";
        Reading before = new Reader(ReaderTest::see, model).read(question, quotation);
        Reading after = new Reader(ReaderTest::see, again).read(question, quotation);
        assertEquals(before.odds(), after.odds(), 0.05);
        assertEquals(before.answer(28, 35), after.answer(28, 35), 0.2);
        Path second = folder.resolve("second.gguf");
        again.write(second);
        assertEquals(-1, Files.mismatch(file, second), "what had 8 bits keeps them");
    }

    // Of "It is X", with the last word as the likeliest answer.
    private static Reading reading(double odds) {
        Seen seen = new Seen(new float[4], new int[]{-1, 0, 4, 7}, new int[]{-1, 3, 6, 8});
        float[] tags = new float[12];
        float[] likely = {0.9f, 0.05f, 0.05f};
        for (int token = 0; token < 4; token++) {
            for (int tag = 0; tag < 3; tag++)
                tags[token * 3 + tag] = (float) Math.log(likely[(tag + (token == 3 ? 2 : 0)) % 3]);
        }
        return new Reading(odds, seen, tags);
    }

    @Test
    void anAnswerIsAsLikelyAsItsTokensAre() {
        Reading reading = reading(0);
        assertTrue(reading.answer(7, 8) > 0, "the last word begins the answer");
        assertTrue(reading.answer(4, 6) < 0);
        assertTrue(reading.answer(4, 8) < reading.answer(7, 8));
        assertTrue(reading.answer(20, 22) < -20, "what was not read");
        assertTrue(reading.isLikeliest(7, 8) && !reading.isLikeliest(4, 8));
    }

    @Test
    void aLessonIsTheHarderTheMoreItIsMisread() {
        Reading sure = reading(2);
        double right = sure.loss(new Lesson("", "", true, -1, -1)), wrong = sure.loss(Lesson.wrong("", ""));
        assertEquals(Math.log1p(Math.exp(-2)), right, 1e-9);
        assertEquals(2, wrong - right, 1e-9, "as sure of the contrary");
        double found = sure.loss(new Lesson("", "", true, 7, 8)), missed = sure.loss(new Lesson("", "", true, 4, 6));
        assertTrue(right < found && found < missed, right + ", " + found + ", " + missed);
    }

    @Test
    void whatIsNoReaderIsRefusedInOneLine() throws IOException {
        Path other = folder.resolve("other.gguf");
        new GgufWriter().text("general.architecture", "llama").write(other);
        assertTrue(assertThrows(ModelFileException.class, () -> ReaderModel.open(other)).getMessage()
                .contains("no reader"));
        Path huge = folder.resolve("huge.gguf");
        new GgufWriter().text("general.architecture", "pando-reader").count("reader.embedding_length", 1 << 20)
                .count("reader.feed_forward_length", 1).count("reader.block_count", 1)
                .count("reader.attention.head_count", 1)
                .write(huge);
        assertTrue(assertThrows(ModelFileException.class, () -> ReaderModel.open(huge)).getMessage()
                .contains("no reader"));
        assertThrows(IllegalArgumentException.class, () -> new ReaderModel.Shape(64, 64, 1, 5));
        assertThrows(IllegalArgumentException.class, () -> new Seen(new float[3], new int[2], new int[2]));
    }
}
