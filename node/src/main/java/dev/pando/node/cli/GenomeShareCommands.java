package dev.pando.node.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.node.genome.GenomeShelf;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// What a running node is asked to do with a genome of its own.
final class GenomeShareCommands {

    private GenomeShareCommands() {}

    /// Both say what they did and to which.
    abstract static class AtNode implements Callable<Integer> {
        @ParentCommand
        private GenomeCommand genome;
        @Mixin
        private DataDir dataDir;
        @Parameters(paramLabel = "GENOME", description = "Its topic, or its name or the beginning of it.")
        private String name;

        Integer ask(String action, String done) throws Exception {
            Terminal terminal = genome.terminal();
            String id = new GenomeShelf(dataDir.path(terminal)).find(name).card().id().toString();
            var said = NodeAddress.of(terminal, dataDir, null).post(terminal, "/api/v1/genomes/" + id + "/" + action,
                    new ObjectMapper().createObjectNode());
            if (said.has("error")) throw new CommandFailed(said.at("/error/message").asText());
            terminal.say(done + " " + said.path("id").asText(id));
            return 0;
        }
    }

    @Command(name = "share", description = "Shows a genome of this node to its peers, through the running node; sharing must be on.")
    static final class Share extends AtNode {
        @Override
        public Integer call() throws Exception {
            return ask("share", "shared");
        }
    }

    @Command(name = "revoke", description = "Takes a genome of this node back, wherever it is served: it is silent from the next token on.")
    static final class Revoke extends AtNode {
        @Override
        public Integer call() throws Exception {
            return ask("take-back", "taken back");
        }
    }
}
