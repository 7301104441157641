package dev.pando.lab;

/// The entry of `./pando lab`.
public final class LabMain {

    private LabMain() {}

    /// @param arguments the experiment's name and its options
    public static void main(String[] arguments) {
        System.err.println("pando lab: no experiment yet");
        System.exit(2);
    }
}
