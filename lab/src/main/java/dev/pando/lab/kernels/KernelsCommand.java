package dev.pando.lab.kernels;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.kernel.Workers;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pando lab kernels`: the speed of each format's products, with one token (bytes read) and with many (operations).
@Command(name = "kernels", mixinStandardHelpOptions = true, description = "Speed of each format's products: GB/s with one token, GFLOP/s with many.")
public final class KernelsCommand implements Callable<Integer> {

    @Option(names = "--type", arity = "1..*", description = "formats to measure (default: all)")
    private List<TensorType> types = List.of(TensorType.values());

    @Option(names = "--threads", description = "threads of arithmetic (default: ${DEFAULT-VALUE})")
    private int threads = 2;

    @Option(names = "--columns", description = "inputs of a product, a multiple of 256 (default: ${DEFAULT-VALUE})")
    private int columns = 2048;

    @Option(names = "--tokens", description = "tokens of the larger product (default: ${DEFAULT-VALUE})")
    private int tokens = 512;

    @Option(names = "--runs", description = "runs of which the median is taken (default: ${DEFAULT-VALUE})")
    private int runs = 15;

    @Option(names = "--json", description = "one JSON object per figure on stdout instead of a table")
    private boolean json;

    private KernelsCommand() {}

    @Override
    public Integer call() throws IOException {
        if (columns < 256 || columns % 256 != 0) throw new IllegalArgumentException("columns: " + columns);
        if (runs < 1 || tokens < 1) throw new IllegalArgumentException("runs and tokens: at least 1");
        if (!json) System.out.println("| format | product | median | best | worst | runs |\n|---|---|---|---|---|---|");
        try (Workers workers = new Workers(threads)) {
            for (TensorType type : types) {
                Product one = new Product(type, columns, Product.BEYOND_CACHES_BYTES, 1);
                one.check(workers);
                print(type, "1 token, GB/s", one.runs(workers, runs), one.bytes() / 1e9);
                Product many = new Product(type, columns, Product.WITHIN_CACHES_BYTES, tokens);
                many.check(workers);
                print(type, tokens + " tokens, GFLOP/s", many.runs(workers, runs), many.operations() / 1e9);
            }
        }
        return 0;
    }

    private void print(TensorType type, String product, double[] seconds, double work) throws IOException {
        double[] rates = Arrays.stream(seconds).map(s -> work / s).sorted().toArray();
        double median = rates[rates.length / 2], best = rates[rates.length - 1], worst = rates[0];
        if (json) {
            ObjectMapper mapper = new ObjectMapper();
            System.out.println(mapper.writeValueAsString(mapper.createObjectNode().put("format", type.name())
                    .put("product", product).put("threads", threads).put("columns", columns).put("median", median)
                    .put("best", best).put("worst", worst).put("runs", runs)));
        } else {
            System.out.printf(Locale.ROOT, "| %s | %s | %.1f | %.1f | %.1f | %d |%n", type, product, median, best,
                    worst,
                    runs);
        }
    }
}
