package dev.pando.engine.grammar;

/// A schema that is broken, over a limit, or says something that cannot be followed, in one line with its place.
public final class GrammarException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    GrammarException(String place, String message) {
        super("schema at " + (place.isEmpty() || place.equals("#") ? "the root" : place) + ": " + message, null, false,
                false);
    }
}
