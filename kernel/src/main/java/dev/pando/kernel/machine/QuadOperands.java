package dev.pando.kernel.machine;

import dev.pando.kernel.machine.Assembler.Mem;
import dev.pando.kernel.machine.Assembler.Reg;

/// Where in memory the operands of a [QuadWriter] are while a block is multiplied, and which registers point there.
///
/// @param format         of the weights
/// @param vectorsOfGroup vectors that hold the rows of one group; those from there on belong to the second
/// @param vectorBytes    of each
record QuadOperands(QuadFormat format, int vectorsOfGroup, int vectorBytes) {

    /// What blocks share, and the blocks themselves, of the first group and of the second.
    static final Reg SHARED_P = Reg.RBX, SHARED_Q = Reg.RBP, BLOCK_P = Reg.R11, BLOCK_Q = Reg.R12;
    /// Inputs of tokens 0 and 3, and the bytes from one token to the next.
    static final Reg X_0 = Reg.R13, X_3 = Reg.R14, STRIDE = Reg.R10;

    /// Rows of vector `v` in the block's header, `elementBytes` each.
    Mem header(int v, int at, int elementBytes) {
        return new Mem(first(v) ? BLOCK_P : BLOCK_Q, at + row(v) * elementBytes);
    }

    /// Halves of the rows of vector `v` in what eight blocks share.
    Mem shared(int v, int at) {
        return new Mem(first(v) ? SHARED_P : SHARED_Q, at + row(v) * 2);
    }

    /// Those bytes of the quants that unit `unit` has for the rows of vector `v`; see [QuadFormat].
    Mem quants(int v, int unit) {
        return new Mem(first(v) ? BLOCK_P : BLOCK_Q, format.header().blockBytes + unit * 64 + row(v) * 4);
    }

    /// Whether vector `v` belongs to the first group.
    boolean first(int v) {
        return v < vectorsOfGroup;
    }

    /// The first row of vector `v` in its group.
    int row(int v) {
        return v % vectorsOfGroup * (vectorBytes / 4);
    }

    /// Byte `at` of the block of inputs of token `token`, 0 to 5.
    Mem x(int token, int at) {
        Reg base = token < 3 ? X_0 : X_3;
        return new Mem(base, token % 3 == 0 ? null : STRIDE, Math.max(1, token % 3), at);
    }
}
