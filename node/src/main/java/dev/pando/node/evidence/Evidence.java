package dev.pando.node.evidence;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/// What one answer was based on.
///
/// @param message      the answer
/// @param model        who answered
/// @param sampling     how tokens were chosen, as JSON
/// @param promptSha256 of the whole prompt as it was given to the engine, in hexadecimal
/// @param promptTokens tokens of the prompt
/// @param answerTokens tokens of the answer
/// @param checked      whether anybody checked it
/// @param checkedBy    who; empty if nobody did
/// @param sources      what the prompt quoted, in the order of their numbers
/// @param field        what all notes together said to the question; empty if they were not asked
/// @param genomes      those that had a say in it, the most believed first
/// @param turns        turns of the conversation that were in the prompt
/// @param createdMs    milliseconds since 1970
public record Evidence(long message, String model, String sampling, String promptSha256, int promptTokens,
        int answerTokens, Checked checked, String checkedBy, List<Source> sources, Optional<Field> field,
        List<Helped> genomes, List<Long> turns, long createdMs) {

    /// What a check found.
    public enum Checked {
        /// Nobody checked.
        NO,
        /// It holds.
        RIGHT,
        /// It does not.
        WRONG;

        /// The word for it in the database and in JSON.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// One memory or note that an answer could rest on.
    ///
    /// @param number     as the answer cites it, from 1
    /// @param memory     which memory; empty if it is a note, or was forgotten since
    /// @param note       which note; empty if it is a memory, or was taken back since
    /// @param author     who wrote the note, a key in hexadecimal; empty for this node's person
    /// @param score      how well it fitted
    /// @param textSha256 of its text then, in hexadecimal
    /// @param cited      whether the answer names it
    /// @param text       its text now; empty if it was forgotten or taken back
    /// @param asItWas    whether the text is what it was then
    /// @param turn       the message in which it was said here; empty if it is from elsewhere
    /// @param conversation where that was
    /// @param title      of that conversation
    public record Source(int number, OptionalLong memory, OptionalLong note, String author, double score,
            String textSha256, boolean cited, String text, boolean asItWas, OptionalLong turn,
            OptionalLong conversation, String title) {}

    /// A genome that had a say.
    ///
    /// @param genome its name, a content id
    /// @param weight how far it was believed, the mean over the tokens of the answer
    public record Helped(String genome, double weight) {}

    /// What notes together said to a question.
    ///
    /// @param known      whether it was sure enough to be said
    /// @param confidence of the best way, 0 to 1
    /// @param remark     why it was not said, if it was not
    /// @param ways       how sources lead to the answer; one whose notes were taken back is left out
    public record Field(boolean known, double confidence, String remark, List<Way> ways) {

        /// Copies the ways.
        public Field {
            ways = List.copyOf(ways);
        }
    }

    /// A way from what was asked to what is answered.
    ///
    /// @param names subject, bridge and answer, as the notes name them
    /// @param cites the number of the source behind each step
    public record Way(List<String> names, List<Integer> cites) {

        /// Copies the lists.
        public Way {
            names = List.copyOf(names);
            cites = List.copyOf(cites);
        }
    }

    /// Copies the lists.
    public Evidence {
        Objects.requireNonNull(checked);
        sources = List.copyOf(sources);
        genomes = List.copyOf(genomes);
        turns = List.copyOf(turns);
    }
}
