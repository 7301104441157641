package dev.pando.engine.text;

import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.ForTag;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.util.ObjectIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Jinja's `for` with what Jinjava's lacks: `for x in xs if condition`, where `loop` counts only what passes, and the items
/// beside the current one for `loop.previtem` and `loop.nextitem`.
final class FilteredFor extends ForTag {

    private static final long serialVersionUID = 1L;
    /// The variable in which `loop.previtem` and `loop.nextitem` find their items; no template can name it.
    static final String ITEMS = "items of loop";
    private static final Pattern IN = Pattern.compile("\\sin\\s");

    @Override
    public String interpretUnchecked(TagNode tag, JinjavaInterpreter interpreter) {
        Matcher in = IN.matcher(tag.getHelpers());
        if (!in.find()) throw new InterpretException("for without in", tag.getLineNumber());
        List<String> names = List.of(tag.getHelpers().substring(0, in.start()).strip().split("\\s*,\\s*"));
        String expression = tag.getHelpers().substring(in.end()).strip();
        int condition = condition(expression);
        String iterated = condition < 0 ? expression : expression.substring(0, condition);
        Object items = interpreter.resolveELExpression(iterated, tag.getLineNumber());
        if (condition >= 0) items = passing(items, names, expression.substring(condition + 4), tag, interpreter);
        interpreter.enterScope();
        try {
            if (items instanceof List<?> list) interpreter.getContext().put(ITEMS, list);
            return renderForCollection(tag, interpreter, names, items);
        } finally {
            interpreter.leaveScope();
        }
    }

    private static List<Object> passing(Object items, List<String> names, String condition, TagNode tag,
            JinjavaInterpreter interpreter) {
        List<Object> passing = new ArrayList<>();
        var loop = ObjectIterator.getLoop(items);
        interpreter.enterScope();
        try {
            while (loop.hasNext()) {
                Object item = interpreter.wrap(loop.next());
                bind(names, item, interpreter);
                if (Boolean.TRUE.equals(
                        interpreter.resolveELExpression("(" + condition + ") ? true : false", tag.getLineNumber()))) {
                    passing.add(item);
                }
            }
        } finally {
            interpreter.leaveScope();
        }
        Jinja.meter(interpreter).size(passing.size());
        return passing;
    }

    private static void bind(List<String> names, Object item, JinjavaInterpreter interpreter) {
        for (int i = 0; i < names.size(); i++) {
            Object value = switch (item) {
                case Map.Entry<?, ?> entry when names.size() == 2 -> i == 0 ? entry.getKey() : entry.getValue();
                case List<?> list when names.size() > 1 -> i < list.size() ? list.get(i) : null;
                case null, default -> item;
            };
            interpreter.getContext().put(names.get(i), value);
        }
    }

    /// Where ` if ` stands outside of quotes and brackets and no ` else ` follows, or -1.
    private static int condition(String expression) {
        int depth = 0;
        int found = -1;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\'' || c == '"') {
                i = expression.indexOf(c, i + 1) < 0 ? expression.length() : expression.indexOf(c, i + 1);
            } else if ("([{".indexOf(c) >= 0) {
                depth++;
            } else if (")]}".indexOf(c) >= 0) {
                depth--;
            } else if (depth == 0 && expression.startsWith(" if ", i)) {
                found = i;
            } else if (depth == 0 && expression.startsWith(" else ", i)) {
                found = -1;
            }
        }
        return found;
    }
}
