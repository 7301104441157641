package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.ResponseCreateParams;
import dev.pando.node.answer.Format;
import dev.pando.node.answer.ScriptedEngine;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A client that nobody here wrote: `com.openai:openai-java`.
class OpenAiJavaTest {

    private static final ScriptedEngine engine = ScriptedEngine.free(4, 16);
    private static NodeServer node;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        node = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()), engine,
                NodeServer.Parts.NONE.withEncoder(new Lengths()));
        client = clientOf(node, "unused");
    }

    private static OpenAIClient clientOf(NodeServer node, String key) {
        return OpenAIOkHttpClient.builder().baseUrl(node.uri() + "/v1").apiKey(key).maxRetries(0).build();
    }

    @AfterAll
    static void stop() {
        client.close();
        node.close();
    }

    private static ChatCompletionCreateParams.Builder ask(String said) {
        return ChatCompletionCreateParams.builder().model("scripted").addSystemMessage("be brief").addUserMessage(said);
    }

    @Test
    void itChats() {
        ChatCompletion answer = client.chat().completions().create(ask("count 3").build());
        assertEquals("1 2 3", answer.choices().getFirst().message().content().orElseThrow());
        assertEquals(ChatCompletion.Choice.FinishReason.STOP, answer.choices().getFirst().finishReason());
        assertEquals(10, answer.usage().orElseThrow().totalTokens());
        answer.validate();
    }

    @Test
    void itStreams() {
        var params = ask("count 40").streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        StringBuilder text = new StringBuilder();
        long tokens = 0;
        try (var stream = client.chat().completions().createStreaming(params)) {
            for (ChatCompletionChunk chunk : (Iterable<ChatCompletionChunk>) stream.stream()::iterator) {
                chunk.validate();
                chunk.choices().forEach(c -> c.delta().content().ifPresent(text::append));
                tokens = chunk.usage().map(u -> u.completionTokens()).orElse(tokens);
            }
        }
        assertTrue(text.toString().endsWith("39 40"), text.toString());
        assertEquals(40, tokens);
    }

    @Test
    void itReadsLogProbabilities() {
        ChatCompletion answer = client.chat().completions().create(ask("a b").logprobs(true).topLogprobs(3).build());
        answer.validate();
        var first = answer.choices().getFirst().logprobs().orElseThrow().content().orElseThrow().getFirst();
        assertEquals("a ", first.token());
        assertEquals(3, first.topLogprobs().size());
    }

    @Test
    void itStops() {
        ChatCompletion answer = client.chat().completions().create(ask("count 9").stopOfStrings(List.of("4")).build());
        assertEquals("1 2 3 ", answer.choices().getFirst().message().content().orElseThrow());
        ChatCompletion cut = client.chat().completions().create(ask("count 9").maxCompletionTokens(2).build());
        assertEquals(ChatCompletion.Choice.FinishReason.LENGTH, cut.choices().getFirst().finishReason());
    }

    @Test
    void itCompletesAndListsModels() {
        var completion = client.completions()
                .create(CompletionCreateParams.builder().model("scripted").prompt("count 2").build());
        completion.validate();
        assertEquals("1 2", completion.choices().getFirst().text());
        assertEquals("scripted", client.models().list().data().getFirst().id());
        assertEquals("scripted", client.models().retrieve("scripted").id());
    }

    private static FunctionTool weather() {
        return FunctionTool.builder().name("weather").strict(false).parameters(FunctionTool.Parameters.builder()
                .putAdditionalProperty("type", JsonValue.from("object")).build()).build();
    }

    @Test
    void itCallsTools() {
        var function = ChatCompletionFunctionTool.builder().function(FunctionDefinition.builder().name("weather")
                .parameters(FunctionParameters.builder().putAdditionalProperty("type", JsonValue.from("object"))
                        .build())
                .build()).build();
        ChatCompletion answer = client.chat().completions()
                .create(ask("call weather {\"city\":\"Paris\"}").addTool(function).build());
        answer.validate();
        assertEquals(ChatCompletion.Choice.FinishReason.TOOL_CALLS, answer.choices().getFirst().finishReason());
        var call = answer.choices().getFirst().message().toolCalls().orElseThrow().getFirst().asFunction();
        assertEquals("weather {\"city\":\"Paris\"}", call.function().name() + " " + call.function().arguments());
        ChatCompletion after = client.chat().completions().create(ask("x").addTool(function)
                .addMessage(answer.choices().getFirst().message()).addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id()).content("sunny").build())
                .build());
        assertEquals("sunny", after.choices().getFirst().message().content().orElseThrow());
    }

    @Test
    void itAsksForJson() {
        var schema = ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                .putAdditionalProperty("type", JsonValue.from("object")).build();
        client.chat().completions().create(ask("{}").responseFormat(ResponseFormatJsonSchema.builder()
                .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder().name("a").schema(schema).build()).build())
                .build());
        assertEquals(new Format.Schema("{\"type\":\"object\"}"), engine.lastAsk().format());
    }

    @Test
    void itEmbeds() {
        var embeddings = client.embeddings()
                .create(EmbeddingCreateParams.builder().model("lengths").inputOfArrayOfStrings(List.of("a", "bb"))
                        .build());
        assertEquals(2, embeddings.data().size());
        assertEquals(3, embeddings.data().getFirst().embedding().size());
    }

    @Test
    void itAsksForResponses() {
        var answer = client.responses()
                .create(ResponseCreateParams.builder().model("scripted").input("count 3").build());
        answer.validate();
        assertEquals("1 2 3", answer.output().getFirst().asMessage().content().getFirst().asOutputText().text());
        StringBuilder text = new StringBuilder();
        try (var stream = client.responses().createStreaming(ResponseCreateParams.builder().model("scripted")
                .input("count 4").previousResponseId(answer.id()).addTool(weather()).build())) {
            stream.stream().forEach(event -> {
                event.validate();
                event.outputTextDelta().ifPresent(delta -> text.append(delta.delta()));
            });
        }
        assertEquals("1 2 3 4", text.toString());
    }

    @Test
    void itsErrorsAreOurs() throws Exception {
        assertThrows(NotFoundException.class,
                () -> client.chat().completions().create(ask("x").model("gpt-4").build()));
        var wrong = assertThrows(BadRequestException.class,
                () -> client.chat().completions().create(ask("x").n(2).build()));
        assertEquals("n", wrong.param().orElseThrow());
        assertThrows(BadRequestException.class,
                () -> client.chat().completions().create(ask("x").temperature(3.0).build()));
        assertThrows(InternalServerException.class, () -> client.chat().completions().create(ask("break").build()));
    }

    @Test
    void aFullQueueAndAMissingTokenAreItsExceptions() throws Exception {
        String token = "0123456789abcdef0123456789abcdef";
        var engine = ScriptedEngine.gated(1, 0, new Semaphore(0));
        try (NodeServer locked = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0,
                ApiTokens.load(token, Path.of("none"))), engine)) {
            OpenAIClient wrong = clientOf(locked, "wrong"), right = clientOf(locked, token);
            assertThrows(UnauthorizedException.class, () -> wrong.models().list());
            Thread.ofVirtual().start(() -> right.chat().completions().create(ask("forever").build()));
            while (engine.load().active() == 0) Thread.onSpinWait();
            var busy = assertThrows(RateLimitException.class,
                    () -> right.chat().completions().create(ask("x").build()));
            assertEquals(List.of("2"), busy.headers().values("Retry-After"));
            engine.close();
        }
    }
}
