package dev.pando.engine.grammar;

import dev.pando.engine.grammar.Language.Kind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Which tokens may come next in a language: those whose bytes some string of it begins with.
///
/// A vocabulary of 150,000 tokens has half a million nodes in its [TokenTrie], and inside a string nearly all may come
/// next. So the walk over them is done for the word alone (`Inside`), once, whatever stands around it, and remembered;
/// only tokens that leave the word, a few thousand with a quotation mark in them, are looked at for each state anew.
/// Not thread-safe.
final class Masks {

    /// Masks that are remembered, and insides; each has a bit for every token.
    static final int REMEMBERED_MAX = 512;
    /// Derivatives that one walk may compute before it makes do with the tokens found.
    private static final int WORK_MAX = 2_000_000;

    /// The tokens that may come next.
    ///
    /// @param tokens (vocabulary / 64) a bit for each
    /// @param longest bytes that are missing at least after the worst of them; so many tokens more may be needed
    record Mask(long[] tokens, int longest) {}

    /// What a word allows, whatever follows it.
    ///
    /// @param tokens  those that stay in it
    /// @param longest bytes of the word that are missing at least after the worst of them
    /// @param exits   nodes at which the word may be over, with tokens below them
    private record Inside(long[] tokens, int longest, int[] exits) {}

    private final Languages languages;
    private final TokenTrie trie;
    private final Map<Language, Mask> masks = new HashMap<>();
    private final Map<Language, Inside> insides = new HashMap<>();
    private final Language[] path; // (depth) the state on the way to the node that is looked at
    private int longest; // of the walk that is under way

    Masks(Languages languages, TokenTrie trie) {
        this.languages = languages;
        this.trie = trie;
        this.path = new Language[trie.deepest() + 1];
    }

    /// The tokens that may come next.
    Mask of(Language language) {
        Mask mask = masks.get(language);
        if (mask == null) {
            if (masks.size() >= REMEMBERED_MAX) masks.clear();
            long[] tokens = new long[trie.vocabulary() + 63 >> 6];
            int worst = add(language, tokens);
            masks.put(language, mask = new Mask(tokens, worst));
        }
        return mask;
    }

    // Returns the most bytes that are missing after one of the tokens added.
    private int add(Language language, long[] tokens) {
        if (language.kind == Kind.CHOICE) {
            int worst = 0;
            for (Language choice : language.choices) worst = Math.max(worst, add(choice, tokens));
            return worst;
        }
        boolean word = language.kind == Kind.WORD;
        boolean begins = language.kind == Kind.SEQUENCE && language.first.kind == Kind.WORD;
        if (word) return add(language, languages.empty(), tokens);
        if (begins) return add(language.first, language.rest, tokens);
        longest = 0;
        walk(language, 0, tokens);
        return longest;
    }

    private int add(Language word, Language rest, long[] tokens) {
        Inside inside = inside(languages.within(word, trie.deepest()));
        for (int i = 0; i < tokens.length; i++) tokens[i] |= inside.tokens[i];
        int worst = inside.longest + rest.shortest;
        for (int exit : inside.exits) {
            if (exit == 0) {
                worst = Math.max(worst, add(rest, tokens));
            } else {
                longest = 0;
                walk(rest, exit, tokens);
                worst = Math.max(worst, longest);
            }
        }
        return worst;
    }

    private Inside inside(Language word) {
        Inside inside = insides.get(word);
        if (inside == null) {
            if (insides.size() >= REMEMBERED_MAX) insides.clear();
            insides.put(word, inside = walkInside(word));
        }
        return inside;
    }

    private Inside walkInside(Language word) {
        long[] tokens = new long[trie.vocabulary() + 63 >> 6];
        int[] exits = new int[16];
        int count = 0;
        if (word.nullable) exits[count++] = 0;
        longest = 0;
        path[0] = word;
        int end = trie.end(0);
        boolean found = false;
        for (int node = 1, before = languages.count(); node < end;) {
            Language next = languages.after(path[trie.depth(node) - 1], trie.label(node));
            if (next.isNothing()) {
                node = trie.end(node);
                continue;
            }
            path[trie.depth(node)] = next;
            if (trie.addTokens(node, tokens)) {
                longest = Math.max(longest, next.shortest);
                found = true;
            }
            if (next.nullable && trie.hasChildren(node)) {
                if (count == exits.length) exits = Arrays.copyOf(exits, count * 2);
                exits[count++] = node;
            }
            node++;
            if (found && languages.count() - before > WORK_MAX) break;
        }
        return new Inside(tokens, longest, Arrays.copyOf(exits, count));
    }

    private void walk(Language from, int top, long[] tokens) {
        int end = trie.end(top);
        path[trie.depth(top)] = from;
        for (int node = top + 1; node < end;) {
            Language next = languages.after(path[trie.depth(node) - 1], trie.label(node));
            if (next.isNothing()) {
                node = trie.end(node);
                continue;
            }
            path[trie.depth(node)] = next;
            if (trie.addTokens(node, tokens)) longest = Math.max(longest, next.shortest);
            node++;
        }
    }

    /// The tokens after which at most `bytes` bytes are missing.
    ///
    /// @return null if there is none
    long[] ending(Language language, int bytes) {
        return select(language, bytes, false);
    }

    /// The tokens each byte of which brings the end nearer.
    ///
    /// @return null if there is none
    long[] shortening(Language language) {
        return select(language, Integer.MAX_VALUE, true);
    }

    private long[] select(Language language, int bytes, boolean shortening) {
        long[] tokens = new long[trie.vocabulary() + 63 >> 6];
        boolean any = false;
        int end = trie.end(0);
        path[0] = language;
        for (int node = 1; node < end;) {
            Language last = path[trie.depth(node) - 1];
            Language next = languages.after(last, trie.label(node));
            if (next.isNothing() || shortening && next.shortest >= last.shortest) {
                node = trie.end(node);
                continue;
            }
            path[trie.depth(node)] = next;
            if (next.shortest <= bytes) any |= trie.addTokens(node, tokens);
            node++;
        }
        return any ? tokens : null;
    }
}
