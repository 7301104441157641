package dev.pando.engine.artifact;

import dev.pando.engine.grid.Trace;
import java.util.Arrays;

/// What an artifact teaches. A new kind breaks every reader that is not prepared for it.
public sealed interface Payload {

    /// Association: what goes with what.
    ///
    /// @param trace the change of the grid
    record TracePayload(Trace trace) implements Payload {}

    /// Exact recall: a question that was answered, or a statement.
    ///
    /// @param code     256 sign bits of the question's vector, under which it is found
    /// @param question what was asked, or what the statement is about
    /// @param answer   what was answered, or the statement
    /// @param source   where it comes from, for people
    /// @param fitness  how good it proved to be, 0 to 1
    record Memory(byte[] code, String question, String answer, String source, double fitness) implements Payload {

        /// Bytes of a code.
        public static final int CODE_BYTES = 32;
        /// Characters of each text.
        public static final int TEXT_MAX = 4_096;

        /// @throws ArtifactException if the code has another length, a text is too long or the fitness is out of range
        public Memory {
            if (code.length != CODE_BYTES) throw new ArtifactException("memory code of " + code.length + " bytes");
            for (String text : new String[]{question, answer, source}) {
                if (text.length() > TEXT_MAX)
                    throw new ArtifactException("memory text of " + text.length() + ", limit " + TEXT_MAX);
            }
            if (!(fitness >= 0 && fitness <= 1)) throw new ArtifactException("fitness " + fitness + ", allowed 0 to 1");
            code = code.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Memory m && Arrays.equals(m.code, code) && m.question.equals(question)
                    && m.answer.equals(answer) && m.source.equals(source) && m.fitness == fitness;
        }

        @Override
        public int hashCode() {
            return question.hashCode() * 31 + answer.hashCode();
        }
    }

    /// Takes an earlier artifact of the same author back, wherever it has been merged.
    ///
    /// @param target what is taken back
    record Revocation(ContentId target) implements Payload {}
}
