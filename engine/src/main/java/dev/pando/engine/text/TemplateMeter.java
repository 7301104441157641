package dev.pando.engine.text;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;

/// Counts what one rendering uses, and ends it when it is too much.
///
/// Jinjava turns exceptions into entries of a list and renders on, so a limit is an [Error] that it does not catch; where
/// reflection wraps even that, the meter remembers and throws again at the next step.
final class TemplateMeter {

    /// Ends a rendering.
    static final class Abort extends Error {
        private static final long serialVersionUID = 1L;

        Abort(String message) {
            super(message, null, false, false);
        }
    }

    private static final int STEPS_BETWEEN_LOOKS = 256;

    private final Clock clock;
    private final long startMs;
    private long steps;
    private long nextLook = STEPS_BETWEEN_LOOKS;
    private Abort abort;

    TemplateMeter(Clock clock) {
        this.clock = clock;
        startMs = clock.millis();
    }

    Clock clock() {
        return clock;
    }

    /// Why the rendering must end, or null.
    String reason() {
        return abort == null ? null : abort.getMessage();
    }

    /// Ends the rendering, now and at every further step.
    Abort abort(String reason) {
        if (abort == null) abort = new Abort(reason);
        throw abort;
    }

    void step() {
        steps(1);
    }

    void steps(long count) {
        if (abort != null) throw abort;
        steps += count;
        if (steps > TemplateLimits.STEPS_MAX) abort("over " + TemplateLimits.STEPS_MAX + " steps");
        if (steps < nextLook) return;
        nextLook = steps + STEPS_BETWEEN_LOOKS;
        if (clock.millis() - startMs > TemplateLimits.TIME_MS_MAX) abort("over " + TemplateLimits.TIME_MS_MAX + " ms");
    }

    /// Counts a value that was looked up or made, and refuses one that is too large.
    <T> T checked(T value) {
        switch (value) {
            case String text -> {
                length(text.length());
                steps(1 + text.length() / TemplateLimits.CHARS_PER_STEP);
            }
            case Collection<?> items -> size(items.size());
            case Map<?, ?> items -> size(items.size());
            case null, default -> step();
        }
        return value;
    }

    /// Refuses a string of so many characters before it is made.
    void length(long chars) {
        if (chars > TemplateLimits.OUTPUT_CHARS_MAX)
            abort("text of " + chars + " characters, limit " + TemplateLimits.OUTPUT_CHARS_MAX);
    }

    /// Refuses a list or map of so many elements before it is made.
    void size(long items) {
        step();
        if (items > TemplateLimits.ITEMS_MAX)
            abort("list of " + items + " elements, limit " + TemplateLimits.ITEMS_MAX);
    }
}
