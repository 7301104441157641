package dev.pando.engine.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Prepares a template for Jinjava: checks its size, does Jinja2's white-space control, and rewrites expressions.
///
/// White space goes as in Jinja2 with `trim_blocks`, `lstrip_blocks` and without `keep_trailing_newline`, which is how Hugging
/// Face renders templates: `-` marks, the line feed after a block or comment, the spaces before one that begins a line, the
/// last line feed. Jinjava's own way also drops spaces within a line. Comments are left out; `{% raw %}` becomes a literal.
/// What is done to expressions stands at [TemplateExpression].
final class TemplateSource {

    private static final Pattern ENDRAW = Pattern.compile("\\{%-?\\s*endraw\\s*-?%}");

    private final String source;
    private final StringBuilder out = new StringBuilder();
    private long parsing;

    private TemplateSource(String source) {
        this.source = source;
    }

    /// @throws TextException if the template or one of its tags is too long
    static String prepared(String source) {
        if (source.length() > TemplateLimits.SOURCE_CHARS_MAX) {
            throw new TextException(
                    "chat template: " + source.length() + " characters, limit " + TemplateLimits.SOURCE_CHARS_MAX);
        }
        String unix = source.replace("\r\n", "\n");
        return new TemplateSource(unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix).rewritten();
    }

    private String rewritten() {
        int at = 0;
        while (at < source.length()) {
            int open = opening(at);
            if (open == source.length()) return out.append(source, at, open).toString();
            int close = closing(open);
            text(at, open);
            at = afterSpace(close);
            if (isRaw(open, close)) at = raw(at);
            else
                tag(open, close);
        }
        return out.toString();
    }

    private void tag(int open, int close) {
        char kind = source.charAt(open + 1);
        if (kind == '#') return;
        if (close - open > TemplateLimits.TAG_CHARS_MAX) {
            throw refusal(open, "tag of " + (close - open) + " characters, limit " + TemplateLimits.TAG_CHARS_MAX);
        }
        String tag = TemplateExpression.rewritten(inner(open, close));
        parsing += TemplateExpression.parsing(tag);
        if (parsing > TemplateLimits.PARSING_MAX) throw refusal(open, "parentheses nest too deep");
        out.append(source, open, open + 2).append(' ').append(tag).append(' ').append(kind == '{' ? "}}" : "%}");
    }

    private TextException refusal(int place, String reason) {
        long line = 1 + source.substring(0, place).chars().filter(c -> c == '\n').count();
        return new TextException("chat template: line " + line + ": " + reason);
    }

    /// Where the next tag, expression or comment begins.
    private int opening(int from) {
        for (int i = from; i + 1 < source.length(); i++) {
            if (source.charAt(i) == '{' && "%{#".indexOf(source.charAt(i + 1)) >= 0) return i;
        }
        return source.length();
    }

    /// Where the tag, expression or comment that begins at `open` ends; literals hide its end mark.
    private int closing(int open) {
        char kind = source.charAt(open + 1);
        char mark = kind == '{' ? '}' : kind;
        int braces = 0;
        for (int i = open + 2; i + 1 < source.length(); i++) {
            char c = source.charAt(i);
            if (kind != '#' && (c == '\'' || c == '"')) {
                i = endOfLiteral(i);
            } else if (c == mark && source.charAt(i + 1) == '}' && braces == 0) {
                return i + 2;
            } else if (kind == '{' && c == '{') {
                braces++;
            } else if (kind == '{' && c == '}') {
                braces--;
            }
        }
        throw refusal(open, "tag without an end");
    }

    /// The place of the quotation mark that ends the literal at `from`; the last place of the source if there is none.
    private int endOfLiteral(int from) {
        for (int i = from + 1; i < source.length(); i++) {
            if (source.charAt(i) == '\\') i++;
            else if (source.charAt(i) == source.charAt(from)) return i;
        }
        return source.length() - 1;
    }

    /// Text before a tag: `{%-` takes all white space from its end, `{%` and `{#` the spaces that begin their line.
    private void text(int from, int open) {
        int end = open;
        if (open + 2 < source.length() && source.charAt(open + 2) == '-') {
            while (end > from && Character.isWhitespace(source.charAt(end - 1))) end--;
        } else if (source.charAt(open + 1) != '{' && !(open + 2 < source.length() && source.charAt(open + 2) == '+')) {
            int line = open;
            while (line > from && (source.charAt(line - 1) == ' ' || source.charAt(line - 1) == '\t')) line--;
            if (line == 0 || source.charAt(line - 1) == '\n') end = line;
        }
        out.append(source, from, end);
    }

    /// Where text goes on after a tag that ends at `close`: `-%}` takes all white space, `%}` and `#}` one line feed.
    private int afterSpace(int close) {
        int at = close;
        if (close >= 3 && source.charAt(close - 3) == '-') {
            while (at < source.length() && Character.isWhitespace(source.charAt(at))) at++;
        } else if (source.charAt(close - 2) != '}' && source.charAt(close - 3) != '+' && source.startsWith("\n", at)) {
            at++;
        }
        return at;
    }

    private boolean isRaw(int open, int close) {
        return source.charAt(open + 1) == '%' && inner(open, close).strip().equals("raw");
    }

    private String inner(int open, int close) {
        return source.substring(Math.min(innerFrom(open), close),
                Math.max(innerTo(close), Math.min(innerFrom(open), close)));
    }

    private int innerFrom(int open) {
        boolean control = open + 2 < source.length() && "-+".indexOf(source.charAt(open + 2)) >= 0;
        return open + (control ? 3 : 2);
    }

    private int innerTo(int close) {
        return close - ("-+".indexOf(source.charAt(close - 3)) >= 0 ? 3 : 2);
    }

    /// Writes what is between `{% raw %}` and `{% endraw %}` as an expression of one literal, and says where text goes on.
    private int raw(int from) {
        Matcher end = ENDRAW.matcher(source);
        if (!end.find(from)) return from;
        String text = source.substring(from, end.start());
        if (end.group().startsWith("{%-")) text = text.stripTrailing();
        String escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n");
        out.append("{{ ").append(TemplateExpression.rewritten("'" + escaped + "'")).append(" }}");
        return afterSpace(end.end());
    }
}
