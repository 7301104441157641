package dev.pando.node.http;

import dev.pando.engine.grammar.Form;
import dev.pando.engine.grammar.GrammarException;
import dev.pando.engine.grammar.Grammars;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.Format;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// Fuzz target: the bytes of a request's body, read by every interface; its schemas are followed, too.
public final class BodiesFuzz {

    private static final Grammars GRAMMARS = new Grammars(257, id -> new byte[]{(byte) id},
            text -> text.chars().toArray(), Set.of(256));

    private BodiesFuzz() {}

    /// Loads the classes, which takes longer under Jazzer than an input may take.
    public static void fuzzerInitialize() {
        seeds().forEach(BodiesFuzz::fuzzerTestOneInput);
    }

    /// Anything but a refusal is a finding.
    public static void fuzzerTestOneInput(byte[] data) {
        ask(data, body -> OpenAiRequest.chat(body).ask());
        ask(data, body -> OpenAiRequest.completion(body).ask());
        ask(data, body -> ResponsesRequest.of(body, _ -> List.of()).ask());
        ask(data, body -> AnthropicRequest.ask(body, true));
        ask(data, body -> OllamaRequest.chat(body, name -> name).ask());
        ask(data, body -> OllamaRequest.generate(body, name -> name).ask());
    }

    private interface Reader {
        Ask read(com.fasterxml.jackson.databind.JsonNode body);
    }

    private static void ask(byte[] data, Reader reader) {
        try {
            Ask ask = reader.read(Json.readObject(data));
            if (ask != null && ask.format() instanceof Format.Schema(String schema)) {
                GRAMMARS.check(new Form.Schema(schema));
            }
        } catch (ApiException | GrammarException refused) {
            // what a hostile body should get
        }
    }

    static List<byte[]> seeds() {
        return List.of(seed("""
                {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"x"}]},{"role":"assistant",
                 "tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"a","content":"y"}],"tools":[{"type":"function","function":{"name":"f",
                 "parameters":{"type":"object"}}}],"tool_choice":"auto","stop":["a"],"logit_bias":{"1":2},
                 "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"anyOf":[{"type":"string",
                 "pattern":"^[a-z]{1,3}$","maxLength":3},{"$ref":"#/$defs/a"}],"$defs":{"a":{"type":"array","items":
                 {"$ref":"#/$defs/a"},"maxItems":3}}}}}}"""), seed("""
                {"model":"m","input":[{"type":"function_call_output","call_id":"a","output":"x"},{"role":"user",
                 "content":"y"}],"text":{"format":{"type":"json_schema","schema":{"type":"integer","minimum":-5,
                 "maximum":1e3,"multipleOf":5}}},"max_output_tokens":5}"""), seed("""
                {"model":"m","max_tokens":9,"system":[{"type":"text","text":"s"}],"messages":[{"role":"user","content":[
                 {"type":"tool_result","tool_use_id":"a","content":"x"}]}],"tools":[{"name":"f","input_schema":{}}],
                 "tool_choice":{"type":"tool","name":"f"}}"""), seed("""
                {"model":"m","prompt":"x","options":{"stop":"a","num_predict":-1,"temperature":0.5},"format":{"type":
                 "object","properties":{"a":{"enum":[1,"b"]},"c":{"type":"number","exclusiveMinimum":0.5}},
                 "required":["a"]},"messages":[{"role":"tool","content":"x"}]}"""));
    }

    private static byte[] seed(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
