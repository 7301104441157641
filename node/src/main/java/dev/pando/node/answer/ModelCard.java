package dev.pando.node.answer;

import java.util.Objects;

/// What can be said about a model without asking it.
///
/// @param id             the name that requests use
/// @param contextTokens  prompt and answer together may have this many tokens
/// @param createdEpochS  when the file was last changed, in seconds since 1970
public record ModelCard(String id, int contextTokens, long createdEpochS) {

    /// What the bundled model's files are named.
    private static final String BUNDLED = "pando-seed";

    /// Refuses an empty name and a model without room for a token.
    public ModelCard {
        Objects.requireNonNull(id);
        if (id.isBlank()) throw new IllegalArgumentException("a model needs a name");
        if (contextTokens < 1) throw new IllegalArgumentException("context: " + contextTokens + ", at least 1");
    }

    /// Whether a model of this name is the bundled one, which is asked in its own way.
    public static boolean isBundled(String model) {
        return model.startsWith(BUNDLED);
    }
}
