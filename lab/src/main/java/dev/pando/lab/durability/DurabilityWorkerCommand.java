package dev.pando.lab.durability;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The process that is killed; started by [DurabilityCommand].
@Command(name = "durability-worker", hidden = true, description = "Works until it is killed.")
public final class DurabilityWorkerCommand implements Callable<Integer> {

    @Option(names = "--data-dir", required = true, description = "the node's")
    private Path dataDir;

    @Option(names = "--teacher-dir", required = true, description = "its teacher's")
    private Path teacherDir;

    @Option(names = "--seed", required = true, description = "what chance begins from")
    private long seed;

    private DurabilityWorkerCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        Worker.run(dataDir, teacherDir, seed, out);
        return 0;
    }
}
