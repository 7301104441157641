package dev.pando.node.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line of another Java process like this one.
public final class JavaCommand {

    private JavaCommand() {}

    /// This process's Java and class path, with the vectors and the native calls that our arithmetic needs.
    ///
    /// @param options   of Java; they come after ours, so they win
    /// @param main      the main class's name
    /// @param arguments of the main class
    /// @return a list to which more arguments may be added
    public static List<String> of(List<String> options, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
                "-cp", System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(main);
        command.addAll(List.of(arguments));
        return command;
    }
}
