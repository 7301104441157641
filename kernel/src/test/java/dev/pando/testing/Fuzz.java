package dev.pando.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Coverage-guided fuzzing with Jazzer, in a JVM of its own with 512 MiB: what it finds, it finds in the memory that a
/// hostile input is allowed.
///
/// A target is a class with `public static void fuzzerTestOneInput(byte[] data)`, and `fuzzerInitialize()` if it likes to
/// warm up. Whatever it throws is a finding, and so is an input that takes more than [#INPUT_SECONDS_MAX], which is long
/// because other work may run beside it. How long to go on comes from `-Dpando.fuzz.seconds`, 600 if unsaid. The corpus
/// stays under `target/fuzz` and grows from run to run.
public final class Fuzz {

    private static final int INPUT_SECONDS_MAX = 10;
    private static final int OUTPUT_LINES_SHOWN = 40;

    private Fuzz() {}

    /// Fuzzes `target` from `seeds` on, watching the coverage of its package and of those named.
    ///
    /// @throws AssertionError with the end of Jazzer's report if there is a finding
    public static void run(Class<?> target, List<byte[]> seeds, String... packages)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of("target", "fuzz", target.getSimpleName())).toAbsolutePath();
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        for (int i = 0; i < seeds.size(); i++) Files.write(corpus.resolve("seed-" + i), seeds.get(i));
        Path report = folder.resolve("report.txt");
        int exit = new ProcessBuilder(command(target, packages, corpus)).directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(report.toFile()).start().waitFor();
        List<String> lines = Files.readAllLines(report, java.nio.charset.StandardCharsets.ISO_8859_1);
        List<String> last = lines.subList(Math.max(0, lines.size() - OUTPUT_LINES_SHOWN), lines.size());
        if (exit != 0) throw new AssertionError(report + ":\n" + String.join("\n", last));
        System.out
                .println(target.getSimpleName() + ": " + last.stream().filter(l -> l.startsWith("Done ")).findFirst());
    }

    private static List<String> command(Class<?> target, String[] packages, Path corpus) {
        List<String> includes = new ArrayList<>(List.of(packages));
        includes.add(target.getPackageName());
        String seconds = System.getProperty("pando.fuzz.seconds", "600");
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
                "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
                "-XX:-OmitStackTraceInFastThrow", "-cp", System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer", "--target_class=" + target.getName(),
                // A tokenizer.json holds patterns by design; that they cost only so much is what its target finds out.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.RegexInjection",
                "--instrumentation_includes=" + String.join(".**:", includes) + ".**", "--reproducer_path=.",
                "-max_total_time=" + seconds, "-timeout=" + INPUT_SECONDS_MAX, "-print_final_stats=1",
                corpus.toString());
    }
}
