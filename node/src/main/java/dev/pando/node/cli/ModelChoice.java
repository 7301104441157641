package dev.pando.node.cli;

import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.LocalEngine;
import dev.pando.node.pull.BundledModel;
import dev.pando.node.pull.ModelShelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which model to use, and how much of the machine.
final class ModelChoice {

    /// What a person without a model is told.
    static final String NO_MODEL = "no model yet; get one with: ./pando pull Qwen/Qwen2.5-0.5B-Instruct-GGUF:Q4_K_M";

    private static final String BUNDLED = "using pando-seed, the small model that comes with Pando, which is often wrong; a useful"
            + " one: ./pando pull Qwen/Qwen2.5-0.5B-Instruct-GGUF:Q4_K_M";

    private static final int THREADS_MAX = 1024, CONTEXT_MAX = 1 << 24;

    @Mixin
    private DataDir dataDir;
    @Option(names = "--model", paramLabel = "FILE", description = "A GGUF file, a Hugging Face folder, or the name of a pulled model (PANDO_MODEL; default: the first that was pulled, else pando-seed, which comes with Pando).")
    private String given;
    @Option(names = "--threads", paramLabel = "N", description = "Threads of arithmetic (PANDO_THREADS; default: all processors).")
    private Integer threads;
    @Option(names = "--context", paramLabel = "TOKENS", description = "Prompt and answer together (PANDO_CONTEXT; default 8192).")
    private Integer context;

    DataDir dataDir() {
        return dataDir;
    }

    /// The model to use: the one that is named, else the first that was pulled, else the one that comes with Pando; empty
    /// if there is none at all.
    Optional<Path> find(Terminal terminal) throws IOException {
        String name = given != null ? given : terminal.environment().getOrDefault("PANDO_MODEL", "");
        if (!name.isEmpty() && Files.exists(Path.of(name))) return Optional.of(Path.of(name));
        ModelShelf shelf = dataDir.shelf(terminal);
        if (!name.isEmpty()) {
            return Optional.of(shelf.find(name).or(() -> bundled(name)).map(ModelShelf.Shelved::file)
                    .orElseThrow(() -> new CommandFailed(
                            name + ": there is no such file, and no pulled model of that name")));
        }
        List<ModelShelf.Shelved> models = shelf.list();
        if (models.size() > 1)
            terminal.say("using " + models.getFirst().name() + ", the first of " + models.size()
                    + " models; --model chooses another");
        if (models.isEmpty() && BundledModel.find().isPresent()) terminal.say(BUNDLED);
        return models.stream().findFirst().or(BundledModel::find).map(ModelShelf.Shelved::file);
    }

    private static Optional<ModelShelf.Shelved> bundled(String name) {
        return name.equals(BundledModel.NAME) ? BundledModel.find() : Optional.empty();
    }

    /// Opens the model to use.
    ///
    /// @throws CommandFailed saying how to get a model if there is none
    ChatEngine open(Terminal terminal) throws IOException {
        Path model = find(terminal).orElseThrow(() -> new CommandFailed(NO_MODEL));
        return terminal.engines().open(model, settings(terminal));
    }

    LocalEngine.Settings settings(Terminal terminal) {
        LocalEngine.Settings usual = LocalEngine.Settings.usual();
        return usual.withThreads(terminal.number("threads", threads, usual.threads(), 1, THREADS_MAX))
                .withContext(terminal.number("context", context, usual.contextMax(), 1, CONTEXT_MAX));
    }
}
