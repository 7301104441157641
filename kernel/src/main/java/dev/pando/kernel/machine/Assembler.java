package dev.pando.kernel.machine;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/// Writes x86-64 instructions as bytes: the few that our kernels need, encoded as in Intel's manual, volume 2.
///
/// Vector operands are numbers 0–31, or 0–15 with [Width#YMM]. Instructions of 512 bits are written with the EVEX prefix
/// (§2.7), those of 256 bits with VEX (§2.3).
final class Assembler {

    /// Bits of a vector register.
    enum Width {
        /// 256 bits, AVX2.
        YMM,
        /// 512 bits, AVX-512.
        ZMM;

        /// Bytes of one register.
        int bytes() {
            return this == ZMM ? 64 : 32;
        }
    }

    /// General registers, in the order of their numbers.
    enum Reg {
        RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15
    }

    /// `[base + index · scale + displacement]`.
    ///
    /// @param index null for none
    /// @param scale 1, 2, 4 or 8
    record Mem(Reg base, Reg index, int scale, int displacement) {

        Mem(Reg base, int displacement) {
            this(base, null, 1, displacement);
        }

        Mem plus(int bytes) {
            return new Mem(base, index, scale, displacement + bytes);
        }
    }

    /// A vector instruction: opcode map, mandatory prefix and opcode.
    ///
    /// @param map    1 = 0F, 2 = 0F38, 3 = 0F3A
    /// @param prefix 0 = none, 1 = 66, 2 = F3, 3 = F2
    record Op(int map, int prefix, int opcode) {}

    static final Op LOAD = new Op(1, 0, 0x10); // vmovups
    static final Op STORE = new Op(1, 0, 0x11);
    static final Op DOT = new Op(2, 1, 0x50); // vpdpbusd: int += Σ of 4 (unsigned byte of the first · signed byte of the second)
    static final Op MULTIPLY_PAIRS = new Op(2, 1, 0x04); // vpmaddubsw: short = Σ of 2 such products, saturated
    static final Op ADD_PAIRS = new Op(1, 1, 0xF5); // vpmaddwd: int = Σ of 2 products of shorts
    static final Op SIGN = new Op(2, 1, 0x08); // vpsignb: first, 0 or −first, as the second's sign is
    static final Op ABS_BYTES = new Op(2, 1, 0x1C); // vpabsb
    static final Op AND = new Op(1, 1, 0xDB);
    static final Op OR = new Op(1, 1, 0xEB);
    static final Op XOR = new Op(1, 1, 0xEF);
    static final Op ADD_INTS = new Op(1, 1, 0xFE);
    static final Op SUBTRACT_INTS = new Op(1, 1, 0xFA);
    static final Op MULTIPLY_INTS = new Op(2, 1, 0x40); // vpmulld: the low half of each product
    static final Op ADD_SHORTS = new Op(1, 1, 0xFD);
    static final Op LOW_INTS = new Op(1, 0, 0x14); // vunpcklps: of each 128 bits, ints 0 and 1 of both, in turns
    static final Op HIGH_INTS = new Op(1, 0, 0x15); // vunpckhps: ints 2 and 3
    static final Op LOW_LONGS = new Op(1, 1, 0x14); // vunpcklpd: of each 128 bits, the low half of both
    static final Op HIGH_LONGS = new Op(1, 1, 0x15); // vunpckhpd: the high half
    static final Op HALVES = new Op(3, 1, 0x06); // vperm2f128: a constant chooses two of the four halves, VEX only
    static final Op TERNARY = new Op(3, 1, 0x25); // vpternlogd
    static final Op SHIFT = new Op(1, 1, 0x72); // vpslld, vpsrld by a constant
    static final Op HALF_TO_FLOAT = new Op(2, 1, 0x13); // vcvtph2ps
    static final Op INT_TO_FLOAT = new Op(1, 0, 0x5B); // vcvtdq2ps
    static final Op BYTE_TO_INT = new Op(2, 1, 0x21); // vpmovsxbd
    static final Op UNSIGNED_BYTE_TO_INT = new Op(2, 1, 0x31); // vpmovzxbd
    static final Op UNSIGNED_SHORT_TO_INT = new Op(2, 1, 0x33); // vpmovzxwd
    static final Op MULTIPLY = new Op(1, 0, 0x59);
    static final Op ADD = new Op(1, 0, 0x58);
    static final Op SUBTRACT = new Op(1, 0, 0x5C);
    static final Op FMA = new Op(2, 1, 0xB8); // vfmadd231ps: destination += first · second
    static final Op TIMES_PLUS = new Op(2, 1, 0xA8); // vfmadd213ps: destination = destination · first + second
    static final Op BROADCAST = new Op(2, 1, 0x18); // vbroadcastss from memory
    static final Op BROADCAST_REGISTER = new Op(2, 1, 0x7C); // vpbroadcastd from a general register, EVEX only
    static final Op FROM_REGISTER = new Op(1, 1, 0x6E); // vmovd xmm, r32
    static final Op BROADCAST_LANE = new Op(2, 1, 0x58); // vpbroadcastd from lane 0

    private final Width width;
    private final Map<Integer, Integer> lands = new HashMap<>(); // where a distance is to be written, and to where it is
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Assembler(Width width) {
        this.width = width;
    }

    /// What was written.
    byte[] bytes() {
        byte[] bytes = out.toByteArray();
        ByteBuffer code = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        lands.forEach((at, target) -> code.putInt(at, target - (at + 4)));
        return bytes;
    }

    /// Where the next instruction will be.
    int here() {
        return out.size();
    }

    /// `to = op(first, second)`; `first` is 0 for instructions with one operand.
    void vector(Op op, int to, int first, int second) {
        if (width == Width.ZMM) {
            evex(op, to, first, second >> 3 & 1, second >> 4 & 1, false);
        } else {
            vex(op, to, first, second >> 3 & 1, 0, true);
        }
        emit(op.opcode, 0xC0 | (to & 7) << 3 | second & 7);
    }

    /// `to = op(first, memory)`, of which `bytes` are read or written.
    void vector(Op op, int to, int first, Mem second, int bytes) {
        vector(op, to, first, second, bytes, false);
    }

    /// `to = op(first, the int in memory, in all lanes)`; EVEX only.
    void vectorOfOne(Op op, int to, int first, Mem second) {
        vector(op, to, first, second, 4, true);
    }

    /// The same with a constant after it.
    void vector(Op op, int to, int first, int second, int constant) {
        vector(op, to, first, second);
        emit(constant);
    }

    /// `to = ints shifted` to the left, or to the right where `left` is negative.
    void shift(int to, int from, int left) {
        vector(SHIFT, left < 0 ? 2 : 6, to, from);
        emit(Math.abs(left));
    }

    /// `to = the int in memory, in all lanes, shifted` to the left; EVEX only.
    void shiftOfOne(int to, Mem from, int left) {
        vectorOfOne(SHIFT, 6, to, from);
        emit(left);
    }

    /// All lanes of `to` become `value`, by way of a general register.
    void constant(int to, int value, Reg via) {
        move(via, value);
        if (width == Width.ZMM) {
            vector(BROADCAST_REGISTER, to, 0, via.ordinal());
        } else {
            vex(FROM_REGISTER, to, 0, via.ordinal() >> 3, 0, false);
            emit(FROM_REGISTER.opcode, 0xC0 | (to & 7) << 3 | via.ordinal() & 7);
            vector(BROADCAST_LANE, to, 0, to);
        }
    }

    /// Leaves the upper halves of vector registers clean, as callers want them.
    void zeroUpper() {
        emit(0xC5, 0xF8, 0x77);
    }

    /// `to = value`, zero-extended.
    void move(Reg to, int value) {
        if (to.ordinal() > 7) emit(0x41);
        emit(0xB8 | to.ordinal() & 7);
        int32(value);
    }

    /// `to = from`.
    void move(Reg to, Reg from) {
        general(0x89, from.ordinal(), to.ordinal());
    }

    /// `to = 8 bytes of memory`.
    void load(Reg to, Mem from) {
        rexW(to, from);
        emit(0x8B);
        address(to.ordinal(), from, 1);
    }

    /// Asks for the cache line at an address; nothing happens where there is no memory.
    void prefetch(Mem from) {
        general(0x0F, 0x18, Reg.RCX, from); // 1, of the opcode: to all caches
    }

    /// `to = address`.
    void address(Reg to, Mem from) {
        rexW(to, from);
        emit(0x8D);
        address(to.ordinal(), from, 1);
    }

    /// `to += from`.
    void add(Reg to, Reg from) {
        general(0x01, from.ordinal(), to.ordinal());
    }

    /// `to += value`.
    void add(Reg to, int value) {
        general(0x81, 0, to.ordinal());
        int32(value);
    }

    /// `to −= 1`, and whether it is 0 now decides [#jumpIfNotZero].
    void decrement(Reg to) {
        general(0xFF, 1, to.ordinal());
    }

    void jumpIfNotZero(int target) {
        emit(0x0F, 0x85);
        int32(target - (here() + 4));
    }

    /// Jumps to where [#land] will be called with what this returns.
    int jumpIfNotZero() {
        emit(0x0F, 0x85);
        int32(0);
        return here() - 4;
    }

    /// Has a jump end here.
    void land(int jump) {
        lands.put(jump, here());
    }

    void jump(int target) {
        emit(0xE9);
        int32(target - (here() + 4));
    }

    /// Whether a byte of memory is 0 decides [#jumpIfNotZero].
    void compareToZero(Mem one) {
        general(0, 0x80, Reg.RDI, one); // the register's number says which operation
        emit(0);
    }

    void push(Reg r) {
        if (r.ordinal() > 7) emit(0x41);
        emit(0x50 | r.ordinal() & 7);
    }

    void pop(Reg r) {
        if (r.ordinal() > 7) emit(0x41);
        emit(0x58 | r.ordinal() & 7);
    }

    void ret() {
        emit(0xC3);
    }

    /// `to = 4 bytes of memory`, zero-extended.
    void load32(Reg to, Mem from) {
        general(0, 0x8B, to, from);
    }

    /// `to = 2 bytes of memory`, zero-extended.
    void load16(Reg to, Mem from) {
        general(0x0F, 0xB7, to, from);
    }

    /// `to = 1 byte of memory`, zero-extended.
    void load8(Reg to, Mem from) {
        general(0x0F, 0xB6, to, from);
    }

    /// `4 bytes of memory = from`.
    void store32(Mem to, Reg from) {
        general(0, 0x89, from, to);
    }

    /// `2 bytes of memory = the low half of from`.
    void store16(Mem to, Reg from) {
        emit(0x66);
        general(0, 0x89, from, to);
    }

    /// `1 byte of memory = the lowest of from`, one of RAX, RCX, RDX and RBX.
    void store8(Mem to, Reg from) {
        assert from.ordinal() < 4 : from;
        general(0, 0x88, from, to);
    }

    /// `to &= value`, 32 bits.
    void and(Reg to, int value) {
        constant(4, to, value);
    }

    /// `to ^= value`, 32 bits.
    void xor(Reg to, int value) {
        constant(6, to, value);
    }

    /// `to |= from`, 32 bits.
    void or(Reg to, Reg from) {
        rex(from.ordinal() >> 3, 0, to.ordinal() >> 3);
        emit(0x09, 0xC0 | (from.ordinal() & 7) << 3 | to.ordinal() & 7);
    }

    /// `to = to shifted` to the left, or to the right where `left` is negative; 32 bits, zeros come in.
    void shift(Reg to, int left) {
        if (left == 0) return;
        rex(0, 0, to.ordinal() >> 3);
        emit(0xC1, 0xC0 | (left > 0 ? 4 : 5) << 3 | to.ordinal() & 7, Math.abs(left));
    }

    /// `to = the bits of from where mask has ones`, side by side; BMI2, which comes with AVX2.
    void extract(Reg to, Reg from, Reg mask) {
        emit(0xC4, (~to.ordinal() >> 3 & 1) << 7 | 1 << 6 | (~mask.ordinal() >> 3 & 1) << 5 | 2,
                (~from.ordinal() & 15) << 3 | 2, 0xF5, 0xC0 | (to.ordinal() & 7) << 3 | mask.ordinal() & 7);
    }

    /// Bytes as they are, for what is written once.
    void emit(int... bytes) {
        for (int b : bytes) out.write(b);
    }

    private void vector(Op op, int to, int first, Mem second, int bytes, boolean one) {
        int base = second.base.ordinal() >> 3, index = second.index == null ? 0 : second.index.ordinal() >> 3;
        if (width == Width.ZMM) {
            evex(op, to, first, base, index, one);
        } else {
            vex(op, to, first, base, index, true);
        }
        emit(op.opcode);
        address(to, second, width == Width.ZMM ? bytes : 1);
    }

    // | 62 | R̄ X̄ B̄ R̄' 0 map | W v̄v̄v̄v̄ 1 pp | z L'L b V̄' aaa |, all registers' bits inverted
    private void evex(Op op, int to, int first, int b, int x, boolean one) {
        int r = ~to >> 3 & 1, rHigh = ~to >> 4 & 1, v = ~first & 15, vHigh = ~first >> 4 & 1;
        emit(0x62, r << 7 | (x ^ 1) << 6 | (b ^ 1) << 5 | rHigh << 4 | op.map, v << 3 | 4 | op.prefix,
                2 << 5 | (one ? 1 : 0) << 4 | vHigh << 3);
    }

    // | C4 | R̄ X̄ B̄ map | W v̄v̄v̄v̄ L pp |
    private void vex(Op op, int to, int first, int b, int x, boolean wide) {
        int r = ~to >> 3 & 1, v = ~first & 15;
        emit(0xC4, r << 7 | (x ^ 1) << 6 | (b ^ 1) << 5 | op.map, v << 3 | (wide ? 4 : 0) | op.prefix);
    }

    private void rexW(Reg reg, Mem m) {
        int index = m.index == null ? 0 : m.index.ordinal() >> 3;
        emit(0x48 | reg.ordinal() >> 3 << 2 | index << 1 | m.base.ordinal() >> 3);
    }

    // 32 bits and fewer: a prefix only where a register needs one
    private void general(int escape, int opcode, Reg reg, Mem m) {
        rex(reg.ordinal() >> 3, m.index == null ? 0 : m.index.ordinal() >> 3, m.base.ordinal() >> 3);
        if (escape != 0) emit(escape);
        emit(opcode);
        address(reg.ordinal(), m, 1);
    }

    private void constant(int operation, Reg to, int value) {
        rex(0, 0, to.ordinal() >> 3);
        emit(0x81, 0xC0 | operation << 3 | to.ordinal() & 7);
        int32(value);
    }

    private void rex(int reg, int index, int base) {
        int bits = reg << 2 | index << 1 | base;
        if (bits != 0) emit(0x40 | bits);
    }

    private void general(int opcode, int reg, int rm) {
        emit(0x48 | reg >> 3 << 2 | rm >> 3, opcode, 0xC0 | (reg & 7) << 3 | rm & 7);
    }

    // ModRM, SIB and displacement; one byte of displacement counts units of `unit` bytes (EVEX's disp8·N)
    private void address(int reg, Mem m, int unit) {
        boolean small = m.displacement % unit == 0 && m.displacement / unit == (byte) (m.displacement / unit);
        int mod = small ? 0x40 : 0x80, low = m.base.ordinal() & 7;
        if (m.index == null && low != 4) {
            emit(mod | (reg & 7) << 3 | low);
        } else {
            int index = m.index == null ? 4 : m.index.ordinal() & 7; // 4 stands for none, so RSP cannot be one
            emit(mod | (reg & 7) << 3 | 4, Integer.numberOfTrailingZeros(m.scale) << 6 | index << 3 | low);
        }
        if (small) emit(m.displacement / unit & 0xFF);
        else
            int32(m.displacement);
    }

    private void int32(int value) {
        byte[] four = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
        out.writeBytes(four);
    }
}
