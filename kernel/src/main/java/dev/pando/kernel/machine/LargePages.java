package dev.pando.kernel.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Memory for weights on pages of 2 MiB instead of 4 KiB, where the system has them (Linux).
///
/// Reading weights from end to end is what writing an answer consists of. With large pages the processor looks up few
/// addresses and its prefetcher does not stop at every boundary: half as fast again, as measured in
/// `docs/decisions/012-machine-code.md`.
///
/// Many matrices share a slab of address space, so that the pages between them are not half empty; only what is
/// written takes memory.
@SuppressWarnings("restricted") // calls the C library
public final class LargePages {

    private static final long PAGE_BYTES = 2L << 20;
    private static final long SLAB_BYTES = 1L << 30;
    private static final long ALIGNMENT = 64; // of a cache line

    // <sys/mman.h> of Linux
    private static final int PROT_READ = 1, PROT_WRITE = 2;
    private static final int MAP_PRIVATE = 2, MAP_ANONYMOUS = 0x20, MAP_NORESERVE = 0x4000;
    private static final int MADV_HUGEPAGE = 14;

    private static LargePages current; // where the next allocation goes

    private final long address;
    private final long bytes;
    private long used;
    private int users;

    private LargePages(long bytes) throws Throwable {
        this.bytes = bytes;
        address = (long) Calls.MMAP.invokeExact(0L, bytes, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0L);
        if (address == -1) throw new OutOfMemoryError("no address space for " + bytes + " bytes");
        int ignored = (int) Calls.MADVISE.invokeExact(address, bytes, MADV_HUGEPAGE); // without them it works too
        used = Math.ceilDiv(address, PAGE_BYTES) * PAGE_BYTES - address;
    }

    private static final class Calls {

        private static final Linker LINKER = Linker.nativeLinker();
        static final MethodHandle MMAP = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("mmap"),
                FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        static final MethodHandle MADVISE = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("madvise"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT));
        static final MethodHandle MUNMAP = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("munmap"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    }

    /// `bytes` zeros that live as long as `arena`.
    public static MemorySegment allocate(Arena arena, long bytes) {
        if (!Executable.isPossible()) return arena.allocate(bytes, ALIGNMENT);
        try {
            return take(arena, bytes);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static synchronized MemorySegment take(Arena arena, long bytes) throws Throwable {
        if (current == null || current.bytes - current.used < bytes) {
            current = new LargePages(Math.max(SLAB_BYTES, bytes + PAGE_BYTES));
        }
        LargePages slab = current;
        MemorySegment taken = MemorySegment.ofAddress(slab.address + slab.used).reinterpret(bytes, arena,
                gone -> slab.release());
        slab.used += Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
        slab.users++;
        return taken;
    }

    private void release() {
        synchronized (LargePages.class) {
            if (--users > 0) return;
            if (current == this) current = null;
        }
        try {
            int ignored = (int) Calls.MUNMAP.invokeExact(address, bytes);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
