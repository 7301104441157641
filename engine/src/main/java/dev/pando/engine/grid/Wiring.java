package dev.pando.engine.grid;

/// How a cell sees a term: each channel of each cell reads one bit of the term's code, with a sign.
///
/// Bit and sign come from SplitMix64 of seed, cell and channel, so every node wires its grid alike and nothing is stored.
/// Source: Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators".
final class Wiring {

    /// The wiring of every grid that Pando shares. Changing it makes all traces unreadable.
    static final long SEED = 0x50414E444FL; // "PANDO"

    private Wiring() {}

    /// What channel `channel` of cell `cell` holds of a code: +1 or −1.
    static int sign(long[] code, int cell, int channel) {
        long hash = hash(cell, channel);
        int bit = (int) hash & (Lexicon.CODE_BITS - 1);
        long read = code[bit >>> 6] >>> (bit & 63) ^ hash >>> 32;
        return (read & 1) == 0 ? 1 : -1;
    }

    /// The bit of the code that the channel reads.
    static int bit(int cell, int channel) {
        return (int) hash(cell, channel) & (Lexicon.CODE_BITS - 1);
    }

    /// Whether the channel turns the sign of what it reads.
    static boolean turns(int cell, int channel) {
        return (hash(cell, channel) >>> 32 & 1) != 0;
    }

    private static long hash(int cell, int channel) {
        return mix(SEED + 0x9E3779B97F4A7C15L * ((long) cell * Grid.CHANNELS + channel + 1));
    }

    /// The output function of SplitMix64.
    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
