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

    /// Skill: the card of an adapter, whose body is fetched by its hash.
    ///
    /// @param base      SHA-256 of the model that it changes
    /// @param body      SHA-256 of the body
    /// @param bytes     of the body
    /// @param rank      of the adapter
    /// @param before    loss on held-out text without it, nats per token; 0 if nothing was held out
    /// @param after     the same with it; a claim, which nobody has to believe
    /// @param statement what it was trained on, in its author's words
    /// @param data      SHA-256 of the text
    /// @param weights   SHA-256 of the weights that training ended in
    /// @param steps     of training
    /// @param settings  all numbers that decide the outcome
    /// @param centroid  where its text lies among texts: the direction of its mean vector, signed bytes; empty if its author
    ///                  does not say. A claim, too
    record Genome(byte[] base, byte[] body, long bytes, int rank, double before, double after, String statement,
            byte[] data, byte[] weights, int steps, String settings, byte[] centroid) implements Payload {

        /// Bytes of a hash.
        public static final int HASH_BYTES = 32;
        /// Bytes of a body.
        public static final long BODY_BYTES_MAX = 512L << 20;
        /// Rank of an adapter.
        public static final int RANK_MAX = 512;
        /// Nats per token; 256,000 tokens that are all alike take 12.5.
        public static final double LOSS_MAX = 100;
        /// Characters of each text.
        public static final int TEXT_MAX = 1_024;
        /// Elements of a centroid.
        public static final int CENTROID_MAX = 1_024;

        /// @throws ArtifactException naming the field that is out of range
        public Genome {
            for (byte[] hash : new byte[][]{base, body, data, weights}) {
                if (hash.length != HASH_BYTES) throw new ArtifactException("genome hash of " + hash.length + " bytes");
            }
            within("bytes", bytes, 1, BODY_BYTES_MAX);
            within("rank", rank, 1, RANK_MAX);
            within("loss before", before, 0, LOSS_MAX);
            within("loss after", after, 0, LOSS_MAX);
            within("steps", steps, 0, Integer.MAX_VALUE);
            within("statement", statement.length(), 0, TEXT_MAX);
            within("settings", settings.length(), 0, TEXT_MAX);
            within("centroid", centroid.length, 0, CENTROID_MAX);
            base = base.clone();
            body = body.clone();
            data = data.clone();
            weights = weights.clone();
            centroid = centroid.clone();
        }

        private static void within(String field, double value, double min, double max) {
            if (value >= min && value <= max) return;
            throw new ArtifactException("genome " + field + ": " + value + ", allowed " + min + " to " + max);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Genome g && Arrays.equals(g.body, body) && Arrays.equals(g.base, base)
                    && Arrays.equals(g.data, data) && Arrays.equals(g.weights, weights) && g.bytes == bytes
                    && g.rank == rank && g.before == before && g.after == after && g.steps == steps
                    && g.statement.equals(statement) && g.settings.equals(settings)
                    && Arrays.equals(g.centroid, centroid);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(body);
        }
    }

    /// Takes an earlier artifact of the same author back, wherever it has been merged.
    ///
    /// @param target what is taken back
    record Revocation(ContentId target) implements Payload {}
}
