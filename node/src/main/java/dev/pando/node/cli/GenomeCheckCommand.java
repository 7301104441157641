package dev.pando.node.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.genome.GenomeCheck;
import dev.pando.engine.genome.GenomeException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    @Option(names = "--model", paramLabel = "FILE", description = "The base that it must have been made for: a GGUF file or a Hugging Face folder.")
    private Path model;
    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        ObjectNode out = new ObjectMapper().createObjectNode().put("folder", folder.toString());
        try {
            GenomeCheck check = GenomeCheck.of(folder);
            if (model != null) {
                if (!Files.exists(model)) throw new CommandFailed(model + ": there is no such file");
                check.fits(Hashes.of(model));
            }
            describe(check, out.put("ok", true));
            genome.terminal().out().println(json ? out : words(check));
            return 0;
        } catch (GenomeException e) {
            if (json) genome.terminal().out().println(out.put("ok", false).put("reason", e.getMessage()));
            genome.terminal().say("refused: " + e.getMessage());
            return 1;
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
