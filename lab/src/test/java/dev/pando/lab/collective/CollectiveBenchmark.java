package dev.pando.lab.collective;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.Artifact.Body;
import dev.pando.engine.artifact.Artifact.Lane;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Lexicon;
import dev.pando.engine.grid.Query;
import dev.pando.engine.grid.SelfOrganisingMap;
import dev.pando.engine.grid.Term;
import dev.pando.engine.grid.Trace;
import dev.pando.engine.grid.Trace.Association;
import dev.pando.libp2p.identity.Identity;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.gate.Gate;
import dev.pando.node.gate.Limits;
import dev.pando.node.gate.Trust;
import dev.pando.node.merge.Fold;
import dev.pando.node.notes.MeaningMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// What a question and a merge cost, at the sizes that were promised: 8,192 active cells, 16,384 terms, traces of three facts.
///
/// `main` runs all of it; `lab/results/collective/README.md` holds the command and its figures.
@Fork(0)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 20, time = 1) // the compilers take ten seconds to settle on the encoder
@Measurement(iterations = 15, time = 1)
public class CollectiveBenchmark {

    private static final int ACTIVE_CELLS = 8_192, TERMS = 16_384, SUBJECTS = 256, TRACES = 5_000, FACTS = 3,
            AUTHORS = 50;
    private static final long NOW_MS = 1_795_000_000_000L;

    /// Runs the benchmarks whose name matches the first argument, or all.
    public static void main(String[] arguments) throws Exception {
        String only = arguments.length == 0 ? "" : arguments[0];
        new Runner(new OptionsBuilder().include(CollectiveBenchmark.class.getSimpleName() + ".*" + only).build()).run();
    }

    /// A lexicon that lies on the map as meanings do, and a grid of so many active cells.
    @State(Scope.Benchmark)
    public static class Full {
        final SplittableRandom random = new SplittableRandom(7);
        final Lexicon lexicon = new Lexicon(MeaningMap.shipped());
        final Grid grid = new Grid();
        final List<Term> subjects = new ArrayList<>();
        int facts;
        int next;

        @Setup
        public void fill() {
            SelfOrganisingMap map = MeaningMap.shipped();
            float[] units = map.weights();
            for (int i = 0; i < TERMS; i++) lexicon.add("term " + i, near(units, map.dimensions()));
            while (grid.activeCells() < ACTIVE_CELLS) {
                // Chains of two, so that a question has something to find.
                Term s = any(), b = any(), o = any();
                grid.add(Trace.of(List.of(new Association(s, b, 1), new Association(b, o, 1))), Grid.WEIGHT_ONE);
                facts += 2;
                if (subjects.size() < SUBJECTS) subjects.add(s);
            }
            System.out.println("# " + TERMS + " terms, " + facts + " facts, " + grid.activeCells() + " active cells");
        }

        private Term any() {
            return lexicon.term(random.nextInt(TERMS));
        }

        private float[] near(float[] units, int dimensions) {
            int unit = random.nextInt(SelfOrganisingMap.UNITS) * dimensions;
            float[] vector = Arrays.copyOfRange(units, unit, unit + dimensions);
            double norm = 0;
            for (float v : vector) norm += v * v;
            float noise = (float) (0.5 * Math.sqrt(norm / dimensions));
            for (int i = 0; i < dimensions; i++) vector[i] += noise * (float) random.nextGaussian();
            return vector;
        }
    }

    /// The encoder and twenty questions.
    @State(Scope.Benchmark)
    public static class Texts {
        final MiniLm encoder = new MiniLm();
        final List<String> questions = new ArrayList<>();
        int next;

        @Setup
        public void load() {
            List<String> names = dev.pando.lab.emergence.Vectors.crowd();
            for (int i = 0; i < 20; i++)
                questions.add("How does " + names.get(31 * i) + " lead to " + names.get(57 * i + 3) + "?");
            encoder.encode(questions.getFirst());
        }

        @TearDown
        public void close() {
            encoder.close();
        }
    }

    /// Signed traces of three facts each, by fifty authors over a hundred days.
    @State(Scope.Benchmark)
    public static class Signed {
        final List<Artifact> traces = new ArrayList<>();
        Gate gate;

        @Setup
        public void sign(Full full) {
            List<Identity> authors = new ArrayList<>();
            for (int i = 0; i < AUTHORS; i++) {
                byte[] secret = new byte[32];
                full.random.nextBytes(secret);
                authors.add(Identity.ofSeed(secret));
            }
            for (int i = 0; i < TRACES; i++) {
                List<Association> said = new ArrayList<>();
                for (int f = 0; f < FACTS; f++) said.add(new Association(full.any(), full.any(), 1));
                Identity author = authors.get(i % AUTHORS);
                traces.add(Artifact.sign(
                        new Body(new AuthorKey(author.key().data()), List.of(), 1, "t", 1,
                                NOW_MS - i / AUTHORS * Limits.DAY_MS, Lane.ATTRIBUTED,
                                new TracePayload(Trace.of(said))),
                        author::sign));
            }
            gate = new Gate(new Fold(a -> Grid.WEIGHT_ONE), null, new Trust(), List::of);
        }
    }

    /// A two-note question to the grid.
    @Benchmark
    public List<Query.Hit> query(Full full) {
        Term subject = full.subjects.get(full.next++ % SUBJECTS);
        return Query.usual().follow(full.grid, full.lexicon, subject, 10);
    }

    /// The vector of a question.
    @Benchmark
    public float[] encode(Texts texts) {
        return texts.encoder.encode(texts.questions.get(texts.next++ % texts.questions.size()));
    }

    /// A trace into a fold; those who sent them were verified before.
    @Benchmark
    @OperationsPerInvocation(TRACES)
    public long merge(Signed signed) {
        Fold fold = new Fold(author -> Grid.WEIGHT_ONE / 2);
        for (Artifact trace : signed.traces) fold.add(signed.gate.kept(trace));
        return fold.size();
    }
}
