package dev.pando.engine.text;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Values as text: as Python's `str` and `repr` write them, and as JSON with Python's spaces.
final class PythonText {

    private static final int DEPTH_MAX = 64;

    private final TemplateMeter meter;
    private final StringBuilder out = new StringBuilder();
    private final boolean json;
    private final int indent; // spaces a level, or -1: all on one line

    private PythonText(TemplateMeter meter, boolean json, int indent) {
        this.meter = meter;
        this.json = json;
        this.indent = indent;
    }

    /// `str(value)`; nothing for an undefined value.
    static String of(Object value, TemplateMeter meter) {
        return switch (value) {
            case null -> "";
            case String text -> text;
            default -> new PythonText(meter, false, -1).write(value, 0).toString();
        };
    }

    /// `json.dumps(value, ensure_ascii=False, indent=indent)`.
    static String json(Object value, int indent, TemplateMeter meter) {
        return new PythonText(meter, true, indent).write(value, 0).toString();
    }

    private StringBuilder write(Object value, int depth) {
        if (depth > DEPTH_MAX) meter.abort("value nests deeper than " + DEPTH_MAX);
        meter.step();
        meter.length(out.length());
        switch (value) {
            case null -> out.append(json ? "null" : "None");
            case Boolean b when json -> out.append(b);
            case Boolean b -> out.append(b ? "True" : "False");
            case Number number -> out.append(number);
            case Map<?, ?> map -> map(map, depth);
            case List<?> list -> list(list, depth);
            case CharSequence text -> quote(text.toString());
            case Map.Entry<?, ?> entry -> list(Arrays.asList(entry.getKey(), entry.getValue()), depth);
            case Collection<?> items -> list(List.copyOf(items), depth);
            default -> meter.abort("a value that cannot be written");
        }
        return out;
    }

    private void map(Map<?, ?> map, int depth) {
        out.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> it = map.entrySet().iterator(); it.hasNext();) {
            Map.Entry<?, ?> entry = it.next();
            line(depth + 1);
            quote(String.valueOf(entry.getKey()));
            out.append(": ");
            write(entry.getValue(), depth + 1);
            if (it.hasNext()) comma();
        }
        if (!map.isEmpty()) line(depth);
        out.append('}');
    }

    private void list(List<?> list, int depth) {
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
            line(depth + 1);
            write(list.get(i), depth + 1);
            if (i + 1 < list.size()) comma();
        }
        if (!list.isEmpty()) line(depth);
        out.append(']');
    }

    private void comma() {
        out.append(indent < 0 ? ", " : ",");
    }

    private void line(int depth) {
        if (indent >= 0) out.append('\n').repeat(' ', indent * depth);
    }

    private void quote(String text) {
        meter.length((long) out.length() + text.length());
        char mark = json || text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(mark);
        for (int i = 0; i < text.length(); i++) escape(text.charAt(i), mark);
        out.append(mark);
    }

    private void escape(char c, char mark) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\\' -> out.append("\\\\");
            default -> {
                if (c == mark) out.append('\\').append(c);
                else if (c == '\b' && json) out.append("\\b");
                else if (c == '\f' && json) out.append("\\f");
                else if (c < ' ') out.append((json ? "\\u%04x" : "\\x%02x").formatted((int) c));
                else
                    out.append(c);
            }
        }
    }
}
