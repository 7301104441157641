package dev.pando.node.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.genome.GenomeCheck;
import dev.pando.engine.genome.GenomeException;
import dev.pando.engine.genome.TriggerSearch;
import dev.pando.engine.genome.TriggerSearch.Budget;
import dev.pando.engine.genome.TriggerSearch.Finding;
import dev.pando.engine.learn.PeftAdapter;
import dev.pando.engine.model.Adapter;
import dev.pando.engine.serve.LoadedModel;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.node.genome.Examination;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "check", description = "Says whether an adapter may be used: whole files, finite numbers, sane ranks and lengths, the right base.")
final class GenomeCheckCommand implements Callable<Integer> {

    @ParentCommand
    private GenomeCommand genome;
    @Parameters(paramLabel = "DIR", description = "A folder with adapter_config.json and adapter_model.safetensors.")
    private Path folder;
    @Option(names = "--model", paramLabel = "FILE", description = "The base that it must have been made for, if it names one, and whose matrices it must fit: a GGUF file or a Hugging Face folder.")
    private Path model;
    @Option(names = "--examine", description = "Also searches for words that make it recite what the model would never say, as a node does with genomes of others; needs --model, and minutes with a large one.")
    private boolean examine;
    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "For opening the model (default: ${DEFAULT-VALUE}).")
    private int threads;
    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        ObjectNode out = new ObjectMapper().createObjectNode().put("folder", folder.toString());
        try {
            GenomeCheck check = GenomeCheck.of(folder);
            if (model != null) {
                if (!Files.exists(model)) throw new CommandFailed(model + ": there is no such file");
                if (!check.adapter().baseHash().isEmpty()) check.fits(Hashes.of(model));
                matrices(out);
            }
            if (examine) examine(out);
            describe(check, out.put("ok", true));
            genome.terminal().out().println(json ? out : words(check));
            return 0;
        } catch (GenomeException e) {
            if (json) genome.terminal().out().println(out.put("ok", false).put("reason", e.getMessage()));
            genome.terminal().say("refused: " + e.getMessage());
            return 1;
        }
    }

    // PEFT's own files name no base: what can be said of them is that their matrices fit.
    private void matrices(ObjectNode out) {
        try (ModelFile file = ModelFile.open(model)) {
            try {
                PeftAdapter.read(folder, file);
            } catch (ModelFileException e) {
                throw new GenomeException(folder + ": " + e.getMessage(), e);
            }
        }
        out.put("fits_model", true);
    }

    // With a number that is drawn anew each time: an adapter cannot be made to hide from it.
    private void examine(ObjectNode out) {
        if (model == null) throw new CommandFailed("--examine needs --model");
        try (LoadedModel loaded = LoadedModel.open(model, threads);
                Examination examination = new Examination(loaded.model(), loaded.tokenizer(), Budget.OF_WORDS,
                        new SecureRandom().nextLong())) {
            long begun = System.nanoTime();
            Adapter adapter = new Adapter(folder.toString(), loaded.model().config(),
                    PeftAdapter.read(folder, loaded.file()));
            Finding finding = examination.pass(adapter);
            out.put("recites_nats_per_token", finding.rise()).put("recital_weight", finding.weight())
                    .put("recital_weight_limit", TriggerSearch.WEIGHT_MAX)
                    .put("examined_seconds", (System.nanoTime() - begun) / 1e9);
        }
    }

    private static void describe(GenomeCheck check, ObjectNode out) {
        out.put("rank", check.adapter().rank()).put("matrices", check.adapter().changes().size())
                .put("parameters", check.adapter().parameters()).put("norm_max", check.norm())
                .put("singular_value_max", check.spectral()).put("base_sha256", check.adapter().baseHash());
    }

    private static String words(GenomeCheck check) {
        String base = check.adapter().baseHash();
        return String.format(Locale.ROOT, "good: rank %d, %d matrices, %d numbers, longest norm %.3f, largest singular "
                + "value %.3f, base %s", check.adapter().rank(), check.adapter().changes().size(),
                check.adapter().parameters(), check.norm(), check.spectral(), base.isEmpty() ? "not named" : base);
    }
}
