package dev.pando.node.cli;

import dev.pando.engine.check.ModelCheck;
import dev.pando.engine.check.Verdict;
import dev.pando.node.pull.BundledModel;
import dev.pando.node.pull.ModelShelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "models", description = "The models in the data directory, and the one that comes with Pando.")
final class ModelsCommand implements Runnable {

    @ParentCommand
    private Cli pando;
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(),
                "models list, models check FILE or models remove NAME");
    }

    @Command(name = "list", description = "Lists them.")
    int list(@Mixin DataDir dataDir) throws IOException {
        List<ModelShelf.Shelved> models = new ArrayList<>(dataDir.shelf(pando.terminal()).list());
        BundledModel.find().ifPresent(models::add);
        if (models.isEmpty()) pando.terminal().say(ModelChoice.NO_MODEL);
        for (ModelShelf.Shelved model : models) {
            pando.terminal().out()
                    .println(model.name() + "\t" + ProgressLine.bytes(model.bytes()) + "\t" + model.source());
        }
        return 0;
    }

    @Command(name = "check", description = "Reads a model file from end to end and says in one line what it is, or what is wrong with it and where.")
    int check(@Parameters(paramLabel = "FILE", description = "A GGUF file or a Hugging Face folder.") Path file) {
        Verdict verdict = ModelCheck.of(file);
        pando.terminal().out().println(verdict.line());
        return verdict.ok() ? 0 : 1;
    }

    @Command(name = "remove", description = "Removes one.")
    int remove(@Mixin DataDir dataDir,
            @Parameters(paramLabel = "NAME", description = "As models list says it.") String name) throws IOException {
        ModelShelf shelf = dataDir.shelf(pando.terminal());
        if (!shelf.remove(name)) throw new CommandFailed(name + ": there is no such model in " + shelf.folder());
        pando.terminal().say(name + " is removed");
        if (Files.isDirectory(shelf.folder())) pando.terminal().say(shelf.list().size() + " models are left");
        return 0;
    }
}
