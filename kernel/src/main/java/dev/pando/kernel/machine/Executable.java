package dev.pando.kernel.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// Memory that holds machine code: written first, then made executable and never written again.
@SuppressWarnings("restricted") // this is where machine code begins
final class Executable {

    // <sys/mman.h> of Linux on x86-64
    private static final int PROT_READ = 1, PROT_WRITE = 2, PROT_EXEC = 4;
    private static final int MAP_PRIVATE = 2, MAP_ANONYMOUS = 0x20;

    private Executable() {}

    /// Whether this is a system whose calls and calling convention we know: Linux on x86-64.
    static boolean isPossible() {
        String arch = System.getProperty("os.arch", "");
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux")
                && (arch.equals("amd64") || arch.equals("x86_64"));
    }

    /// Places `code` in memory of its own, for as long as the process lives: a function's address.
    ///
    /// @throws IllegalStateException if the system forbids it
    static MemorySegment place(byte[] code) {
        Linker linker = Linker.nativeLinker();
        SymbolLookup libc = linker.defaultLookup();
        try {
            MethodHandle mmap = linker.downcallHandle(libc.findOrThrow("mmap"),
                    FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
            MethodHandle mprotect = linker.downcallHandle(libc.findOrThrow("mprotect"), FunctionDescriptor
                    .of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
            long at = (long) mmap.invokeExact(0L, (long) code.length, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0L);
            if (at == -1) throw new IllegalStateException("no memory for " + code.length + " bytes of code");
            MemorySegment memory = MemorySegment.ofAddress(at).reinterpret(code.length, Arena.global(), null);
            MemorySegment.copy(code, 0, memory, ValueLayout.JAVA_BYTE, 0, code.length);
            if ((int) mprotect.invokeExact(at, (long) code.length, PROT_READ | PROT_EXEC) != 0) {
                throw new IllegalStateException("this system does not let memory become executable");
            }
            return memory;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
