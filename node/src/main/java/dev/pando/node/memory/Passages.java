package dev.pando.node.memory;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Cuts what a person said into passages, each remembered by itself.
///
/// A short message is one passage. A longer one is cut between sentences, because the vector of a long text lies near
/// nothing in particular. What only asks is not remembered: it would be the best match of the same question and hold
/// no answer.
final class Passages {

    /// Characters of a passage at most.
    static final int PASSAGE_CHARS = 320;
    /// Passages of one message at most; what comes after them is found by searching messages, not by recall.
    static final int PASSAGES_MAX = 64;

    private Passages() {}

    static List<String> of(String message) {
        List<String> passages = new ArrayList<>();
        StringBuilder passage = new StringBuilder();
        for (String sentence : sentences(message)) {
            if (!passage.isEmpty() && passage.length() + sentence.length() > PASSAGE_CHARS) finish(passage, passages);
            passage.append(sentence);
        }
        finish(passage, passages);
        return passages.subList(0, Math.min(passages.size(), PASSAGES_MAX));
    }

    private static void finish(StringBuilder passage, List<String> passages) {
        String text = passage.toString().strip();
        passage.setLength(0);
        if (!text.isEmpty()) passages.add(text);
    }

    // Sentences that tell something, white space behind them included.
    private static List<String> sentences(String text) {
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
        breaks.setText(text);
        List<String> sentences = new ArrayList<>();
        for (int from = breaks.first(), to; (to = breaks.next()) != BreakIterator.DONE; from = to) {
            String sentence = text.substring(from, to);
            if (!asks(sentence)) pieces(sentence, sentences);
        }
        return sentences;
    }

    private static boolean asks(String sentence) {
        String end = sentence.strip();
        return end.endsWith("?") || end.endsWith("？") || end.endsWith("؟");
    }

    // People who write without capitals have long sentences: cut behind a stop, else at a space, else inside a word.
    private static void pieces(String sentence, List<String> out) {
        int from = 0;
        while (sentence.length() - from > PASSAGE_CHARS) {
            int to = cut(sentence, from, from + PASSAGE_CHARS);
            out.add(sentence.substring(from, to));
            from = to;
        }
        out.add(sentence.substring(from));
    }

    private static int cut(String text, int from, int end) {
        int space = -1;
        for (int i = end - 1; i > from; i--) {
            if (!Character.isWhitespace(text.charAt(i))) continue;
            if (".!;:\n".indexOf(text.charAt(i - 1)) >= 0) return i + 1;
            if (space < 0) space = i + 1;
        }
        if (space > 0) return space;
        return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }
}
