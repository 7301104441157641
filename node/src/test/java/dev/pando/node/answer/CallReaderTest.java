package dev.pando.node.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pando.testing.Forall;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

/// Calls in the ways that models write them, however the text was cut.
class CallReaderTest {

    private static String read(CallSyntax syntax, List<String> pieces) {
        CallReader reader = new CallReader(syntax, () -> "id");
        List<Event> events = new ArrayList<>();
        for (String piece : pieces) events.addAll(reader.push(piece));
        events.addAll(reader.finish());
        StringBuilder told = new StringBuilder();
        for (Event event : events) {
            switch (event) {
                case Event.Piece(String text, _) -> told.append(text);
                case Event.CallPiece(int index, String id, String name, String arguments) -> told
                        .append(id.isEmpty() ? arguments : "(" + index + " " + name + " ");
                case Event.Finished _,Event.Failed _ -> throw new AssertionError(event);
            }
        }
        return told.toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            HERMES  | hello                                                              | hello
            HERMES  | <tool_call>{"name":"f","arguments":{"a":1}}</tool_call>            | (0 f {"a":1}
            HERMES  | well ~<tool_call>~{"name": "f", "arguments": {}}~</tool_call>~<tool_call>{"name":"g","arguments":{}}</tool_call> | well(0 f {}(1 g {}
            HERMES  | <tool_call>{"name":"f","arguments":{"a":1}}                        | (0 f {"a":1}
            HERMES  | <tool_call>nonsense</tool_call> after                              | <tool_call>nonsense</tool_call> after
            HERMES  | a <tool and <b>                                                    | a <tool and <b>
            LLAMA   | {"name": "f", "parameters": {"a": [1]}}                            | (0 f {"a":[1]}
            LLAMA   | {"answer": 42}                                                     | {"answer": 42}
            LLAMA   | it is {"name": "f", "parameters": {}}                              | it is {"name": "f", "parameters": {}}
            MISTRAL | [TOOL_CALLS] [{"name": "f", "arguments": {}}, {"name": "g", "arguments": {"x": "]"}}] | (0 f {}(1 g {"x":"]"}
            MISTRAL | [{"name": "f", "arguments": {}}]                                   | (0 f {}
            MISTRAL | [1, 2]                                                             | [1, 2]
            """)
    void callsAreFoundAndTheRestIsText(CallSyntax syntax, String said, String told) {
        String text = said.replace("~", "\n"), expected = told.replace("~", "");
        Forall.seeds(20, random -> {
            List<String> pieces = new ArrayList<>();
            for (int at = 0; at < text.length();) {
                int end = Math.min(text.length(), at + random.nextInt(1, 9));
                pieces.add(text.substring(at, end));
                at = end;
            }
            assertEquals(expected.strip(), read(syntax, pieces).strip());
        });
    }

    @Test
    void aTemplateShowsHowItsModelCalls() {
        assertEquals(CallSyntax.HERMES, CallSyntax.of("… <tool_call> …{{ tools }}"));
        assertEquals(CallSyntax.MISTRAL, CallSyntax.of("[AVAILABLE_TOOLS] … [TOOL_CALLS]"));
        assertEquals(CallSyntax.LLAMA, CallSyntax.of("Environment: ipython … tools"));
        assertEquals(CallSyntax.HERMES, CallSyntax.of("{{ tools }}"));
    }
}
