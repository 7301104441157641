package dev.pando.node.gate;

import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.node.notes.Names;
import dev.pando.node.notes.Statement;
import java.util.Optional;

/// How a statement stands in a memory: `question` is `subject → object`, `answer` the sentence, `source` where it is from.
public final class Claims {

    private static final String ARROW = " → ";

    private Claims() {}

    /// The question of a statement.
    public static String question(Statement statement) {
        return statement.subject() + ARROW + statement.object();
    }

    /// The statement of a memory; empty if it is none: not two names, or names that nobody writes so.
    public static Optional<Statement> read(Memory memory) {
        String[] ends = memory.question().split(ARROW, -1);
        if (ends.length != 2 || !ends[0].equals(Names.canonical(ends[0]))
                || !ends[1].equals(Names.canonical(ends[1]))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Statement(ends[0], "", ends[1], memory.answer()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
