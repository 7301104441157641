package dev.pando.lab.recall;

/// A fact that was told once, and a question for it in other words.
///
/// @param fact     what was told
/// @param question what is asked later
record Told(String fact, String question) {

    /// Reads `fact TAB question`.
    static Told of(String line) {
        String[] parts = line.split("\t");
        if (parts.length != 2) throw new IllegalArgumentException("not fact, tab, question: " + line);
        return new Told(parts[0], parts[1]);
    }
}
