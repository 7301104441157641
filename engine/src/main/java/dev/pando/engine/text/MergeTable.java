package dev.pando.engine.text;

import dev.pando.engine.weights.Texts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The merges of a byte-pair encoding: which two tokens join, how early, and into what.
///
/// A hash table over the texts of both halves, as the file holds them: which tokens they are is looked up when a text first
/// brings two of them together, because the table is built before a node can say its first word.
final class MergeTable {

    /// Merges; the largest real tables have about 515,000.
    static final int MERGES_MAX = 1 << 22;

    // What #results holds beside tokens.
    private static final int UNASKED = 0, NO_TOKEN = -1;

    private final Vocabulary vocabulary;
    private final Texts lines; // (rank) left text, a space, right text
    private final int[] spaces; // (rank) where in the lines' bytes that space is
    private final int[] slots; // rank + 1, or 0
    private final int[] results; // (rank) token + 1

    private MergeTable(Texts lines, int[] spaces, Vocabulary vocabulary) {
        this.lines = lines;
        this.spaces = spaces;
        this.vocabulary = vocabulary;
        slots = TextIndex.slots(lines.count());
        results = new int[lines.count()];
        byte[] utf8 = lines.utf8();
        for (int rank = 0; rank < lines.count(); rank++) {
            int from = lines.start(rank), space = spaces[rank], to = lines.end(rank);
            int slot = slot(utf8, from, space, utf8, space + 1, to);
            if (slots[slot] == 0) slots[slot] = rank + 1; // of two equal merges the earlier counts
        }
    }

    /// A list of merges as files hold it, the earliest first.
    interface Merges {
        /// How many.
        int count();

        /// The left token's text.
        String left(int rank);

        /// The right token's text.
        String right(int rank);
    }

    /// A merge that names a text or gives a result the vocabulary lacks is never found, for no text can use it. Of two equal
    /// merges the earlier counts.
    static MergeTable of(Merges merges, Vocabulary vocabulary) {
        checkCount(merges.count());
        String[] lines = new String[merges.count()];
        int[] spaces = new int[lines.length];
        for (int rank = 0; rank < lines.length; rank++) {
            String left = merges.left(rank);
            lines[rank] = left + " " + merges.right(rank);
            spaces[rank] = left.getBytes(StandardCharsets.UTF_8).length;
        }
        Texts texts = Texts.of(lines);
        for (int rank = 0; rank < lines.length; rank++) spaces[rank] += texts.start(rank);
        return new MergeTable(texts, spaces, vocabulary);
    }

    /// The same for lines of the form `left right`, split at the first space that is not the first character.
    static MergeTable ofLines(Texts lines, Vocabulary vocabulary) {
        checkCount(lines.count());
        byte[] utf8 = lines.utf8();
        int[] spaces = new int[lines.count()];
        for (int rank = 0; rank < spaces.length; rank++) {
            int at = lines.start(rank) + 1, end = lines.end(rank);
            while (at < end && utf8[at] != ' ') at++;
            if (at >= end) {
                throw new TextException("vocabulary: merge " + rank + " is not two tokens with a space between");
            }
            spaces[rank] = at;
        }
        return new MergeTable(lines, spaces, vocabulary);
    }

    private static void checkCount(int count) {
        if (count > MERGES_MAX) throw new TextException("vocabulary: " + count + " merges, limit " + MERGES_MAX);
    }

    // Where the merge of these two texts is, or would be.
    private int slot(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
        int hash = TextIndex.mixed(31 * TextIndex.hash(a, aFrom, aTo) + TextIndex.hash(b, bFrom, bTo));
        int at = hash & slots.length - 1;
        byte[] utf8 = lines.utf8();
        for (int probes = 0; slots[at] != 0; at = at + 1 & slots.length - 1) {
            int rank = slots[at] - 1;
            if (Arrays.equals(utf8, lines.start(rank), spaces[rank], a, aFrom, aTo)
                    && Arrays.equals(utf8, spaces[rank] + 1, lines.end(rank), b, bFrom, bTo)) {
                return at;
            }
            TextIndex.checkProbes(++probes);
        }
        return at;
    }

    /// The rank of the merge of `left` and `right`, or [Merger#NONE].
    int rank(int left, int right) {
        Texts tokens = vocabulary.texts();
        byte[] utf8 = tokens.utf8();
        int rank = slots[slot(utf8, tokens.start(left), tokens.end(left), utf8, tokens.start(right),
                tokens.end(right))] - 1;
        return rank < 0 || result(rank) == Vocabulary.NONE ? Merger.NONE : rank;
    }

    /// The token that the merge of this rank makes.
    int result(int rank) {
        // threads may look for the same one at the same time: they find the same
        if (results[rank] == UNASKED) results[rank] = find(rank);
        return results[rank] == NO_TOKEN ? Vocabulary.NONE : results[rank] - 1;
    }

    private int find(int rank) {
        int from = lines.start(rank), left = spaces[rank] - from, to = lines.end(rank);
        byte[] both = new byte[to - from - 1];
        System.arraycopy(lines.utf8(), from, both, 0, left);
        System.arraycopy(lines.utf8(), spaces[rank] + 1, both, left, both.length - left);
        int token = vocabulary.id(both, 0, both.length);
        return token == Vocabulary.NONE ? NO_TOKEN : token + 1;
    }
}
