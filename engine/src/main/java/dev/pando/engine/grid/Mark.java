package dev.pando.engine.grid;

/// What is written on nine cells in some channels, sorted by the bit of a code that each number reads: `w[bit]` is the sum
/// of the numbers that read it, turned where the channel turns. Kept as planes of bits, so that an inner product with
/// 512 signs is a count of bits: `Σ w·(1 − 2·code) = Σ w − 2 · Σ_plane weight · |plane ∧ code|`.
///
/// @param planes  (plane, 8), the binary digits of `w`, the last one of its sign
/// @param sum     `Σ w`
/// @param length  of the numbers as a vector; 0 if there are none
record Mark(long[] planes, int sum, float length) {

    private static final int WORDS = Lexicon.CODE_BITS / 64;

    /// Reads the nine cells around one.
    static Mark read(Grid grid, int cell, int channelFrom, int channelTo) {
        int[] byBit = new int[Lexicon.CODE_BITS], bits = new int[9 * (channelTo - channelFrom)];
        int square = 0, sum = 0, largest = 0, count = 0;
        for (int near : Grid.block(cell)) {
            for (int q = channelFrom; q < channelTo; q++) {
                int value = grid.value(near, q);
                if (value == 0) continue;
                int bit = Wiring.bit(near, q), turned = Wiring.turns(near, q) ? -value : value;
                bits[count++] = bit;
                byBit[bit] += turned;
                sum += turned;
                square += value * value;
                largest = Math.max(largest, Math.abs(byBit[bit]));
            }
        }
        // The lowest digits in two's complement, and one for the sign.
        int digits = 32 - Integer.numberOfLeadingZeros(largest);
        long[] planes = new long[(digits + 1) * WORDS];
        for (int i = 0; i < count; i++) {
            int bit = bits[i];
            for (int plane = 0; plane <= digits; plane++) {
                planes[plane * WORDS + (bit >>> 6)] |= (long) (byBit[bit] >>> plane & 1) << (bit & 63);
            }
        }
        return new Mark(planes, sum, (float) Math.sqrt(square));
    }

    /// Whether nothing is written there.
    boolean isEmpty() {
        return length == 0;
    }

    /// `⟨numbers, sig_term⟩ / |numbers|`; NaN if there is nothing.
    float of(long[] code) {
        int read = 0, last = planes.length - WORDS;
        for (int at = 0, weight = 1; at < last; at += WORDS, weight <<= 1) read += weight * common(at, code);
        return (sum - 2 * (read - (1 << last / WORDS) * common(last, code))) / length;
    }

    private int common(int at, long[] code) {
        int count = 0;
        for (int i = 0; i < WORDS; i++) count += Long.bitCount(planes[at + i] & code[i]);
        return count;
    }
}
