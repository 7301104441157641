package dev.pando.lab.report;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The option `--warm-up` of an experiment that takes times, mixed into its command: what is timed is done for so long before it counts,
/// because Java compiles it meanwhile.
///
/// A boundary between processes takes 0.6 ms while the compilers of three processes share two cores, and 0.3 ms once they are done with a small
/// model, which 15 s suffice for.
public final class WarmUp {

    private static final double SECONDS_MAX = 3_600; // more than anybody waits for

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;
    private double seconds;

    private WarmUp() {}

    /// One of many.
    @FunctionalInterface
    public interface Turn<E extends Exception> {

        /// Takes turn `number`, from 0 on.
        void take(int number) throws E;
    }

    @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "15", description = "before anything is timed, until the compilers are done; at least one turn, up to 3600 s (default: ${DEFAULT-VALUE})")
    private void seconds(double given) {
        if (!(given >= 0 && given <= SECONDS_MAX)) {
            throw new ParameterException(command.commandLine(), "--warm-up: " + given + " s, from 0 to 3600");
        }
        seconds = given;
    }

    /// Takes turns for so long.
    ///
    /// @param least so many at least
    public <E extends Exception> void run(int least, Turn<E> turn) throws E {
        long begun = System.nanoTime();
        for (int number = 0; number < least || System.nanoTime() - begun < seconds * 1e9; number++) turn.take(number);
    }
}
