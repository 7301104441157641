package dev.pando.node.cli;

import dev.pando.kernel.VectorWidth;
import dev.pando.node.http.NodeServer;
import dev.pando.node.pull.BundledModel;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(name = "doctor", description = "Looks at this machine: Java, vector width, memory, disk, ports, models; one line each.")
final class DoctorCommand implements Callable<Integer> {

    private static final Runtime.Version JAVA_MIN = Runtime.Version.parse("25.0.3");
    private static final long DISK_BYTES_MIN = 1L << 30;

    @ParentCommand
    private Cli pando;
    @Mixin
    private DataDir dataDir;
    private boolean healthy = true;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = pando.terminal();
        PrintStream out = terminal.out();
        java(out);
        vectors(out);
        memory(out);
        disk(out, dataDir.path(terminal));
        port(out, NodeServer.PORT_DEFAULT);
        int models = dataDir.shelf(terminal).list().size();
        boolean bundled = BundledModel.find().isPresent();
        line(out, true, "models", models == 0 && !bundled
                ? ModelChoice.NO_MODEL
                : (bundled ? BundledModel.NAME + ", which comes with Pando, and " : "") + models + " in "
                        + dataDir.shelf(terminal).folder());
        return healthy ? 0 : 1;
    }

    private void line(PrintStream out, boolean good, String what, String found) {
        healthy &= good;
        out.println((good ? "ok   " : "bad  ") + String.format("%-8s", what) + found);
    }

    private void java(PrintStream out) {
        Runtime.Version version = Runtime.version();
        boolean good = version.compareToIgnoreOptional(JAVA_MIN) >= 0;
        line(out, good, "java", version + (good ? "" : ": 25.0.3 or newer is needed, older ones may corrupt memory"));
    }

    private void vectors(PrintStream out) {
        int bits = VectorWidth.bits();
        line(out, bits > 0, "vectors", switch (bits) {
            case 0 -> "the Vector API is missing: start with ./pando, which adds it";
            case 128 -> "128 bits: answers come slower than on a machine with AVX2";
            default -> bits + " bits, products in " + VectorWidth.products();
        });
    }

    private void memory(PrintStream out) {
        long bytes = ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : 0;
        line(out, true, "memory",
                ProgressLine.bytes(bytes) + ", " + Runtime.getRuntime().availableProcessors()
                        + " processors, heap up to "
                        + ProgressLine.bytes(Runtime.getRuntime().maxMemory()));
    }

    private void disk(PrintStream out, Path path) throws IOException {
        Path existing = path.toAbsolutePath();
        while (!Files.exists(existing)) existing = existing.getParent();
        long free = Files.getFileStore(existing).getUsableSpace();
        boolean writable = Files.isWritable(existing);
        line(out, writable && free >= DISK_BYTES_MIN, "disk",
                ProgressLine.bytes(free) + " free in " + existing + (writable ? "" : ", which may not be written"));
    }

    private void port(PrintStream out, int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            line(out, true, "port", port + " is free");
        } catch (IOException e) {
            line(out, true, "port", port + " is in use: a node runs already, or choose another with --port");
        }
    }
}
