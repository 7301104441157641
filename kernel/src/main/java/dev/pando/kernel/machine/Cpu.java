package dev.pando.kernel.machine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// What the processor can do and the system lets it do, asked by CPUID and XGETBV (Intel's manual, volume 1, §14.3 and §15.2).
///
/// @param avx2 256-bit integers, FMA, F16C and BMI2
/// @param vnni 512-bit vectors with the dot product of bytes (AVX-512 F, BW and VNNI)
@SuppressWarnings("restricted") // calls the code it wrote
record Cpu(boolean avx2, boolean vnni) {

    private static final int OSXSAVE = 1 << 27, AVX = 1 << 28, F16C = 1 << 29, FMA = 1 << 12; // leaf 1, ECX
    private static final int AVX2 = 1 << 5, BMI2 = 1 << 8, AVX512F = 1 << 16, AVX512BW = 1 << 30; // leaf 7, EBX
    private static final int AVX512_VNNI = 1 << 11; // leaf 7, ECX
    private static final int YMM_STATE = 0x06, ZMM_STATE = 0xE6; // XCR0

    /// Asks the processor that this thread runs on.
    ///
    /// @throws IllegalStateException if the system does not let us run the question
    static Cpu ask() {
        int[] most = cpuid(0), one = cpuid(1);
        int wanted = OSXSAVE | AVX | F16C | FMA;
        if (most[0] < 7 || (one[2] & wanted) != wanted) return new Cpu(false, false);
        int[] seven = cpuid(7);
        int state = xcr0(), wide = AVX512F | AVX512BW;
        boolean avx2 = (state & YMM_STATE) == YMM_STATE && (seven[1] & AVX2) != 0
                && (seven[1] & BMI2) != 0;
        boolean vnni = avx2 && (state & ZMM_STATE) == ZMM_STATE && (seven[1] & wide) == wide
                && (seven[2] & AVX512_VNNI) != 0;
        return new Cpu(avx2, vnni);
    }

    // EAX, EBX, ECX, EDX
    private static int[] cpuid(int leaf) {
        Assembler a = new Assembler(Assembler.Width.YMM);
        a.push(Assembler.Reg.RBX);
        a.move(Assembler.Reg.RAX, leaf);
        a.move(Assembler.Reg.RCX, 0);
        a.emit(0x0F, 0xA2); // cpuid
        a.emit(0x89, 0x07, 0x89, 0x5F, 0x04, 0x89, 0x4F, 0x08, 0x89, 0x57, 0x0C); // mov [rdi], eax; ebx, ecx, edx after it
        a.pop(Assembler.Reg.RBX);
        a.ret();
        int[] registers = new int[4];
        call(a.bytes(), registers);
        return registers;
    }

    private static int xcr0() {
        Assembler a = new Assembler(Assembler.Width.YMM);
        a.move(Assembler.Reg.RCX, 0);
        a.emit(0x0F, 0x01, 0xD0); // xgetbv
        a.emit(0x89, 0x07); // mov [rdi], eax
        a.ret();
        int[] low = new int[1];
        call(a.bytes(), low);
        return low[0];
    }

    private static void call(byte[] code, int[] out) {
        MethodHandle ask = Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(ValueLayout.ADDRESS),
                Linker.Option.critical(true));
        try {
            ask.invokeExact(Executable.place(code), MemorySegment.ofArray(out));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
