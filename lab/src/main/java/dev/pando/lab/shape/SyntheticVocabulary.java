package dev.pando.lab.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A GPT-2-style vocabulary of any size that a tokenizer accepts: bytes, pairs and fours of letters, three specials.
///
/// @param tokens in byte-level spelling
/// @param merges each makes one of the tokens of two earlier ones
/// @param types  1 normal, 3 control
record SyntheticVocabulary(List<String> tokens, List<String> merges, int[] types) {

    static final List<String> SPECIALS = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");
    private static final int NORMAL = 1;
    private static final int CONTROL = 3;
    private static final String SPACE = "\u0120";

    /// @throws IllegalArgumentException if `size` is below 259 or above the number of fours
    static SyntheticVocabulary of(int size) {
        int normal = size - SPECIALS.size();
        List<String> tokens = new ArrayList<>(bytes());
        List<String> merges = new ArrayList<>();
        List<String> pairs = joined(letters(true), letters(false));
        add(letters(true), letters(false), normal, tokens, merges);
        add(pairs, joined(letters(false), letters(false)), normal, tokens, merges);
        if (tokens.size() != normal) throw new IllegalArgumentException("no vocabulary of " + size + " tokens");
        int[] types = new int[size];
        Arrays.fill(types, 0, normal, NORMAL);
        Arrays.fill(types, normal, size, CONTROL);
        tokens.addAll(SPECIALS);
        return new SyntheticVocabulary(tokens, merges, types);
    }

    private static void add(List<String> left, List<String> right, int most, List<String> tokens, List<String> merges) {
        for (String a : left) {
            for (String b : right) {
                if (tokens.size() >= most) return;
                tokens.add(a + b);
                merges.add(a + " " + b);
            }
        }
    }

    private static List<String> joined(List<String> left, List<String> right) {
        return left.stream().flatMap(a -> right.stream().map(b -> a + b)).toList();
    }

    private static List<String> letters(boolean orSpace) {
        List<String> letters = new ArrayList<>();
        for (char c = 'a'; c <= 'z'; c++) letters.add(String.valueOf(c));
        if (orSpace) letters.add(SPACE);
        return letters;
    }

    // GPT-2's alphabet: printable bytes stand for themselves, the others for characters from 256 on.
    private static List<String> bytes() {
        List<String> all = new ArrayList<>();
        int next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            all.add(String.valueOf((char) (printable ? b : next++)));
        }
        return all;
    }
}
