package dev.pando.engine.text;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The filters of the sandbox: those of Jinjava that are let in, and our own where Jinjava's differ from Jinja2 or know no bounds.
final class TemplateFilters {

    /// Every filter that a template may use.
    static final Set<String> NAMES = Set.of("abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape",
            "first", "float",
            "indent", "int", "items", "join", "last", "length", "list", "lower", "map", "max", "min", "reject",
            "rejectattr", "replace",
            "reverse", "round", "safe", "select", "selectattr", "sort", "string", "sum", "title", "tojson", "trim",
            "unique", "upper");

    private TemplateFilters() {}

    static List<Filter> all() {
        return List.of(new Own("tojson", TemplateFilters::toJson), new Own("items", TemplateFilters::items),
                new Own("reverse", TemplateFilters::reverse), new Own("indent", TemplateFilters::indent),
                new Own("string", (value, call) -> PythonText.of(value, call.meter)),
                new Own("safe", (value, call) -> value),
                new Own("join", TemplateFilters::join), new Own("first", (value, call) -> end(value, true)),
                new Own("last", (value, call) -> end(value, false)), method("replace"), method("upper"),
                method("lower"),
                method("capitalize"),
                method("title"), new Own("trim",
                        (value, call) -> PythonStrings.call(text(value, call), "strip", call.args, call.meter)));
    }

    /// The arguments of a filter, and the meter of the rendering it is called in.
    private record Call(List<Object> args, Map<String, Object> named, TemplateMeter meter) {
        Object arg(int index, String name, Object otherwise) {
            return index < args.size() ? args.get(index) : named.getOrDefault(name, otherwise);
        }

        int number(int index, String name, int otherwise) {
            return arg(index, name, otherwise) instanceof Number number ? number.intValue() : otherwise;
        }
    }

    private interface Body {
        Object apply(Object value, Call call);
    }

    private record Own(String name, Body body) implements Filter {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public Object filter(Object value, JinjavaInterpreter interpreter, Object[] args, Map<String, Object> named) {
            return body.apply(value, new Call(Arrays.asList(args), named, Jinja.meter(interpreter)));
        }

        @Override
        public Object filter(Object value, JinjavaInterpreter interpreter, String... args) {
            return filter(value, interpreter, (Object[]) args, Map.of());
        }
    }

    /// A filter that does what the string method of its name does.
    private static Filter method(String name) {
        return new Own(name, (value, call) -> PythonStrings.call(text(value, call), name, call.args, call.meter));
    }

    private static String text(Object value, Call call) {
        return PythonText.of(value, call.meter);
    }

    private static Object toJson(Object value, Call call) {
        int indent = call.number(0, "indent", -1);
        return PythonText.json(value, Math.clamp(indent, -1, 16), call.meter);
    }

    private static Object items(Object value, Call call) {
        return value instanceof Map<?, ?> map ? PythonStrings.items(map) : List.of();
    }

    private static Object reverse(Object value, Call call) {
        if (value instanceof String text) return new StringBuilder(text).reverse().toString();
        if (!(value instanceof Collection<?> items)) return value;
        List<Object> reversed = new ArrayList<>(items);
        Collections.reverse(reversed);
        return reversed;
    }

    private static Object end(Object value, boolean first) {
        if (value instanceof Map<?, ?> map) return end(List.copyOf(map.keySet()), first);
        if (value instanceof String text && !text.isEmpty()) {
            return text.substring(first ? 0 : text.length() - 1, first ? 1 : text.length());
        }
        if (!(value instanceof List<?> list) || list.isEmpty()) return null;
        return first ? list.getFirst() : list.getLast();
    }

    private static Object indent(Object value, Call call) {
        String text = text(value, call);
        Object width = call.arg(0, "width", 4);
        int spaces = width instanceof Number number ? Math.clamp(number.longValue(), 0, 256) : 4;
        String pad = width instanceof String given ? given : " ".repeat(spaces);
        call.meter.length(text.length() + text.chars().filter(c -> c == '\n').count() * pad.length());
        String indented = text.replaceAll("\n(?=[^\n])", "\n" + java.util.regex.Matcher.quoteReplacement(pad));
        return Boolean.TRUE.equals(call.arg(1, "first", false)) ? pad + indented : indented;
    }

    private static Object join(Object value, Call call) {
        if (!(value instanceof Collection<?> items)) return text(value, call);
        Object attribute = call.arg(1, "attribute", null);
        List<Object> parts = new ArrayList<>();
        for (Object item : items)
            parts.add(attribute != null && item instanceof Map<?, ?> map ? map.get(attribute) : item);
        return PythonStrings.join(String.valueOf(call.arg(0, "d", "")), parts, call.meter);
    }
}
