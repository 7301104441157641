package dev.pando.node.encode;

import dev.pando.engine.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Two texts as BERT reads them together, token by token, with the characters of the second that each token stands for.
final class Pair {

    // BERT cuts at white space and at punctuation; pieces of a word stand for all of it.
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+|[^\\s\\p{L}\\p{N}\\p{M}]");
    private static final int MARKS = 2; // behind each text

    private record Token(int id, int kind, int from, int to) {}

    private final Tokenizer tokenizer;
    private final int tokensMax;
    private final List<Token> tokens = new ArrayList<>();
    private int kind;

    Pair(Tokenizer tokenizer, int tokensMax) {
        this.tokenizer = tokenizer;
        this.tokensMax = tokensMax;
    }

    void mark(long id) {
        tokens.add(new Token((int) id, kind, -1, -1));
    }

    // At most half of the room, so that some of the quotation is read.
    void question(String text) {
        read(text, tokensMax / 2, false);
    }

    void quotation(String text) {
        kind = 1;
        read(text, tokensMax, true);
    }

    private void read(String text, int max, boolean placed) {
        for (MatchResult word : WORD.matcher(text).results().toList()) {
            int[] ids = tokenizer.encode(word.group());
            if (tokens.size() + ids.length > max - MARKS) return;
            for (int id : ids) tokens.add(new Token(id, kind, placed ? word.start() : -1, placed ? word.end() : -1));
        }
    }

    int tokens() {
        return tokens.size();
    }

    long[] ids() {
        return tokens.stream().mapToLong(Token::id).toArray();
    }

    long[] kinds() {
        return tokens.stream().mapToLong(Token::kind).toArray();
    }

    int[] from() {
        return tokens.stream().mapToInt(Token::from).toArray();
    }

    int[] to() {
        return tokens.stream().mapToInt(Token::to).toArray();
    }
}
