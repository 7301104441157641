package dev.pando.lab.genomes;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/// Sequences drawn from several texts by chance, always the same ones for the same seed and step.
final class Mixture {

    private static final int UNASKED = -1; // as a target

    private final List<byte[]> texts;
    private final double[] shares; // add up to 1
    private final long seed;
    private BitSet unasked = new BitSet(); // bytes that nobody learns to predict

    /// @param texts  each longer than a sequence
    /// @param shares how often each is drawn from
    Mixture(List<byte[]> texts, double[] shares, long seed) {
        this.texts = texts;
        this.shares = shares;
        this.seed = seed;
    }

    /// All texts alike.
    static Mixture even(List<byte[]> texts, long seed) {
        double[] shares = new double[texts.size()];
        Arrays.fill(shares, 1.0 / shares.length);
        return new Mixture(texts, shares, seed);
    }

    /// One text, some bytes of which are read but not asked for.
    static Mixture of(byte[] text, BitSet unasked, long seed) {
        Mixture mixture = even(List.of(text), seed);
        mixture.unasked = unasked;
        return mixture;
    }

    /// Documents behind each other, a blank line between them.
    static byte[] joined(List<byte[]> documents) {
        byte[] all = new byte[documents.stream().mapToInt(d -> d.length + 2).sum()];
        int at = 0;
        for (byte[] document : documents) {
            System.arraycopy(document, 0, all, at, document.length);
            at += document.length;
            all[at++] = '\n';
            all[at++] = '\n';
        }
        return all;
    }

    /// All parts behind each other.
    static byte[] concatenated(byte[]... parts) {
        byte[] all = {};
        for (byte[] part : parts) {
            byte[] longer = Arrays.copyOf(all, all.length + part.length);
            System.arraycopy(part, 0, longer, all.length, part.length);
            all = longer;
        }
        return all;
    }

    /// Writes the sequences of one step.
    void read(int step, int[] tokens, int[] targets) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + step);
        for (int row = 0; row < tokens.length; row += Scale.LENGTH) {
            byte[] text = texts.get(drawn(random.nextDouble()));
            int from = random.nextInt(text.length - Scale.LENGTH);
            for (int i = 0; i < Scale.LENGTH; i++) {
                tokens[row + i] = text[from + i] & 0xFF;
                targets[row + i] = unasked.get(from + i + 1) ? UNASKED : text[from + i + 1] & 0xFF;
            }
        }
    }

    private int drawn(double where) {
        for (int i = 0; i < shares.length; i++) {
            where -= shares[i];
            if (where < 0) return i;
        }
        return shares.length - 1;
    }
}
