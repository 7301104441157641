package dev.pando.kernel.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pando.kernel.machine.Assembler.Mem;
import dev.pando.kernel.machine.Assembler.Reg;
import dev.pando.kernel.machine.Assembler.Width;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Bytes of instructions are those that GNU as 2.40 writes.
class AssemblerTest {

    @Test
    void instructionsOf512BitsAreWrittenAsGnuAsWritesThem() {
        Mem indexed = new Mem(Reg.R13, Reg.R10, 2, 8), plain = new Mem(Reg.R13, 36);
        wide("62923d50506c5502", a -> a.vectorOfOne(Assembler.DOT, 5, 24, indexed));
        wide("62d12558727509" + "07", a -> a.shiftOfOne(11, plain, 7));
        wide("62417c4810442401", a -> a.vector(Assembler.LOAD, 24, 0, new Mem(Reg.R12, 64), 64));
        wide("62417c48104380", a -> a.vector(Assembler.LOAD, 24, 0, new Mem(Reg.R11, -128 * 64), 64));
        wide("62013d40dbcd", a -> a.vector(Assembler.AND, 25, 24, 29));
        wide("62032d4025cef8", a -> a.vector(Assembler.TERNARY, 25, 26, 30, 0xF8));
        wide("6291354072d004", a -> a.shift(25, 24, -4));
        wide("62627d48136301", a -> a.vector(Assembler.HALF_TO_FLOAT, 28, 0, new Mem(Reg.RBX, 32), 32));
        wide("62627d48315501", a -> a.vector(Assembler.UNSIGNED_BYTE_TO_INT, 26, 0, new Mem(Reg.RBP, 16), 16));
        wide("62127d48b8e2", a -> a.vector(Assembler.FMA, 12, 0, 26));
        wide("62011c5059541608", a -> a.vectorOfOne(Assembler.MULTIPLY, 26, 28, new Mem(Reg.R14, Reg.R10, 1, 32)));
        wide("b80f0f0f0f" + "62627d487ce8", a -> a.constant(29, 0x0F0F0F0F, Reg.RAX));
    }

    @Test
    void aDisplacementThatIsNoMultipleOfTheOperandTakesFourBytes() {
        wide("62417c4810a42421000000", a -> a.vector(Assembler.LOAD, 28, 0, new Mem(Reg.R12, 33), 64));
    }

    @Test
    void instructionsOf256BitsAreWrittenAsGnuAsWritesThem() {
        narrow("c4423504d2", a -> a.vector(Assembler.MULTIPLY_PAIRS, 10, 9, 10));
        narrow("c4422d08d0", a -> a.vector(Assembler.SIGN, 10, 10, 8));
        narrow("c4427d1cc8", a -> a.vector(Assembler.ABS_BYTES, 9, 0, 8));
        narrow("c4027d18541504", a -> a.vector(Assembler.BROADCAST, 10, 0, new Mem(Reg.R13, Reg.R10, 1, 4), 4));
        narrow("c4e225a85c2440", a -> a.vector(Assembler.TIMES_PLUS, 3, 11, new Mem(Reg.RSP, 64), 32));
        narrow("c4427d13642410", a -> a.vector(Assembler.HALF_TO_FLOAT, 12, 0, new Mem(Reg.R12, 16), 16));
    }

    @Test
    void generalInstructionsAreWrittenAsGnuAsWritesThem() {
        narrow("4f8d745508", a -> a.address(Reg.R14, new Mem(Reg.R13, Reg.R10, 2, 8)));
        narrow("4d8b5128", a -> a.load(Reg.R10, new Mem(Reg.R9, 40)));
        narrow("4881c400ffffff", a -> a.add(Reg.RSP, -256));
        narrow("49ffcf", a -> a.decrement(Reg.R15));
        narrow("410f188b00110000", a -> a.prefetch(new Mem(Reg.R11, 0x1100)));
    }

    @Test
    void whatMovesBytesIsWrittenAsGnuAsWritesIt() {
        narrow("458b4204", a -> a.load32(Reg.R8, new Mem(Reg.R10, 4)));
        narrow("410fb7822c010000", a -> a.load16(Reg.RAX, new Mem(Reg.R10, 300)));
        narrow("410fb64c2405", a -> a.load8(Reg.RCX, new Mem(Reg.R12, 5)));
        narrow("41895340", a -> a.store32(new Mem(Reg.R11, 64), Reg.RDX));
        narrow("66894302", a -> a.store16(new Mem(Reg.RBX, 2), Reg.RAX));
        narrow("884d10", a -> a.store8(new Mem(Reg.RBP, 16), Reg.RCX));
        narrow("81e10f0f0f0f", a -> a.and(Reg.RCX, 0x0F0F0F0F));
        narrow("4181f180808080", a -> a.xor(Reg.R9, 0x80808080));
        narrow("09c8" + "4509d0", a -> {
            a.or(Reg.RAX, Reg.RCX);
            a.or(Reg.R8, Reg.R10);
        });
        narrow("c1e104" + "41c1ed06", a -> {
            a.shift(Reg.RCX, 4);
            a.shift(Reg.R13, -6);
        });
        narrow("c4e27af5d2" + "c44272f5ca", a -> {
            a.extract(Reg.RDX, Reg.RAX, Reg.RDX);
            a.extract(Reg.R9, Reg.RCX, Reg.R10);
        });
    }

    private static void wide(String hex, Consumer<Assembler> instruction) {
        written(Width.ZMM, hex, instruction);
    }

    private static void narrow(String hex, Consumer<Assembler> instruction) {
        written(Width.YMM, hex, instruction);
    }

    private static void written(Width width, String hex, Consumer<Assembler> instruction) {
        Assembler a = new Assembler(width);
        instruction.accept(a);
        assertEquals(hex, HexFormat.of().formatHex(a.bytes()));
    }
}
