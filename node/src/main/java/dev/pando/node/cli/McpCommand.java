package dev.pando.node.cli;

import dev.pando.node.answer.Admission;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.Generation;
import dev.pando.node.answer.Message;
import dev.pando.node.encode.Chorus;
import dev.pando.node.encode.Encoder;
import dev.pando.node.mcp.McpDoor;
import dev.pando.node.mcp.McpServers;
import dev.pando.node.mcp.McpTools;
import dev.pando.node.memory.Memories;
import dev.pando.node.remote.Endpoint;
import dev.pando.node.remote.RemoteEngine;
import dev.pando.node.rules.Action;
import dev.pando.node.store.Database;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "mcp", description = "The Model Context Protocol: lets other programs ask this node, and lists the tools of others.")
final class McpCommand implements Runnable {

    private static final int FOUND_MAX = 10;

    @ParentCommand
    private Cli pando;
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "serve or tools?");
    }

    @Command(name = "serve", description = "Answers other programs on standard input and output, through the node that runs.")
    int serve(@Mixin DataDir dataDir) throws Exception {
        Terminal terminal = pando.terminal();
        URI node = NodeAddress.of(terminal, dataDir, null).uri();
        String token = terminal.environment().getOrDefault("PANDO_API_TOKEN", "");
        Endpoint endpoint = new Endpoint(node.resolve("/v1"), token.isEmpty() ? Optional.empty() : Optional.of(token),
                "");
        CountDownLatch over = new CountDownLatch(1);
        try (ChatEngine engine = RemoteEngine.open(endpoint);
                Encoder encoder = new Chorus();
                Database database = Database.open(dataDir.path(terminal))) {
            Memories memories = new Memories(database, encoder, InstantSource.system());
            try (McpDoor _ = new McpDoor(new Watched(terminal.in(), over), terminal.out(),
                    question -> answer(engine, question), text -> found(memories, text))) {
                over.await();
            }
        }
        return 0;
    }

    private static String answer(ChatEngine engine, String question) throws InterruptedException {
        Ask ask = Ask.chat(List.of(new Message("user", question)));
        if (!(engine.submit(ask) instanceof Admission.Started(Generation generation))) {
            throw new CommandFailed("the node is busy");
        }
        StringBuilder text = new StringBuilder();
        try (generation) {
            while (true) {
                switch (generation.next()) {
                    case Event.Piece(String piece, _) -> text.append(piece);
                    case Event.CallPiece _ -> {
                    } // no tools are offered
                    case Event.Finished _ -> {
                        return text.toString();
                    }
                    case Event.Failed(String message) -> throw new CommandFailed(message);
                }
            }
        }
    }

    private static String found(Memories memories, String text) {
        return memories.search(text, FOUND_MAX).stream().map(found -> "- " + found.memory().text())
                .collect(Collectors.joining("\n"));
    }

    /// Tells when there is nothing more to read.
    private static final class Watched extends InputStream {
        private final InputStream in;
        private final CountDownLatch over;

        Watched(InputStream in, CountDownLatch over) {
            this.in = in;
            this.over = over;
        }

        @Override
        public int read() throws IOException {
            return noted(in.read());
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return noted(in.read(bytes, offset, length));
        }

        private int noted(int n) {
            if (n < 0) over.countDown();
            return n;
        }
    }

    @Command(name = "tools", description = "Lists the tools of the servers in mcp.json that may be used, and which wait for a yes.")
    int tools(@Mixin DataDir dataDir) throws IOException {
        Terminal terminal = pando.terminal();
        try (McpTools tools = McpTools.connect(McpServers.read(dataDir.path(terminal)), terminal::say)) {
            for (Action action : tools.actions()) {
                terminal.out().println(action.tool().name() + "  "
                        + (action.effect() == Action.Effect.LOOKS ? "looks" : "waits for a yes"));
            }
        }
        return 0;
    }
}
