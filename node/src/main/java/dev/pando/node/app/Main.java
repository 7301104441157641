package dev.pando.node.app;

/// The entry of `./pando`.
public final class Main {

    private Main() {}

    /// Says what this build can do so far.
    ///
    /// @param arguments the command line
    public static void main(String[] arguments) {
        System.err.println("pando " + Runtime.version().feature() + ": no command yet");
        System.exit(2);
    }
}
