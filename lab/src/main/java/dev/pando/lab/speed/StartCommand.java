package dev.pando.lab.speed;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pando lab start`: from the start of a process to its first token, `./pando up` and llama-server in turns.
@Command(name = "start", mixinStandardHelpOptions = true, description = "From the start of a process to its first streamed token: ./pando up beside llama.cpp's llama-server, taking turns.")
public final class StartCommand implements Callable<Integer> {

    private static final String PROMPT = "{\"prompt\":\"Hello the\",\"stream\":true,\"temperature\":0,";

    @Option(names = "--server", required = true, description = "the llama-server program")
    private Path server;

    @Option(names = "--pando", description = "our launcher, built (default: ./pando)")
    private Path pando = Path.of("./pando");

    @Option(names = "--model", required = true, description = "the file that both serve")
    private Path model;

    @Option(names = "--data-dir", required = true, description = "a folder for our node; its first start makes it")
    private Path dataDir;

    @Option(names = "--rounds", description = "starts of each (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--threads", description = "threads of arithmetic (default: ${DEFAULT-VALUE})")
    private int threads = 2;

    private StartCommand() {}

    @Override
    public Integer call() {
        FirstToken ours = new FirstToken(
                List.of(pando.toString(), "up", "--data-dir", dataDir.toString(), "--port", "{port}", "--model",
                        model.toString(), "--threads", "" + threads, "--no-browser"),
                "/v1/completions", PROMPT + "\"max_tokens\":16}");
        FirstToken theirs = new FirstToken(List.of(server.toString(), "-m", model.toString(), "-t", "" + threads, "-c",
                "4096", "--host", "127.0.0.1", "--port", "{port}"), "/completion", PROMPT + "\"n_predict\":16}");
        double[] our = new double[rounds], their = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            our[i] = ours.seconds();
            their[i] = theirs.seconds();
            System.err.printf(Locale.ROOT, "round %d of %d: %.3f s, %.3f s%n", i + 1, rounds, our[i], their[i]);
        }
        double[] ratios = new Paired(our, their).ratios();
        System.out.printf(Locale.ROOT,
                "%s: ours %.3f s (%.3f to %.3f), llama-server %.3f s (%.3f to %.3f), ratio %.2f (%.2f to %.2f)%n",
                model.getFileName(), Paired.median(our), least(our), most(our), Paired.median(their), least(their),
                most(their), Paired.median(ratios), ratios[0], ratios[rounds - 1]);
        return 0;
    }

    private static double least(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static double most(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }
}
