package dev.pando.node.split;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much memory this machine has to spare.
final class FreeMemory {

    private static final Path LINUX = Path.of("/proc/meminfo");
    private static final String AVAILABLE = "MemAvailable:";

    private FreeMemory() {}

    /// Bytes that can be used without pushing others out; a container's limit holds.
    static long bytes() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long free = system.getFreeMemorySize(), most = system.getTotalMemorySize();
        try {
            // Linux counts as free what nobody has used yet; what it only keeps in case somebody asks is available too.
            for (String line : Files.readAllLines(LINUX)) {
                if (!line.startsWith(AVAILABLE)) continue;
                String kilobytes = line.replaceAll("\\D", "");
                return Math.min(most, Math.max(free, Long.parseLong(kilobytes) * 1024));
            }
        } catch (IOException e) {
            return free; // not Linux
        }
        return free;
    }
}
