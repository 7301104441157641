package dev.pando.engine.seed;

import java.util.ArrayList;
import java.util.List;

/// How notes and a question are put to the bundled model: the one place that knows this format.
///
/// ```
/// Question: In which country was Marta Kell born?
///
/// Notes:
/// [1] Marta Kell was born in Varnholm. [1]
/// [2] Varnholm lies in Estoria. [2]
/// ```
/// The question comes first: a model that reads from left to right then sees in each word of a note whether it was asked for.
/// With the question behind the notes it would have to keep all that any question could want. A number stands on both sides of
/// its note: where it is found out whether the note was asked for, and where it begins to be quoted.
///
/// This is the text of the user's turn, without a system turn; [NoteReply] reads what comes back. Any other model
/// understands it too, if it is told to answer from the notes and to cite them as `[1]`.
///
/// @param notes    what is known, one statement each, the most relevant ones if there are many; the first is number 1.
///                 White space in a note, line ends included, counts as one space
/// @param question what is asked, in one line
public record NotePrompt(List<String> notes, String question) {

    /// Notes that the bundled model is used to; more of them are read, and read worse.
    public static final int NOTES_USUAL = 10;

    /// What stands between notes that are read together, as one quotation: with nothing between them, one note of two sentences looks like two
    /// notes.
    public static final String BETWEEN = " | ";

    private static final String HEADING = "Notes:\n";

    /// Takes the notes as lines, so that no note can pretend to be another or to be the question.
    public NotePrompt {
        notes = notes.stream().map(NotePrompt::line).toList();
        question = line(question);
    }

    private static String line(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    /// What the user's turn says; without notes it is the bare question.
    public String text() {
        return String.join("", parts());
    }

    /// The same in parts: what comes before the notes, then each note, and its second number with what ends its line.
    public List<String> parts() {
        if (notes.isEmpty()) return List.of(question);
        List<String> parts = new ArrayList<>();
        parts.add("Question: " + question + "\n\n" + HEADING);
        for (int i = 0; i < notes.size(); i++) {
            parts.add("[" + (i + 1) + "] " + notes.get(i));
            parts.add(" [" + (i + 1) + "]" + (i < notes.size() - 1 ? "\n" : ""));
        }
        return parts;
    }

    /// Notes alone, to stand before a question of many lines.
    ///
    /// @param notes what is known, the first is number 1
    public static String listed(List<String> notes) {
        StringBuilder listed = new StringBuilder(HEADING);
        for (int i = 0; i < notes.size(); i++) {
            listed.append('[').append(i + 1).append("] ").append(line(notes.get(i))).append('\n');
        }
        return listed.toString();
    }
}
