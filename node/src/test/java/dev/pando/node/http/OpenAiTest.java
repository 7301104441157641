package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiTest {

    @RegisterExtension
    private static final ScriptedNode NODE = new ScriptedNode();

    @Test
    void aChatIsAnsweredWithItsTokenCounts() throws Exception {
        JsonNode answer = Client.json(Client.post(NODE.uri(), "/v1/chat/completions", Client.chat("count 3", "")));
        assertEquals("chat.completion", answer.get("object").asText());
        assertEquals("1 2 3", answer.at("/choices/0/message/content").asText());
        assertEquals("stop", answer.at("/choices/0/finish_reason").asText());
        assertEquals(10, answer.at("/usage/total_tokens").asInt());
        assertEquals(3, answer.at("/usage/prompt_tokens_details/cached_tokens").asInt());
    }

    @Test
    void aStreamSaysTheRoleThenTheWordsThenTheReasonThenTheCounts() throws Exception {
        var response = Client.post(NODE.uri(), "/v1/chat/completions",
                Client.chat("count 2", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
        assertEquals("text/event-stream; charset=utf-8", response.headers().firstValue("Content-Type").orElseThrow());
        List<String> data = response.body().lines().filter(l -> !l.isEmpty()).map(l -> l.substring(6)).toList();
        assertEquals("assistant", at(data, 0, "/choices/0/delta/role"));
        assertEquals("1 ", at(data, 1, "/choices/0/delta/content"));
        assertEquals("2", at(data, 2, "/choices/0/delta/content"));
        assertEquals("stop", at(data, 3, "/choices/0/finish_reason"));
        assertEquals("2", at(data, 4, "/usage/completion_tokens"));
        assertEquals("[DONE]", data.get(5));
        assertTrue(Client.JSON.readTree(data.get(1)).has("usage"), "with include_usage every chunk has the field");
    }

    private static String at(List<String> data, int line, String path) throws Exception {
        return Client.JSON.readTree(data.get(line)).at(path).asText();
    }

    @Test
    void logProbabilitiesComeWithBytesAndAlternatives() throws Exception {
        JsonNode answer = Client.json(Client.post(NODE.uri(), "/v1/chat/completions",
                Client.chat("é b", ",\"logprobs\":true,\"top_logprobs\":2")));
        JsonNode first = answer.at("/choices/0/logprobs/content/0");
        assertEquals("é ", first.get("token").asText());
        assertEquals(List.of(195, 169, 32), Client.JSON.convertValue(first.get("bytes"), List.class));
        assertEquals(-0.5, first.get("logprob").asDouble());
        assertEquals(2, first.get("top_logprobs").size());
    }

    @Test
    void aCompletionGoesOnFromItsPromptWithOffsets() throws Exception {
        JsonNode answer = Client.json(Client.post(NODE.uri(), "/v1/completions",
                "{\"prompt\":\"count 3\",\"logprobs\":1,\"max_tokens\":2}"));
        assertEquals("text_completion", answer.get("object").asText());
        assertEquals("1 2 ", answer.at("/choices/0/text").asText());
        assertEquals("length", answer.at("/choices/0/finish_reason").asText());
        assertEquals("[0,2]", answer.at("/choices/0/logprobs/text_offset").toString());
        assertEquals("scripted", answer.get("model").asText());
    }

    @Test
    void optionsReachTheEngine() throws Exception {
        Client.post(NODE.uri(), "/v1/chat/completions", Client.chat("hi", """
                ,"seed":42,"temperature":0.5,"top_p":0.9,"frequency_penalty":1,"presence_penalty":-1,"stop":["x","y"],
                "logit_bias":{"17":-100},"max_completion_tokens":5,"top_k":40,"min_p":0.1"""));
        var ask = NODE.engine().lastAsk();
        assertEquals(42, ask.sampling().seed().orElseThrow());
        assertEquals(0.5, ask.sampling().temperature());
        assertEquals(-100, ask.sampling().logitBias().get(17));
        assertEquals(List.of("x", "y"), ask.stop());
        assertEquals(5, ask.maxTokens().orElseThrow());
        assertEquals(40, ask.sampling().topK());
    }

    @Test
    void stopTextsEndAnAnswerAndContentMayComeInParts() throws Exception {
        var body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"count \"},"
                + "{\"type\":\"text\",\"text\":\"9\"}]}],\"stop\":\"4\"}";
        JsonNode answer = Client.json(Client.post(NODE.uri(), "/v1/chat/completions", body));
        assertEquals("1 2 3 ", answer.at("/choices/0/message/content").asText());
    }

    @Test
    void modelsAreListedAndDescribed() throws Exception {
        assertEquals("scripted", Client.json(Client.get(NODE.uri(), "/v1/models")).at("/data/0/id").asText());
        assertEquals(4096, Client.json(Client.get(NODE.uri(), "/v1/models/scripted")).get("context_length").asInt());
        assertEquals(404, Client.get(NODE.uri(), "/v1/models/none").statusCode());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"messages":[]}                                                     | messages
            {"messages":"hi"}                                                   | messages
            {"messages":[{"role":"alien","content":"x"}]}                       | messages[0].role
            {"messages":[{"role":"user","content":[{"type":"image_url"}]}]}     | messages[0].content
            {"messages":[{"role":"user","content":"x"}],"n":2}                  | n
            {"messages":[{"role":"user","content":"x"}],"temperature":2.1}      | temperature
            {"messages":[{"role":"user","content":"x"}],"temperature":"hot"}    | temperature
            {"messages":[{"role":"user","content":"x"}],"top_p":1.5}            | top_p
            {"messages":[{"role":"user","content":"x"}],"max_tokens":0}         | max_tokens
            {"messages":[{"role":"user","content":"x"}],"top_logprobs":2}       | top_logprobs
            {"messages":[{"role":"user","content":"x"}],"logprobs":true,"top_logprobs":21} | top_logprobs
            {"messages":[{"role":"user","content":"x"}],"stop":["a","b","c","d","e"]}      | stop
            {"messages":[{"role":"user","content":"x"}],"stop":[""]}            | stop
            {"messages":[{"role":"user","content":"x"}],"logit_bias":{"a":1}}   | logit_bias
            {"messages":[{"role":"user","content":"x"}],"logit_bias":{"1":101}} | logit_bias
            {"messages":[{"role":"user","content":"x"}],"seed":1.5}             | seed
            {"messages":[{"role":"user","content":"x"}],"tools":[{}]}           | tools
            """)
    void aWrongFieldIsRefusedByName(String body, String field) throws Exception {
        var response = Client.post(NODE.uri(), "/v1/chat/completions", body);
        assertEquals(400, response.statusCode(), response.body());
        JsonNode error = Client.json(response).get("error");
        assertEquals("invalid_request_error", error.get("type").asText());
        assertEquals(field, error.get("param").asText());
        assertFalse(error.get("message").asText().isBlank());
    }

    @Test
    void anUnknownModelIsNotFound() throws Exception {
        var response = Client.post(NODE.uri(), "/v1/chat/completions",
                Client.chat("x", "").replace("scripted", "other"));
        assertEquals(404, response.statusCode());
        assertEquals("model_not_found", Client.json(response).at("/error/code").asText());
    }

    @Test
    void anEngineThatBreaksDownIsAServerErrorInWholeAnswersAndStreams() throws Exception {
        for (String stream : List.of("", ",\"stream\":true")) {
            var response = Client.post(NODE.uri(), "/v1/chat/completions", Client.chat("break", stream));
            assertEquals(500, response.statusCode());
            assertEquals("server_error", Client.json(response).at("/error/type").asText());
        }
    }

    @Test
    void metricsCountWithoutWordsOfAnyone() throws Exception {
        Client.post(NODE.uri(), "/v1/chat/completions", Client.chat("zebra", ""));
        String text = Client.get(NODE.uri(), "/metrics").body();
        assertTrue(text.contains("pando_tokens_total{kind=\"completion\"}"), text);
        assertTrue(text.contains("pando_queue_seconds"), text);
        assertFalse(text.contains("zebra"));
        assertEquals("ok", Client.json(Client.get(NODE.uri(), "/health")).get("status").asText());
    }
}
