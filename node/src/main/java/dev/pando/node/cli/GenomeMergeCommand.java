package dev.pando.node.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.genome.Change;
import dev.pando.engine.genome.GenomeCheck;
import dev.pando.engine.genome.GenomeException;
import dev.pando.engine.genome.Merge;
import dev.pando.engine.genome.MergeOperator;
import dev.pando.engine.genome.MergeOperator.Dare;
import dev.pando.engine.genome.MergeOperator.DareTies;
import dev.pando.engine.genome.MergeOperator.Linear;
import dev.pando.engine.genome.MergeOperator.Slerp;
import dev.pando.engine.genome.MergeOperator.TaskArithmetic;
import dev.pando.engine.genome.MergeOperator.Ties;
import dev.pando.engine.genome.PeftFolder;
import dev.pando.kernel.Workers;
import dev.pando.node.genome.GenomeShelf;
import dev.pando.node.genome.MergeTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "merge", description = "Makes one adapter of several. Routing between them keeps more of what each can do; a merge is smaller.")
final class GenomeMergeCommand implements Callable<Integer> {

    /// How adapters are mixed; each works on ΔW = B·A.
    private enum Operator {
        linear, task, slerp, ties, dare, dare_ties
    }

    @ParentCommand
    private GenomeCommand genome;
    @Parameters(arity = "1..*", paramLabel = "ADAPTER", description = "Folders in PEFT's files, for the same model.")
    private List<Path> folders;
    @Option(names = "--operator", required = true, paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}.")
    private Operator operator;
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the merged adapter goes.")
    private Path out;
    @Option(names = "--weights", split = ",", paramLabel = "W", description = "One for each adapter (default: linear 0.85 for the first and 0.15 for the others together; dare equal shares; else 1 each).")
    private List<Double> weights;
    @Option(names = "--t", paramLabel = "T", defaultValue = "0.5", description = "Of slerp between two: 0 is the first, 1 the second (default ${DEFAULT-VALUE}).")
    private double t;
    @Option(names = "--lambda", paramLabel = "L", description = "Strength of task, ties and dare_ties (default: 0.3 for task, else 1).")
    private Double lambda;
    @Option(names = "--density", paramLabel = "D", description = "Share of elements that ties and dare keep (default: ties 0.2, dare 0.5).")
    private Double density;
    @Option(names = "--sum", description = "Ties and dare_ties add up those that agree instead of averaging them.")
    private boolean sum;
    @Option(names = "--rank", paramLabel = "R", description = "Rank of the merged adapter (default: all ranks together, so that nothing of a sum is lost).")
    private Integer rank;
    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of what dare drops (default ${DEFAULT-VALUE}).")
    private long seed;
    @Option(names = "--model", paramLabel = "FILE", description = "The base; with it and --own the merge is measured, and given up if it does not help.")
    private Path model;
    @Option(names = "--own", split = ",", paramLabel = "TEXT", description = "Held-out texts of what the first adapter knows: none may get worse.")
    private List<Path> own = List.of();
    @Option(names = "--other", split = ",", paramLabel = "TEXT", description = "Held-out texts of what it is to learn.")
    private List<Path> other = List.of();
    @Option(names = "--threads", paramLabel = "N", description = "Threads of arithmetic (default: all processors).")
    private Integer threads;
    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<PeftFolder> adapters = new ArrayList<>();
        for (Path folder : folders) adapters.add(checked(folder));
        String base = sameBase(adapters);
        Optional<MergeTrial> trial = trial();
        int rankMax = rank != null ? rank : Math.min(GenomeCheck.RANK_MAX, ranks(adapters));
        within("rank", rankMax, 1, GenomeCheck.RANK_MAX);
        try (Workers workers = new Workers(TrainCommand.threads(threads))) {
            var merged = new Merge(operator(), rankMax, workers)
                    .of(adapters.stream().map(PeftFolder::changes).toList());
            GenomeCheck check = GenomeCheck.of(new PeftFolder(out, base, most(merged.changes()), merged.changes()));
            PeftFolder.write(out, merged.changes(), folders.getFirst(), base);
            Optional<MergeTrial.Outcome> outcome = trial.isEmpty()
                    ? Optional.empty()
                    : Optional.of(measured(trial.get(), workers));
            genome.terminal().out().println(json ? json(merged, check, outcome) : words(merged, outcome));
        }
        return 0;
    }

    // What is asked for is looked at before anything is written.
    private Optional<MergeTrial> trial() {
        if (own.isEmpty() && other.isEmpty()) return Optional.empty();
        if (model == null) throw new CommandFailed("which --model is the base? a merge is measured with it");
        MergeTrial trial = new MergeTrial(model, own, other);
        for (Path file : Stream.of(List.of(model), own, other).flatMap(List::stream).toList()) {
            if (!Files.exists(file)) throw new CommandFailed(file + ": there is no such file");
        }
        return Optional.of(trial);
    }

    // A merge that does not help, or that could not be measured, is taken back: what was the first adapter lies in its place.
    private MergeTrial.Outcome measured(MergeTrial trial, Workers workers) throws IOException {
        boolean kept = false;
        try {
            MergeTrial.Outcome outcome = trial.of(folders.getFirst(), out, workers);
            kept = outcome.kept();
            return outcome;
        } finally {
            if (!kept) GenomeShelf.unpack(GenomeShelf.pack(folders.getFirst()), out);
        }
    }

    private PeftFolder checked(Path folder) throws IOException {
        if (folder.toAbsolutePath().normalize().equals(out.toAbsolutePath().normalize())) {
            throw new CommandFailed(out + ": is also one of the adapters that are merged");
        }
        try {
            return GenomeCheck.of(folder).adapter();
        } catch (GenomeException e) {
            String why = e.getMessage();
            throw new CommandFailed(why.startsWith(folder.toString()) ? why : folder + ": " + why);
        }
    }

    private static String sameBase(List<PeftFolder> adapters) {
        List<String> bases = adapters.stream().map(PeftFolder::baseHash).filter(h -> !h.isEmpty()).distinct().toList();
        if (bases.size() > 1) throw new CommandFailed("the adapters were made for different bases: " + bases);
        return bases.isEmpty() ? "" : bases.getFirst();
    }

    // The most that one matrix has in all adapters together.
    private static int ranks(List<PeftFolder> adapters) {
        int most = 1;
        for (String module : adapters.stream().flatMap(a -> a.changes().keySet().stream()).distinct().toList()) {
            int together = 0;
            for (PeftFolder adapter : adapters) {
                Change change = adapter.changes().get(module);
                together += change == null ? 0 : Math.min(change.rank(), Math.min(change.outputs(), change.inputs()));
            }
            most = Math.max(most, together);
        }
        return most;
    }

    private MergeOperator operator() {
        int n = folders.size();
        if (weights != null && weights.size() != n)
            throw new CommandFailed(weights.size() + " weights, " + n + " adapters");
        double strength = lambda != null ? lambda : operator == Operator.task ? 0.3 : 1;
        double kept = density != null ? density : operator == Operator.ties ? 0.2 : 0.5;
        within("t", t, 0, 1);
        within("density", kept, 1e-3, 1);
        within("lambda", strength, -10, 10);
        List<Double> each = weights != null ? weights : Collections.nCopies(n, 1.0);
        return switch (operator) {
            case linear -> weights != null ? new Linear(weights) : Linear.own(n);
            case task -> new TaskArithmetic(strength, each);
            case slerp -> new Slerp(t);
            case ties -> new Ties(kept, strength, each, !sum);
            case dare -> new Dare(kept, weights != null ? weights : Collections.nCopies(n, 1.0 / n), seed);
            case dare_ties -> new DareTies(kept, strength, each, !sum, seed);
        };
    }

    private static void within(String what, double value, double min, double max) {
        if (value >= min && value <= max) return;
        DecimalFormat plain = new DecimalFormat("0.######", DecimalFormatSymbols.getInstance(Locale.ROOT));
        throw new CommandFailed(what + ": " + plain.format(value) + ", from " + plain.format(min) + " to "
                + plain.format(max));
    }

    private String json(Merge.Result merged, GenomeCheck check, Optional<MergeTrial.Outcome> outcome) {
        ObjectNode node = new ObjectMapper().createObjectNode().put("operator", operator.name())
                .put("out", out.toString()).put("adapters", folders.size()).put("rank", check.adapter().rank())
                .put("matrices", merged.changes().size()).put("parameters", check.adapter().parameters())
                .put("lost", merged.lost()).put("norm_max", check.norm())
                .put("singular_value_max", check.spectral()).put("base_sha256", check.adapter().baseHash());
        outcome.ifPresent(o -> {
            node.put("kept", o.kept()).put("reason", o.reason());
            var rows = node.putArray("measured");
            for (MergeTrial.Row row : o.rows()) {
                rows.addObject().put("text", row.text().toString()).put("own", row.own())
                        .put("bits_per_character_before", row.before()).put("bits_per_character_after", row.after());
            }
        });
        return node.toString();
    }

    private String words(Merge.Result merged, Optional<MergeTrial.Outcome> outcome) {
        return String.format(Locale.ROOT, "%s of %d adapter%s, %d matrices of rank %d, %.2f %% lost to the rank: %s",
                operator, folders.size(), folders.size() == 1 ? "" : "s", merged.changes().size(),
                most(merged.changes()),
                100 * merged.lost(), out) + outcome.map(o -> "\n" + o.reason()).orElse("");
    }

    private static int most(SortedMap<String, Change> changes) {
        return changes.values().stream().mapToInt(Change::rank).max().orElse(0);
    }
}
