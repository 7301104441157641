package dev.pando.node.evidence;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
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
/// @param sources      memories that were in the prompt, in the order of their numbers
/// @param turns        turns of the conversation that were in the prompt
/// @param createdMs    milliseconds since 1970
public record Evidence(long message, String model, String sampling, String promptSha256, int promptTokens,
        int answerTokens, Checked checked, String checkedBy, List<Source> sources, List<Long> turns, long createdMs) {

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

    /// One memory that an answer could rest on.
    ///
    /// @param number     as the answer cites it, from 1
    /// @param memory     which one; empty if it was forgotten since
    /// @param score      how well it fitted
    /// @param textSha256 of its text then, in hexadecimal
    /// @param cited      whether the answer names it
    /// @param text       its text now; empty if it was forgotten
    /// @param asItWas    whether the text is what it was then
    /// @param turn       the message in which it was said; empty for a note
    /// @param conversation where that was
    /// @param title      of that conversation
    public record Source(int number, OptionalLong memory, double score, String textSha256, boolean cited, String text,
            boolean asItWas, OptionalLong turn, OptionalLong conversation, String title) {}

    /// Copies the lists.
    public Evidence {
        Objects.requireNonNull(checked);
        sources = List.copyOf(sources);
        turns = List.copyOf(turns);
    }
}
