package dev.pando.node.mcp;

import dev.pando.node.config.Version;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/// This node as a server of two tools, over a pair of streams: `ask` and `memory_search`. Both only look.
public final class McpDoor implements AutoCloseable {

    /// Characters of a question.
    public static final int QUESTION_CHARS_MAX = 32 << 10;
    /// Bytes of one message.
    private static final int MESSAGE_BYTES_MAX = 1 << 20;

    /// What is behind a tool: a text in, a text out.
    @FunctionalInterface
    public interface Answerer {
        /// @throws Exception whose message is one line for whoever asked
        String answer(String text) throws Exception;
    }

    private final McpSyncServer server;

    /// Opens at once.
    ///
    /// @param in     messages to us, a JSON object a line
    /// @param out    messages from us
    /// @param ask    answers a question
    /// @param search finds memories
    public McpDoor(InputStream in, OutputStream out, Answerer ask, Answerer search) {
        var transport = new StdioServerTransportProvider(McpJsonDefaults.getMapper(), in, out, MESSAGE_BYTES_MAX);
        server = McpServer.sync(transport).serverInfo("pando", Version.NUMBER)
                .capabilities(ServerCapabilities.builder().tools(false).build())
                .tools(List.of(
                        tool("ask", "Asks the model of this node a question, which it answers alone and locally.",
                                "question", ask),
                        tool("memory_search", "Finds what this node remembers, by words and by meaning.", "text",
                                search)))
                .build();
    }

    private static SyncToolSpecification tool(String name, String description, String field, Answerer behind) {
        Map<String, Object> text = Map.of("type", "string", "maxLength", QUESTION_CHARS_MAX);
        Map<String, Object> schema = Map.of("type", "object", "properties", Map.of(field, text), "required",
                List.of(field));
        Tool tool = Tool.builder(name, schema).description(description)
                .annotations(ToolAnnotations.builder().readOnlyHint(true).openWorldHint(false).build()).build();
        return SyncToolSpecification.builder().tool(tool)
                .callHandler((exchange, request) -> answered(request.arguments().get(field), field, behind)).build();
    }

    private static CallToolResult answered(Object text, String field, Answerer behind) {
        if (!(text instanceof String question) || question.isBlank() || question.length() > QUESTION_CHARS_MAX) {
            return failed(field + ": a text of 1 to " + QUESTION_CHARS_MAX + " characters");
        }
        try {
            return CallToolResult.builder().addTextContent(behind.answer(question)).isError(false).build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("the node is shutting down");
        } catch (Exception e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private static CallToolResult failed(String message) {
        return CallToolResult.builder().addTextContent(message).isError(true).build();
    }

    @Override
    public void close() {
        server.closeGracefully();
    }
}
