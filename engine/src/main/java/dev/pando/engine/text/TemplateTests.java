package dev.pando.engine.text;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Tests (`x is …`) that mean something else in Jinjava than in Jinja2: in Python a string is iterable and a sequence.
final class TemplateTests {

    private TemplateTests() {}

    static List<ExpTest> all() {
        return List.of(
                new Own("iterable",
                        value -> value instanceof CharSequence || value instanceof Iterable<?> || value instanceof Map),
                new Own("sequence",
                        value -> value instanceof CharSequence || value instanceof List<?> || value instanceof Map));
    }

    private record Own(String name, Predicate<Object> test) implements ExpTest {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean evaluate(Object value, JinjavaInterpreter interpreter, Object... arguments) {
            return test.test(value);
        }
    }
}
