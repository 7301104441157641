package dev.pando.node.cli;

import dev.pando.engine.serve.Bench;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "bench", description = "Measures how fast a model runs here: prompt and answer apart, each from an empty context.")
final class BenchCommand implements Callable<Integer> {

    @ParentCommand
    private Cli pando;
    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A GGUF file or a Hugging Face folder.")
    private Path model;
    @Option(names = "--prompt-tokens", paramLabel = "N", defaultValue = "512", description = "Tokens of the prompt (default ${DEFAULT-VALUE}).")
    private int promptTokens;
    @Option(names = "--generate-tokens", paramLabel = "N", defaultValue = "64", description = "Tokens of the answer (default ${DEFAULT-VALUE}).")
    private int generateTokens;
    @Option(names = "--threads", paramLabel = "N", description = "Threads of arithmetic (default: all processors).")
    private Integer threads;
    @Option(names = "--repeat", paramLabel = "N", defaultValue = "5", description = "Measurements (default ${DEFAULT-VALUE}).")
    private int repeat;
    @Option(names = "--sequences", paramLabel = "N", defaultValue = "1", description = "Answers written at once; their tokens are counted together (default ${DEFAULT-VALUE}).")
    private int sequences;
    @Option(names = "--json", description = "Prints {\"prefill_tps\":[…],\"decode_tps\":[…],\"load_ms\":…,\"peak_rss_mb\":…}.")
    private boolean json;

    @Override
    public Integer call() {
        int width = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        Bench.Result result = new Bench(promptTokens, generateTokens, width, repeat, sequences).run(model,
                System::nanoTime);
        pando.terminal().out().println(json ? json(result) : words(result));
        return 0;
    }

    private static String json(Bench.Result result) {
        String peak = Double.isNaN(result.peakRssMb()) ? "null" : number(result.peakRssMb());
        return "{\"prefill_tps\":[" + list(result.prefillTps()) + "],\"decode_tps\":[" + list(result.decodeTps())
                + "],\"load_ms\":"
                + number(result.loadMs()) + ",\"peak_rss_mb\":" + peak + "}";
    }

    private static String words(Bench.Result result) {
        return "prompt  " + spread(result.prefillTps()) + "\nanswer  " + spread(result.decodeTps()) + "\nload    "
                + number(result.loadMs()) + " ms\nmemory  " + number(result.peakRssMb()) + " MiB at most";
    }

    private static String spread(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return number(sorted[sorted.length / 2]) + " tokens a second (" + number(sorted[0]) + " to "
                + number(sorted[sorted.length - 1]) + ")";
    }

    private static String list(double[] values) {
        return Arrays.stream(values).mapToObj(BenchCommand::number).collect(Collectors.joining(","));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
