package dev.pando.node.cli;

import dev.pando.node.pull.ModelShelf;
import dev.pando.node.pull.Pull;
import dev.pando.node.pull.PullLimits;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "pull", description = "Gets a model from a hub. Stopped at any moment, it goes on where it was.")
final class PullCommand implements Callable<Integer> {

    @ParentCommand
    private Cli pando;
    @Mixin
    private DataDir dataDir;
    @Option(names = "--hub", paramLabel = "URL", description = "A Hugging Face-compatible hub (PANDO_HUB; default https://huggingface.co).")
    private URI hub;
    @Parameters(paramLabel = "NAME", description = "owner/name, owner/name:Q4_K_M, owner/name:file.gguf, or https://…/file.gguf")
    private String name;

    @Override
    public Integer call() throws Exception {
        pull(pando.terminal(), dataDir.shelf(pando.terminal()), hub, name);
        return 0;
    }

    /// Where models come from.
    ///
    /// @param given what was said on the command line; null for nothing
    static URI hub(Terminal terminal, URI given) {
        String environment = terminal.environment().getOrDefault("PANDO_HUB", "");
        return given != null ? given : environment.isEmpty() ? Pull.HUB : URI.create(environment);
    }

    /// Pulls `name` and says so.
    static ModelShelf.Shelved pull(Terminal terminal, ModelShelf shelf, URI hub, String name) throws Exception {
        URI from = hub(terminal, hub);
        ProgressLine line = new ProgressLine(terminal);
        try {
            ModelShelf.Shelved model = new Pull(from, shelf, PullLimits.USUAL).fetch(name, line);
            line.end();
            terminal.say(model.name() + " is here, sha256 " + model.sha256());
            terminal.out().println(model.file());
            return model;
        } finally {
            line.end();
        }
    }
}
