package dev.pando.engine.text;

import java.util.Arrays;

/// The merges of a byte-pair encoding: which two tokens join, how early, and into what.
///
/// Held as one sorted row of right neighbours for each left token, so that neither building nor looking up
/// depends on how a hostile file chose its numbers.
final class MergeTable {

    /// Merges; the largest real tables have about 515,000.
    static final int MERGES_MAX = 1 << 22;

    private final int[] rowStart; // (left token + 1)
    private final int[] rights; // (entry) right token, ascending within a row
    private final int[] ranks; // (entry) position in the list of merges
    private final int[] results; // (rank) token

    /// @param lefts   (rank) left token
    /// @param rights  (rank) right token
    /// @param results (rank) what they become
    /// @param tokens  size of the vocabulary
    private MergeTable(int[] lefts, int[] rights, int[] results, int tokens) {
        this.results = results;
        long[] entries = new long[lefts.length];
        rowStart = new int[tokens + 1];
        for (int rank = 0; rank < lefts.length; rank++) rowStart[lefts[rank] + 1]++;
        for (int left = 0; left < tokens; left++) rowStart[left + 1] += rowStart[left];
        int[] fill = Arrays.copyOf(rowStart, tokens);
        for (int rank = 0; rank < lefts.length; rank++) entries[fill[lefts[rank]]++] = (long) rights[rank] << 32 | rank;
        for (int left = 0; left < tokens; left++) Arrays.sort(entries, rowStart[left], rowStart[left + 1]);
        this.rights = new int[entries.length];
        ranks = new int[entries.length];
        for (int i = 0; i < entries.length; i++) {
            this.rights[i] = (int) (entries[i] >> 32);
            ranks[i] = (int) entries[i];
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

    /// Looks the texts up in `vocabulary`. A merge that names a text or gives a result the vocabulary lacks is left out,
    /// for no text can use it. Of two equal merges the earlier counts.
    static MergeTable of(Merges merges, Vocabulary vocabulary) {
        int count = merges.count();
        if (count > MERGES_MAX) throw new TextException("vocabulary: " + count + " merges, limit " + MERGES_MAX);
        int[] lefts = new int[count];
        int[] rights = new int[count];
        int[] results = new int[count];
        int kept = 0;
        for (int rank = 0; rank < count; rank++) {
            String left = merges.left(rank);
            String right = merges.right(rank);
            lefts[kept] = vocabulary.id(left);
            rights[kept] = vocabulary.id(right);
            results[kept] = vocabulary.id(left.concat(right));
            if (lefts[kept] >= 0 && rights[kept] >= 0 && results[kept] >= 0) kept++;
        }
        return new MergeTable(Arrays.copyOf(lefts, kept), Arrays.copyOf(rights, kept), Arrays.copyOf(results, kept),
                vocabulary.size());
    }

    /// Lines of the form `left right`, split at the first space that is not the first character.
    static MergeTable ofLines(String[] lines, Vocabulary vocabulary) {
        int[] space = new int[lines.length];
        for (int i = 0; i < lines.length; i++) {
            space[i] = lines[i] == null ? -1 : lines[i].indexOf(' ', 1);
            if (space[i] < 0)
                throw new TextException("vocabulary: merge " + i + " is not two tokens with a space between");
        }
        return of(new Merges() {
            @Override
            public int count() {
                return lines.length;
            }

            @Override
            public String left(int rank) {
                return lines[rank].substring(0, space[rank]);
            }

            @Override
            public String right(int rank) {
                return lines[rank].substring(space[rank] + 1);
            }
        }, vocabulary);
    }

    /// The rank of the merge of `left` and `right`, or [Merger#NONE].
    int rank(int left, int right) {
        int low = rowStart[left];
        int high = rowStart[left + 1];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rights[middle] < right) low = middle + 1;
            else
                high = middle;
        }
        return low < rowStart[left + 1] && rights[low] == right ? ranks[low] : Merger.NONE;
    }

    /// The token that the merge of this rank makes.
    int result(int rank) {
        return results[rank];
    }
}
