package dev.pando.node.rules;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/// The proof that [Rules] let one run of one tool through. It is good for one run.
public final class Permit {

    private final String tool;
    private final String arguments;
    private final AtomicBoolean used = new AtomicBoolean();

    Permit(String tool, String arguments) {
        this.tool = Objects.requireNonNull(tool);
        this.arguments = Objects.requireNonNull(arguments);
    }

    /// The arguments that were permitted, a JSON object; asking for them uses the permit up.
    ///
    /// @param tool the one that is about to run
    /// @throws IllegalStateException if the permit is another tool's or was used before
    public String use(String tool) {
        if (!this.tool.equals(tool)) throw new IllegalStateException("this permit is for " + this.tool);
        if (!used.compareAndSet(false, true)) throw new IllegalStateException("this permit was used before");
        return arguments;
    }
}
