package dev.pando.lab.recall;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// Facts with their questions, and the everyday messages around them. The sets have no fact, template or name in common.
enum FactSet {
    /// What constants are chosen on.
    TUNING,
    /// What judged them first. Its misses have been read since, so it chooses, too.
    EXAM,
    /// Longer statements, fewer words in common, everyday messages of a hundred thousand forms; constants are chosen on it.
    REHEARSAL,
    /// What judged them next; its misses have been read, too.
    PREMIERE,
    /// What judges them now; nothing may be chosen by looking at it.
    FINALE,
    /// What judges them beside it, plainer and as people talk; nothing may be chosen by looking at it either.
    ENCORE,
    /// What judges them last, written before the causes of the finale's misses were looked for; nothing may be chosen by looking at it.
    CODA;

    /// The lines of one of its files: `facts.tsv`, `distractors.txt` or `slots.txt`.
    List<String> lines(String file) {
        String name = name().toLowerCase(Locale.ROOT) + "/" + file;
        try (InputStream in = FactSet.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException(name + " is missing from this build");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
