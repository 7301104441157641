package dev.pando.engine.text;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Writes a Jinja2 expression so that Jinjava understands the same by it.
///
/// * `not x is y` becomes `not (x is y)`, and so with every operator but `and`, `or` and `if`: Jinjava's `not` binds tighter than
///   Python's.
/// * `f(x=a - 1)` becomes `f(x=(a - 1))`: Jinjava's `=` binds tighter than operators.
/// * `x[::-1]` becomes `x|reverse`.
/// * Adjacent literals are joined with `~`, and so are the halves of a literal cut within `{{`, `}}`, `{%`, `%}`, `{#`, `#}`,
///   because Jinjava looks for the ends of tags in literals too.
final class TemplateExpression {

    /// Places within a literal that would look like the beginning or end of a tag.
    private static final Pattern MARK = Pattern.compile("(?<=[{%#}])(?=})|(?<=\\{)(?=[{%#])");
    private static final Pattern SIMPLE = Pattern.compile("\\s*(?:'[^']*'|\"[^\"]*\"|[\\w.]*)\\s*");
    private static final Set<String> LOOSER_THAN_NOT = Set.of("and", "or", "if", "else");

    private final String tag;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int depth;
    private String lastWord = ""; // the word that ends where the next token begins, or empty

    /// What is being written, and so where it ends.
    private enum Part {
        /// Ends at a closing bracket.
        ALL,
        /// The operand of a `not`; ends at what binds looser, too.
        OPERAND,
        /// A named argument; ends at a comma, too.
        ARGUMENT
    }

    private TemplateExpression(String tag) {
        this.tag = tag;
    }

    /// @param tag what stands between the marks of a tag or expression
    /// @throws TextException if it nests too deep
    static String rewritten(String tag) {
        TemplateExpression expression = new TemplateExpression(tag);
        while (expression.at < tag.length()) {
            expression.write(Part.ALL);
            if (expression.at < tag.length()) expression.character(); // a bracket that nothing opened
        }
        return expression.out.toString();
    }

    /// How much work it is to parse: characters, doubled for each parenthesis they stand in.
    static long parsing(String tag) {
        long work = 0;
        int depth = 0;
        for (int i = 0; i < tag.length(); i++) {
            if (tag.charAt(i) == '(') depth++;
            if (tag.charAt(i) == ')') depth = Math.max(0, depth - 1);
            work += 1L << Math.min(depth, 40);
        }
        return work;
    }

    /// Writes up to where the part or the tag ends.
    private void write(Part part) {
        while (at < tag.length()) {
            char c = tag.charAt(at);
            if (c == '\'' || c == '"') {
                literal();
            } else if (isWordPart(c)) {
                String word = word();
                if (part == Part.OPERAND && LOOSER_THAN_NOT.contains(word)) return;
                word(word);
            } else if (c == '[' && endOfReverse() > 0) {
                out.append("|reverse");
                at = endOfReverse() + 1;
            } else if ("([{".indexOf(c) >= 0) {
                character();
                nested(Part.ALL);
                if (at < tag.length()) character();
            } else if (")]}".indexOf(c) >= 0 || part != Part.ALL && c == ',' || part == Part.OPERAND && c == ':') {
                return;
            } else if (c == '=' && depth > 0 && isAssignment()) {
                character();
                argument();
            } else {
                character();
            }
        }
    }

    private boolean isAssignment() {
        return "=!<>".indexOf(tag.charAt(at - 1)) < 0 && at + 1 < tag.length() && tag.charAt(at + 1) != '=';
    }

    private void argument() {
        int from = out.length();
        nested(Part.ARGUMENT);
        if (SIMPLE.matcher(out.substring(from)).matches()) return;
        out.insert(from, '(').append(')');
    }

    private void nested(Part part) {
        if (++depth > TemplateLimits.NESTING_MAX) {
            throw new TextException("chat template: a tag nests deeper than " + TemplateLimits.NESTING_MAX);
        }
        write(part);
        depth--;
    }

    private void character() {
        char c = tag.charAt(at++);
        if (!Character.isWhitespace(c)) lastWord = "";
        out.append(c);
    }

    private static boolean isWordPart(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    /// The word that begins here.
    private String word() {
        int end = at;
        while (end < tag.length() && isWordPart(tag.charAt(end))) end++;
        return tag.substring(at, end);
    }

    private void word(String word) {
        boolean negates = word.equals("not") && !lastWord.equals("is") && !isFollowedBy(at + 3, "in");
        out.append(word);
        at += word.length();
        lastWord = word;
        if (!negates) return;
        out.append(" (");
        nested(Part.OPERAND);
        out.append(") ");
    }

    private boolean isFollowedBy(int from, String word) {
        int i = from;
        while (i < tag.length() && Character.isWhitespace(tag.charAt(i))) i++;
        int end = i + word.length();
        return tag.startsWith(word, i) && (end == tag.length() || !isWordPart(tag.charAt(end)));
    }

    private void literal() {
        String quote = tag.substring(at, at + 1);
        int end = at + 1;
        while (end < tag.length() && tag.charAt(end) != quote.charAt(0)) end += tag.charAt(end) == '\\' ? 2 : 1;
        end = Math.min(end, tag.length() - 1);
        String text = tag.substring(at, end + 1);
        String cut = MARK.matcher(text).replaceAll(Matcher.quoteReplacement(quote + " ~ " + quote));
        out.append(cut.equals(text) ? text : "(" + cut + ")");
        at = end + 1;
        lastWord = "";
        int next = at;
        while (next < tag.length() && Character.isWhitespace(tag.charAt(next))) next++;
        if (next < tag.length() && "'\"".indexOf(tag.charAt(next)) >= 0) out.append(" ~ ");
    }

    /// The place of the bracket that closes a `[::-1]` beginning here, or -1 if none begins here.
    private int endOfReverse() {
        int i = at;
        for (char expected : "[::-1]".toCharArray()) {
            while (i < tag.length() && tag.charAt(i) == ' ') i++;
            if (i >= tag.length() || tag.charAt(i++) != expected) return -1;
        }
        return i - 1;
    }
}
