package dev.pando.engine.text;

import java.util.HashMap;
import java.util.Map;

/// Tokens that are found in a text before it is split into words: control tokens where markup counts, user-defined ones always.
///
/// The leftmost is taken, and of those the longest. Held as a trie, so that a place costs the length of the longest match.
final class AddedTokens {

    /// UTF-16 units of one added token.
    static final int CHARS_MAX = 256;

    /// One added token.
    ///
    /// @param text    how it is written
    /// @param id      what it becomes
    /// @param control found only where markup counts
    /// @param lstrip  takes the white space before it too
    /// @param rstrip  takes the white space after it too
    record Added(String text, int id, boolean control, boolean lstrip, boolean rstrip) {
        Added {
            if (text.length() > CHARS_MAX) {
                throw new TextException("added token " + id + ": " + text.length() + " characters, limit " + CHARS_MAX);
            }
        }
    }

    /// Takes the parts of a text from left to right.
    interface Parts {
        /// Plain text, not empty.
        void text(String text);

        /// An added token.
        void token(int id);
    }

    private record Edge(int node, char c) {}

    private final Map<Edge, Integer> edges = new HashMap<>();
    private final Map<Integer, Added> ends = new HashMap<>();
    private int nodes = 1;

    AddedTokens(Iterable<Added> tokens) {
        for (Added token : tokens) {
            if (!token.text.isEmpty()) insert(token);
        }
    }

    private void insert(Added token) {
        int node = 0;
        for (int i = 0; i < token.text.length(); i++) {
            Edge edge = new Edge(node, token.text.charAt(i));
            Integer known = edges.putIfAbsent(edge, nodes);
            node = known != null ? known : nodes++;
        }
        ends.put(node, token);
    }

    /// Cuts `text` at the added tokens.
    ///
    /// @param markup whether control tokens count
    void split(String text, boolean markup, Parts out) {
        int done = 0;
        for (int at = 0; at < text.length();) {
            Added found = ends.isEmpty() ? null : at(text, at, markup);
            if (found == null) {
                at++;
                continue;
            }
            int before = found.lstrip ? spacesBefore(text, done, at) : at;
            if (before > done) out.text(text.substring(done, before));
            out.token(found.id);
            at += found.text.length();
            while (found.rstrip && at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
            done = at;
        }
        if (done < text.length()) out.text(done == 0 ? text : text.substring(done));
    }

    private Added at(String text, int from, boolean markup) {
        Added longest = null;
        int node = 0;
        for (int i = from; i < text.length(); i++) {
            Integer next = edges.get(new Edge(node, text.charAt(i)));
            if (next == null) break;
            node = next;
            Added end = ends.get(node);
            if (end != null && (markup || !end.control)) longest = end;
        }
        return longest;
    }

    private static int spacesBefore(String text, int from, int to) {
        int end = to;
        while (end > from && Character.isWhitespace(text.charAt(end - 1))) end--;
        return end;
    }
}
