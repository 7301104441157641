package dev.pando.node.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.http.Scope;
import dev.pando.node.http.TokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "token", description = "Makes, lists and revokes API tokens; only their hashes are kept.")
final class TokenCommand implements Runnable {

    /// The file of tokens in a data directory.
    static final String FILE = "api-tokens";

    @ParentCommand
    private Cli pando;
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "create, list or revoke?");
    }

    private TokenFile file(DataDir dataDir) throws IOException {
        Path folder = Files.createDirectories(dataDir.path(pando.terminal()));
        return new TokenFile(folder.resolve(FILE));
    }

    private static ObjectNode told(TokenFile.Entry entry) {
        return new ObjectMapper().createObjectNode().put("id", entry.id()).put("scopes", Scope.written(entry.scopes()))
                .put("created", entry.created()).put("name", entry.name());
    }

    @Command(name = "create", description = "Makes a token and prints it: once, and never again.")
    int create(@Mixin DataDir dataDir,
            @Option(names = "--scope", required = true, paramLabel = "SCOPES", description = "What it opens: chat, read, write, admin; several with commas.") String scope,
            @Option(names = "--name", defaultValue = "", description = "What it is for.") String name,
            @Option(names = "--json", description = "Prints one JSON object.") boolean json) throws IOException {
        TokenFile.Made made = file(dataDir).create(scopes(scope), name, Instant.now());
        pando.terminal().out().println(json ? told(made.entry()).put("token", made.token()).toString() : made.token());
        return 0;
    }

    private Set<Scope> scopes(String list) {
        try {
            return Scope.read(list);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    @Command(name = "list", description = "Lists tokens: their ids, scopes, ages and names.")
    int list(@Mixin DataDir dataDir, @Option(names = "--json", description = "Prints a JSON array.") boolean json)
            throws IOException {
        ArrayNode all = new ObjectMapper().createArrayNode();
        for (TokenFile.Entry entry : file(dataDir).list()) {
            all.add(told(entry));
            if (!json) {
                pando.terminal().out().println(String.join("  ", entry.id(), Scope.written(entry.scopes()),
                        entry.created(), entry.name()).strip());
            }
        }
        if (json) pando.terminal().out().println(all);
        return 0;
    }

    @Command(name = "revoke", description = "Makes a token worthless, also for a node that runs.")
    int revoke(@Mixin DataDir dataDir, @Parameters(paramLabel = "ID", description = "As list shows it.") String id)
            throws IOException {
        // What was typed is not repeated: it may be the token itself.
        if (!file(dataDir).revoke(id)) throw new CommandFailed("there is no token with this id; token list shows them");
        return 0;
    }
}
