package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaEmbeddingModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.pando.node.answer.Format;
import dev.pando.node.answer.ScriptedEngine;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A library that nobody here wrote: LangChain4j, through OpenAI's interface and through Ollama's.
class LangChainTest {

    private static final ScriptedEngine engine = ScriptedEngine.free(4, 16);
    private static final JsonObjectSchema CITY = JsonObjectSchema.builder().addStringProperty("city").required("city")
            .build();
    private static NodeServer node;

    @BeforeAll
    static void start() {
        node = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()), engine,
                NodeServer.Parts.NONE.withEncoder(new Lengths()));
    }

    @AfterAll
    static void stop() {
        node.close();
        engine.close();
    }

    private static ChatModel chat(String kind, String model) {
        return kind.equals("ollama")
                ? OllamaChatModel.builder().baseUrl(node.uri().toString()).modelName(model).maxRetries(0).build()
                : OpenAiChatModel.builder().baseUrl(node.uri() + "/v1").apiKey("unused").modelName(model).maxRetries(0)
                        .build();
    }

    private static StreamingChatModel streaming(String kind) {
        return kind.equals("ollama")
                ? OllamaStreamingChatModel.builder().baseUrl(node.uri().toString()).modelName("scripted").build()
                : OpenAiStreamingChatModel.builder().baseUrl(node.uri() + "/v1").apiKey("unused").modelName("scripted")
                        .build();
    }

    private static EmbeddingModel embedding(String kind) {
        return kind.equals("ollama")
                ? OllamaEmbeddingModel.builder().baseUrl(node.uri().toString()).modelName("lengths").build()
                : OpenAiEmbeddingModel.builder().baseUrl(node.uri() + "/v1").apiKey("unused").modelName("lengths")
                        .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "ollama"})
    void itChatsStreamsAndEmbeds(String kind) throws Exception {
        assertEquals("1 2 3", chat(kind, "scripted").chat("count 3"));
        StringBuilder text = new StringBuilder();
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        streaming(kind).chat("count 5", new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String part) {
                text.append(part);
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                whole.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                whole.completeExceptionally(error);
            }
        });
        assertEquals("1 2 3 4 5", whole.get().aiMessage().text());
        assertEquals("1 2 3 4 5", text.toString());
        assertEquals(3, embedding(kind).embed("abc").content().dimension());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "ollama"})
    void itCallsToolsAndTellsTheirResults(String kind) {
        ToolSpecification weather = ToolSpecification.builder().name("weather").description("what it is like")
                .parameters(CITY).build();
        UserMessage said = UserMessage.from("call weather {\"city\":\"Paris\"}");
        ChatResponse answer = chat(kind, "scripted")
                .chat(ChatRequest.builder().messages(said).toolSpecifications(weather).build());
        var call = answer.aiMessage().toolExecutionRequests().getFirst();
        assertEquals("weather", call.name());
        assertEquals("{\"city\":\"Paris\"}", call.arguments().replaceAll("\\s", ""));
        ChatResponse after = chat(kind, "scripted").chat(ChatRequest.builder()
                .messages(List.of(said, answer.aiMessage(), ToolExecutionResultMessage.from(call, "sunny")))
                .toolSpecifications(weather).build());
        assertEquals("sunny", after.aiMessage().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "ollama"})
    void itAsksForJsonAndUnderstandsErrors(String kind) {
        ResponseFormat format = ResponseFormat.builder().type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder().name("place").rootElement(CITY).build()).build();
        chat(kind, "scripted")
                .chat(ChatRequest.builder().messages(UserMessage.from("{}")).responseFormat(format).build());
        String schema = assertInstanceOf(Format.Schema.class, engine.lastAsk().format()).schema();
        assertEquals(true, schema.contains("\"city\""), schema);
        assertThrows(LangChain4jException.class, () -> chat(kind, "gpt-4").chat("x"));
        assertThrows(LangChain4jException.class, () -> chat(kind, "scripted").chat("break"));
    }
}
