package dev.pando.node.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pando.node.answer.Tool;
import dev.pando.node.config.Version;
import dev.pando.node.rules.Action;
import dev.pando.node.rules.Permit;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Tools of other programs, as [Action]s that the execution rules know: what is not on a server's allow-list does not exist,
/// and what a person has not called harmless waits for their yes every time.
public final class McpTools implements AutoCloseable {

    /// Characters of a tool's description that a model is told.
    static final int DESCRIPTION_CHARS_MAX = 1_000;
    /// Bytes of one message.
    private static final int MESSAGE_BYTES_MAX = 4 << 20;
    /// How long a server may take until it answers for the first time.
    static final Duration START = Duration.ofSeconds(10);
    private static final Duration CALL = Duration.ofMinutes(2);
    private static final JsonMapper JSON = new JsonMapper();

    private final List<McpSyncClient> clients = new ArrayList<>();
    private final List<Action> actions = new ArrayList<>();

    private McpTools() {}

    /// Starts or reaches the servers and asks for their tools. One that does not answer is told about, and left out.
    ///
    /// @param told gets a line for each that does not answer
    public static McpTools connect(List<McpServers.Server> servers, Consumer<String> told) {
        return connect(servers, told, START);
    }

    static McpTools connect(List<McpServers.Server> servers, Consumer<String> told, Duration start) {
        McpTools tools = new McpTools();
        for (McpServers.Server server : servers) {
            try {
                tools.add(server, client(server, start), told);
            } catch (RuntimeException e) {
                told.accept("mcp server " + server.name() + " does not answer: its tools are not there");
            }
        }
        return tools;
    }

    private static McpSyncClient client(McpServers.Server server, Duration start) {
        McpSyncClient client = McpClient.sync(transport(server)).requestTimeout(CALL).initializationTimeout(start)
                .clientInfo(McpSchema.Implementation.builder("pando", Version.NUMBER).build()).build();
        try {
            client.initialize();
            return client;
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private static McpClientTransport transport(McpServers.Server server) {
        if (server.url() != null) {
            String base = server.url().resolve("/").toString(), path = server.url().getRawPath();
            return HttpClientStreamableHttpTransport.builder(base)
                    .endpoint(path == null || path.isEmpty() ? "/mcp" : path)
                    .customizeClient(http -> http.followRedirects(HttpClient.Redirect.NEVER)).build();
        }
        ServerParameters parameters = ServerParameters.builder(server.command().getFirst())
                .args(server.command().subList(1, server.command().size())).env(server.env()).build();
        StdioClientTransport transport = new StdioClientTransport(parameters, McpJsonDefaults.getMapper(),
                MESSAGE_BYTES_MAX);
        transport.setStdErrorHandler(_ -> {}); // it may hold anything, and nobody asked
        return transport;
    }

    // Another program's names must not decide whether this node starts: the rules refuse two tools of one name.
    private void add(McpServers.Server server, McpSyncClient client, Consumer<String> told) {
        clients.add(client);
        for (McpSchema.Tool tool : client.listTools().tools()) {
            if (!server.allow().contains(tool.name())) continue;
            Action action = action(server, client, tool);
            String name = action.tool().name();
            if (actions.stream().noneMatch(other -> other.tool().name().equals(name))) actions.add(action);
            else
                told.accept("mcp server " + server.name() + ": there is a tool named " + name + " already");
        }
    }

    private static Action action(McpServers.Server server, McpSyncClient client, McpSchema.Tool tool) {
        String name = (server.name() + "_" + tool.name()).replaceAll("[^A-Za-z0-9_.-]", "_");
        String about = tool.description() == null ? "" : tool.description();
        Tool told = new Tool(name.substring(0, Math.min(name.length(), Tool.NAME_CHARS_MAX)),
                about.substring(0, Math.min(about.length(), DESCRIPTION_CHARS_MAX)), text(tool.inputSchema()));
        Action.Effect effect = server.looks().contains(tool.name()) ? Action.Effect.LOOKS : Action.Effect.IRREVERSIBLE;
        return new Remote(told, effect, client, tool.name());
    }

    private static String text(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a tool's schema is no JSON", e);
        }
    }

    /// What the rules may let through.
    public List<Action> actions() {
        return List.copyOf(actions);
    }

    /// A tool somewhere else.
    private record Remote(Tool tool, Effect effect, McpSyncClient client, String name) implements Action {

        @Override
        @SuppressWarnings("unchecked")
        public String run(Permit permit) throws Exception {
            Map<String, Object> arguments = JSON.readValue(permit.use(tool.name()), Map.class);
            CallToolResult result = client.callTool(CallToolRequest.builder(name).arguments(arguments).build());
            StringBuilder text = new StringBuilder();
            result.content().forEach(part -> text.append(part instanceof TextContent words ? words.text() : ""));
            if (Boolean.TRUE.equals(result.isError())) throw new IllegalStateException(text.toString());
            return text.toString();
        }
    }

    @Override
    public void close() {
        clients.forEach(McpSyncClient::closeGracefully);
    }
}
