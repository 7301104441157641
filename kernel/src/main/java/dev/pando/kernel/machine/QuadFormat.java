package dev.pando.kernel.machine;

/// How quantised weights lie in memory for [QuadKernel]: groups of 16 rows, where four bytes of a vector are four columns
/// of one row.
///
/// ```
/// group:   | block of 32 columns | … one after another, in one stream of memory
/// block    HALF               | d f16 | quants |                   each header: one of each for every row, rows in order
///          HALF_AND_MINIMUM   | d f16 | m f16 | quants |
///          SUPER_AND_MINIMA   8 × | scale u8 | minimum u8 | quants |, before them | d f16 | dmin f16 |
///          SUPER              8 × | scale of columns 0–15 i8 | of 16–31 i8 | quants |, before them | d f16 |
/// quants   8 bits: 8 × 64 bytes: byte 4r + j of chunk c is column 4c + j of row r, plus 128
///          4, 5, 6 bits: 4 × 64 bytes: the low half of byte 4r + j of unit u is column 4u + j, the high half 16 + 4u + j
///          5 bits: 64 bytes: bit c of byte 4r + j is bit 4 of column 4c + j
///          6 bits: 2 × 64 bytes: bits 2c and 2c + 1 of byte 4r + j of the first are bits 4 and 5 of column 4c + j,
///                  of the second those of column 16 + 4c + j
/// ```
///
/// @param bits   4, 5, 6 or 8
/// @param header what scales a block has
public record QuadFormat(int bits, Header header) {

    /// Rows of a group.
    public static final int GROUP = 16;

    /// Columns of a block.
    public static final int BLOCK = 32;

    /// Blocks that share a scale of their scales.
    public static final int SUPER = 8;

    /// What comes before the quants.
    public enum Header {
        /// A scale.
        HALF(1, 2, 0),
        /// A scale and a minimum.
        HALF_AND_MINIMUM(1, 4, 0),
        /// Scales and minima of eight blocks, and their scales.
        SUPER_AND_MINIMA(QuadFormat.SUPER, 2, 4),
        /// Scales of sixteen half blocks, and their scale.
        SUPER(QuadFormat.SUPER, 2, 2);

        /// Blocks that share what comes before them.
        public final int blocks;
        /// Bytes before the quants of each block.
        public final int blockBytes;
        /// Bytes before all of those blocks.
        public final int sharedBytes;

        Header(int blocks, int blockBytes, int sharedBytes) {
            this.blocks = blocks;
            this.blockBytes = GROUP * blockBytes;
            this.sharedBytes = GROUP * sharedBytes;
        }

        boolean minima() {
            return this == HALF_AND_MINIMUM || this == SUPER_AND_MINIMA;
        }
    }

    /// Bytes of the quants of one block of a group.
    public int quantBytes() {
        return GROUP * BLOCK * bits / 8;
    }

    /// Bytes of a group of `blocks` blocks, a whole number of those that share a header.
    public long groupBytes(int blocks) {
        return (long) blocks / header.blocks * header.sharedBytes + blocks * blockBytes();
    }

    /// Bytes of a block, what it shares not among them.
    public long blockBytes() {
        return header.blockBytes + quantBytes();
    }

    /// Runs of a block that have a scale of their own.
    int runs() {
        return header == Header.SUPER ? 2 : 1;
    }

    /// The stored quant of a weight of 0 is 2 to this; where there are minima, sums are taken as if it were too.
    int zeroShift() {
        return bits - 1;
    }
}
