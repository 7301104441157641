package dev.pando.engine.read;

import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.learn.Control;
import dev.pando.engine.learn.Course;
import dev.pando.engine.learn.Pace;
import dev.pando.engine.learn.Progress;
import dev.pando.engine.learn.Receipt;
import dev.pando.engine.seed.SeedText;
import dev.pando.engine.seed.Split;
import dev.pando.engine.train.AdamW;
import dev.pando.engine.train.Node;
import dev.pando.engine.train.Schedule;
import dev.pando.engine.train.Tape;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.kernel.Workers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// How a reader is made: an encoder goes on learning, every step some exercises. Those that are invented it has never
/// seen; those that people wrote come again and again.
///
/// A reader that has learned much knows most of what it is asked: such lessons cost as much as others and teach nothing. So half of a step's room is for
/// exercises as they come, lest it forgets, and the rest for what the reader that training began with finds hardest of many others, all of them invented: of what comes again it
/// would learn the hardest by heart.
///
/// Everything follows from the numbers here, the exercises of the same commit and what the encoder knew.
///
/// Source: Jiang et al. 2019, <https://arxiv.org/abs/1910.00762>, who choose by the losses of the model as it is; here a step need not wait for them.
///
/// @param shape     of the encoder, and so of the reader
/// @param steps     of training
/// @param exercises of a step, as they come; each gives one to four lessons
/// @param others    invented ones, of which the hardest lessons follow; what finds no room is left out
/// @param sequences of a step, each with as many lessons as fit
/// @param length    tokens of a sequence
/// @param rate      highest learning rate
/// @param seed      of everything
public record ReaderTraining(ReaderModel.Shape shape, int steps, int exercises, int others, int sequences, int length,
        float rate,
        long seed) {

    private static final AdamW.Settings ADAM = new AdamW.Settings(0.9f, 0.98f, 1e-8f, 0.01f, 1);
    private static final int WARM_UP_MAX = 100;
    private static final float SPANS = 0.5f; // tags that weigh as much as a verdict, on average
    private static final int HELD_OUT = 400; // exercises
    private static final int HASHED = 64; // exercises by which a run knows its own
    private static final int CHECKPOINT_EVERY = 100; // steps

    /// About as many steps as the reader of decision 068 took; the bundled one took some more: see its card, models/README.md.
    public static final int STEPS = 3_700;

    /// Highest learning rate where nothing else is said.
    public static final float RATE = 2e-4f;

    /// Refuses a rate that is no rate.
    ///
    /// @throws IllegalArgumentException if it is not above 0 and at most 1
    public ReaderTraining {
        if (!(rate > 0 && rate <= 1)) throw new IllegalArgumentException("rate: " + rate + ", above 0 and at most 1");
    }

    /// How good a reader is on exercises of names and phrasings that it never saw.
    ///
    /// @param lessons  read
    /// @param verdicts share that was judged rightly
    /// @param answers  share of answers whose tokens, all of them and no others, are the likeliest
    public record Score(int lessons, double verdicts, double answers) {}

    /// The recipe of the bundled reader, of an encoder of this shape.
    ///
    /// @param rate highest learning rate
    public static ReaderTraining usual(ReaderModel.Shape shape, int steps, float rate, long seed) {
        return new ReaderTraining(shape, steps, 9, 36, 8, 256, rate, seed);
    }

    /// Makes the reader, or goes on making it: the same reader, however often it is stopped and taken up again.
    ///
    /// @param eyes      of the encoder
    /// @param known     what it begins with: the encoder's layers, or those of another reader; see [ReaderModel#values]
    /// @param folder    where checkpoints are kept
    /// @param nanoClock for speed and time left; decides nothing else
    /// @param told      hears of every step
    /// @return the reader, or nothing if somebody stopped it before all steps were taken
    /// @throws dev.pando.engine.corpus.TrainingException if a checkpoint belongs to another run or cannot be written, or numbers stop
    ///                                                   being finite
    public Optional<ReaderModel> run(Eyes eyes, Function<String, Optional<float[]>> known, Path folder, Workers workers,
            Control control, LongSupplier nanoClock, Consumer<Progress> told) {
        ReaderModel model = ReaderModel.beginning(shape, known, seed);
        ReaderLessons lessons = new ReaderLessons(SeedText.retold(seed));
        List<Parameter> parameters = List.copyOf(model.parameters());
        Schedule schedule = new Schedule(rate, rate / 20, Math.min(steps, WARM_UP_MAX), steps);
        Course course = new Course(decisive(schedule, parameters, eyes, lessons), parameters,
                new AdamW(workers, ADAM, parameters), folder);
        Reader before = new Reader(eyes, model);
        Pace pace = new Pace(nanoClock, steps, sequences * length);
        Tape tape = new Tape(workers);
        course.takeUp();
        while (course.step() < steps && control.goOn()) {
            pace.begin();
            List<Read> batch = batch(eyes, before, workers, lessons, (long) course.step() * (exercises + others));
            tape.reset();
            float loss = (float) loss(tape, model, batch);
            tape.backward();
            course.go(loss, schedule.rate(course.step()));
            if (course.step() % CHECKPOINT_EVERY == 0) course.save();
            told.accept(pace.end(course.step(), loss, Float.NaN));
        }
        course.save();
        return course.step() == steps ? Optional.of(model) : Optional.empty();
    }

    // The numbers of this recipe, what it begins with, and what some exercises of all parts of the run are like.
    private String decisive(Schedule schedule, List<Parameter> parameters, Eyes eyes, ReaderLessons lessons) {
        MessageDigest digest = Hashes.sha256();
        for (long i = 0; i < HASHED; i++) {
            for (Lesson lesson : lessons.of(i * steps * (exercises + others) / HASHED)) {
                float[] states = eyes.see(lesson.question(), lesson.quotation()).states();
                digest.update((lesson + " " + Arrays.hashCode(states)).getBytes(StandardCharsets.UTF_8));
            }
        }
        return String.join("\n", toString(), ADAM.toString(), schedule.toString(), "spans " + SPANS,
                Receipt.hash(parameters), HexFormat.of().formatHex(digest.digest()));
    }

    /// A lesson as an encoder sees it.
    private record Read(Lesson lesson, Seen seen) {}

    private List<Read> batch(Eyes eyes, Reader before, Workers workers, ReaderLessons lessons, long first) {
        List<Read> batch = new ArrayList<>(read(eyes, workers, exercises, i -> lessons.of(first + i)));
        List<Read> more = read(eyes, workers, others, i -> lessons.invented(first + exercises + i));
        double[] losses = new double[more.size()];
        workers.run(losses.length, i -> {
            Lesson lesson = more.get(i).lesson;
            losses[i] = before.read(lesson.question(), lesson.quotation()).loss(lesson);
        });
        IntStream.range(0, losses.length).boxed().sorted(Comparator.comparingDouble(i -> -losses[i])).map(more::get)
                .forEachOrdered(batch::add);
        return batch;
    }

    private static List<Read> read(Eyes eyes, Workers workers, int count, IntFunction<List<Lesson>> lessons) {
        List<List<Read>> read = new ArrayList<>(Collections.nCopies(count, List.of()));
        workers.run(count, i -> read.set(i, lessons.apply(i).stream()
                .map(lesson -> new Read(lesson, eyes.see(lesson.question(), lesson.quotation()))).toList()));
        return read.stream().flatMap(List::stream).toList();
    }

    // Lessons that share a sequence do not see each other. Sequences are always as many and as long, so that arrays are used again.
    private double loss(Tape tape, ReaderModel model, List<Read> batch) {
        int rows = sequences * length, width = shape.width();
        float[] states = new float[rows * width];
        int[] tags = new int[rows], verdicts = new int[rows], firsts = new int[rows], ends = new int[rows];
        Arrays.fill(tags, -1);
        Arrays.fill(verdicts, -1);
        int tagged = 0, judged = 0, at = 0;
        for (Read read : batch) {
            Seen s = read.seen;
            if (s.tokens() > length) continue;
            if (at % length + s.tokens() > length) at = text(firsts, ends, at, at - at % length + length);
            if (at >= rows) break;
            System.arraycopy(s.states(), 0, states, at * width, s.states().length);
            tagged += tag(read.lesson, s, tags, at);
            verdicts[at] = read.lesson.right() ? ReaderModel.YES : ReaderModel.NO;
            judged++;
            at = text(firsts, ends, at, at + s.tokens());
        }
        while (at < rows) at = text(firsts, ends, at, at - at % length + length);
        Node hidden = model.hidden(tape, new Node(rows, width, states, null), length, firsts, ends);
        double verdict = tape.crossEntropy(hidden, model.weight("verdict.weight"), verdicts, Math.max(1, judged));
        return verdict + tape.crossEntropy(hidden, model.weight("tags.weight"), tags,
                Math.max(1, Math.round(tagged * SPANS)));
    }

    // Tokens `from` to `to`, all of one sequence, see each other and no others.
    private int text(int[] firsts, int[] ends, int from, int to) {
        Arrays.fill(firsts, from, to, from % length);
        Arrays.fill(ends, from, to, (to - 1) % length + 1);
        return to;
    }

    // Where a quotation is not what was asked for, or holds no answer word for word, nobody asks for its words.
    private static int tag(Lesson lesson, Seen seen, int[] tags, int at) {
        if (!lesson.hasAnswer()) return 0;
        int tagged = 0;
        boolean begun = false;
        for (int token = 0; token < seen.tokens(); token++) {
            if (!seen.isQuoted(token)) continue;
            boolean of = seen.overlaps(token, lesson.from(), lesson.to());
            tags[at + token] = !of ? ReaderModel.OUTSIDE : begun ? ReaderModel.INSIDE : ReaderModel.BEGIN;
            begun |= of;
            tagged++;
        }
        return tagged;
    }

    /// How good a reader is on what was kept from training.
    public Score score(ReaderModel model, Eyes eyes) {
        ReaderLessons lessons = new ReaderLessons(new SeedText(seed, Split.TEST));
        Reader reader = new Reader(eyes, model);
        int read = 0, judged = 0, asked = 0, answered = 0;
        for (int i = 0; i < HELD_OUT; i++) {
            for (Lesson lesson : lessons.of(i)) {
                Reading reading = reader.read(lesson.question(), lesson.quotation());
                read++;
                if (reading.odds() > 0 == lesson.right()) judged++;
                if (!lesson.hasAnswer()) continue;
                asked++;
                if (reading.isLikeliest(lesson.from(), lesson.to())) answered++;
            }
        }
        return new Score(read, (double) judged / read, (double) answered / Math.max(1, asked));
    }
}
