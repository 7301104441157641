package dev.pando.node.context;

import dev.pando.node.collective.Answer;
import dev.pando.node.memory.Found;

/// What a prompt quotes under a number.
public sealed interface Source {

    /// What is quoted.
    String text();

    /// How well it fits; comparable among sources of one kind only.
    double score();

    /// Something that was said to this node.
    record Remembered(Found found) implements Source {
        @Override
        public String text() {
            return found.memory().text();
        }

        @Override
        public double score() {
            return found.score();
        }
    }

    /// A statement, of this node's person or of somebody else.
    ///
    /// @param of what it is a source of, with its author
    record Stated(Answer.Source of) implements Source {
        @Override
        public String text() {
            return of.note().statement().sentence();
        }

        @Override
        public double score() {
            return of.note().confidence() * of.reputation();
        }
    }
}
