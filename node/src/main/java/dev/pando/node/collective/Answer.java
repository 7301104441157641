package dev.pando.node.collective;

import dev.pando.node.notes.Note;
import java.util.List;

/// What notes say to a question.
///
/// @param question   what was asked
/// @param known      whether it is sure enough to be said
/// @param text       the answer with `[n]` behind what note n says; "I don't know." if it is not known
/// @param confidence of the best way, 0 to 1
/// @param composer   `notes` if the answer was put together from their sentences, else the model's name
/// @param remark     what a person should know about how it came about; may be empty
/// @param sources    the notes, number 1 first
/// @param ways       how they lead to the answer, best first
/// @param ranking    terms that the grid answers with, best first, before notes were looked at
public record Answer(String question, boolean known, String text, double confidence, String composer, String remark,
        List<Source> sources, List<Way> ways, List<Ranked> ranking) {

    /// What is said when notes do not hold the answer.
    public static final String UNKNOWN = "I don't know.";

    /// The remark on a question that asks about nothing that any note names.
    static final String NOTHING_ABOUT = "nothing here is about it";

    /// Copies the lists.
    public Answer {
        sources = List.copyOf(sources);
        ways = List.copyOf(ways);
        ranking = List.copyOf(ranking);
    }

    /// Whether any note is about what was asked, be it the answer or not.
    public boolean isAbout() {
        return !remark.equals(NOTHING_ABOUT);
    }

    /// A note that an answer rests on.
    ///
    /// @param number     as cited
    /// @param author     who wrote it: `you`, or the key
    /// @param reputation how far that author is trusted here
    public record Source(int number, Note note, String author, double reputation) {}

    /// A way from what was asked to what is answered.
    ///
    /// @param names      subject, bridge and answer; without a bridge, two
    /// @param cites      the number of the note behind each step
    /// @param confidence 0 to 1
    public record Way(List<String> names, List<Integer> cites, double confidence) {

        /// Copies the lists.
        public Way {
            names = List.copyOf(names);
            cites = List.copyOf(cites);
        }
    }

    /// A term that the grid answers with.
    ///
    /// @param via the bridge; the subject itself if there is none
    public record Ranked(String name, double score, double confidence, String via) {}
}
