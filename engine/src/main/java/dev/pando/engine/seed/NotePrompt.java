package dev.pando.engine.seed;

import java.util.List;

/// How notes and a question are put to the bundled model: the one place that knows this format.
///
/// ```
/// Notes:
/// [1] Marta Kell was born in Varnholm.
/// [2] Varnholm lies in Estoria.
///
/// Question: In which country was Marta Kell born?
/// ```
/// This is the text of the user's turn, without a system turn; [NoteReply] reads what comes back. Any other model
/// understands it too, if it is told to answer from the notes and to cite them as `[1]`.
///
/// @param notes    what is known, one statement each, the most relevant ones if there are many; the first is number 1.
///                 White space in a note, line ends included, counts as one space
/// @param question what is asked, in one line
public record NotePrompt(List<String> notes, String question) {

    /// Notes that the bundled model is used to; more of them are read, and read worse.
    public static final int NOTES_USUAL = 10;

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
        if (notes.isEmpty()) return question;
        StringBuilder text = new StringBuilder("Notes:\n");
        for (int i = 0; i < notes.size(); i++) {
            text.append('[').append(i + 1).append("] ").append(notes.get(i)).append('\n');
        }
        return text.append("\nQuestion: ").append(question).toString();
    }
}
