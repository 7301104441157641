package dev.pando.lab.loopback;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;

/// What this process takes of the machine's memory.
final class Memory {

    private static final long MIB = 1 << 20;

    private Memory() {}

    /// Heap in use after a collection.
    static long usedMiB() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
    }

    /// Most that the runtime's pools, heap and others, ever held.
    static long peakMiB() {
        long bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) bytes += pool.getPeakUsage().getUsed();
        return bytes / MIB;
    }
}
