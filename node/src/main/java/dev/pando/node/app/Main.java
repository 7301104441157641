package dev.pando.node.app;

import dev.pando.node.answer.LocalEngine;
import dev.pando.node.cli.Cli;
import dev.pando.node.cli.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// The entry of `./pando`: connects the rooms to the process's own streams and environment.
public final class Main {

    private Main() {}

    /// Runs one command and ends the process with its exit status.
    ///
    /// @param arguments the command line
    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("up")) Ahead.begin();
        PrintStream out = utf8(FileDescriptor.out), err = utf8(FileDescriptor.err);
        boolean interactive = System.console() != null && System.console().isTerminal();
        int status = Cli.run(new Terminal(System.in, out, err, System.getenv(), LocalEngine::open, interactive),
                arguments);
        out.flush();
        System.exit(status);
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
