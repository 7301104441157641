package dev.pando.engine.check;

/// What came of a check.
///
/// @param ok   whether we can run it
/// @param line one line: `ok …` and a summary, or what is wrong and where
public record Verdict(boolean ok, String line) {

    /// @throws IllegalArgumentException if the line says something else than `ok`
    public Verdict {
        if (ok != line.startsWith("ok ")) throw new IllegalArgumentException(ok + ": " + line);
    }
}
