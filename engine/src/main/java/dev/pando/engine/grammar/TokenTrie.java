package dev.pando.engine.grammar;

import java.util.Arrays;
import java.util.function.IntFunction;

/// The tokens of a vocabulary by their bytes, as a tree that is walked front to back.
///
/// Nodes stand in preorder: a node's subtree is what follows it up to [#end], so that leaving out a subtree is one
/// assignment, and a walk is one loop over flat arrays.
final class TokenTrie {

    private final int[] tokens; // sorted by bytes
    private final byte[] labels; // (node) the byte that leads to it
    private final short[] depths; // (node) bytes from the root
    private final int[] ends; // (node) the first node that is not below it
    private final int[] firstToken; // (node + 1) its own tokens begin here in `tokens`
    private final IntFunction<byte[]> bytesOf;
    private final int vocabulary;
    private int nodes;
    private int deepest;

    /// @param vocabulary tokens
    /// @param bytesOf    the bytes of a token; none for those that are no text
    TokenTrie(int vocabulary, IntFunction<byte[]> bytesOf) {
        this.vocabulary = vocabulary;
        this.bytesOf = bytesOf;
        byte[][] bytes = new byte[vocabulary][];
        Integer[] order = new Integer[vocabulary];
        int total = 1;
        for (int id = 0; id < vocabulary; id++) {
            bytes[id] = bytesOf.apply(id);
            order[id] = id;
            total += bytes[id].length;
        }
        Arrays.sort(order, (a, b) -> Arrays.compareUnsigned(bytes[a], bytes[b]));
        tokens = Arrays.stream(order).filter(id -> bytes[id].length > 0).mapToInt(id -> id).toArray();
        labels = new byte[total];
        depths = new short[total];
        ends = new int[total];
        firstToken = new int[total + 1];
        nodes = 1;
        build(bytes);
    }

    private void build(byte[][] bytes) {
        int[] path = new int[1];
        byte[] before = {};
        for (int i = 0; i < tokens.length; i++) {
            byte[] now = bytes[tokens[i]];
            if (now.length > Short.MAX_VALUE) throw new IllegalArgumentException("a token of " + now.length + " bytes");
            if (now.length >= path.length) path = Arrays.copyOf(path, now.length * 2 + 1);
            int common = Arrays.mismatch(before, now);
            for (int depth = common < 0 ? now.length : common; depth < now.length; depth++) {
                for (int d = depth + 1; depth == common && d <= before.length; d++) ends[path[d]] = nodes;
                labels[nodes] = now[depth];
                depths[nodes] = (short) (depth + 1);
                firstToken[nodes] = i;
                path[depth + 1] = nodes++;
            }
            before = now;
            deepest = Math.max(deepest, now.length);
        }
        for (int d = 0; d <= before.length; d++) ends[path[d]] = nodes;
        // A node's own tokens are those that begin at it and not at its first child.
        Arrays.fill(firstToken, nodes, firstToken.length, tokens.length);
    }

    /// Tokens of the vocabulary.
    int vocabulary() {
        return vocabulary;
    }

    /// The bytes of a token.
    byte[] bytes(int token) {
        return bytesOf.apply(token);
    }

    /// Bytes of the longest token.
    int deepest() {
        return deepest;
    }

    int label(int node) {
        return labels[node] & 0xFF;
    }

    int depth(int node) {
        return depths[node];
    }

    /// The first node that is not below `node`.
    int end(int node) {
        return ends[node];
    }

    boolean hasChildren(int node) {
        return ends[node] > node + 1;
    }

    /// Adds the tokens that end at `node` to a set.
    ///
    /// @return whether there is one
    boolean addTokens(int node, long[] set) {
        int from = firstToken[node], to = firstToken[node + 1];
        for (int i = from; i < to; i++) set[tokens[i] >> 6] |= 1L << tokens[i];
        return to > from;
    }
}
