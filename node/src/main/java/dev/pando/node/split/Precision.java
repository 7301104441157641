package dev.pando.node.split;

/// How the elements of a hidden state travel.
public enum Precision {
    /// As they are: the answer has the bits of one machine.
    F32(4),
    /// Half the bytes, rounded: the answer is close to that of one machine, and **not** the same.
    F16(2);

    /// Bytes of one element.
    final int bytes;

    Precision(int bytes) {
        this.bytes = bytes;
    }
}
