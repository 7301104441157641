package dev.pando.lab.kernels;

import dev.pando.engine.read.Reader;
import dev.pando.engine.seed.Judgement;
import dev.pando.kernel.VectorWidth;
import dev.pando.node.encode.E5Eyes;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// What a question and a quotation cost the bundled reader on one thread: products of bytes, mostly.
///
/// `main` runs it; `-Dpando.machine.code=false` is how a processor without our machine code computes, and `-Dpando.vector.bits` how one with
/// narrower vectors does. `docs/decisions/067-a-reader-of-twelve-layers.md` holds the figures.
@Fork(0)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 1)
public class ReaderBenchmark {

    private static final String QUESTION = "Where does Philomena Crake live?";
    private static final String SHORT = "Philomena Crake rents a small flat in Selmere.";
    private static final String LONG = "Since her brother moved to the coast, Philomena Crake, who clocks in at Solberg Mills every "
            + "morning at six, has rented a small flat over the bakery in Selmere, ten minutes from the station.";

    /// Runs the benchmark.
    ///
    /// @param arguments the reader's file
    public static void main(String[] arguments) throws Exception {
        System.setProperty("reader", arguments[0]);
        System.out.println("# " + VectorWidth.bits() + " bits, products in " + VectorWidth.products());
        new Runner(new OptionsBuilder().include(ReaderBenchmark.class.getSimpleName()).build()).run();
    }

    /// The bundled reader.
    @State(Scope.Benchmark)
    public static class Bundled {
        Reader reader;

        @Setup
        public void open() {
            E5Eyes eyes = new E5Eyes();
            reader = new Reader(eyes, E5Eyes.reader(Path.of(System.getProperty("reader"))));
            System.out.println("# tokens: " + eyes.see(QUESTION, SHORT).from().length + " and "
                    + eyes.see(QUESTION, LONG).from().length);
        }
    }

    /// A sentence.
    @Benchmark
    public Optional<Judgement> aSentence(Bundled bundled) {
        return bundled.reader.of(QUESTION, SHORT);
    }

    /// A long one.
    @Benchmark
    public Optional<Judgement> aLongSentence(Bundled bundled) {
        return bundled.reader.of(QUESTION, LONG);
    }
}
