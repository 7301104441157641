package dev.pando.engine.grammar;

import java.util.ArrayList;
import java.util.List;

/// Reads the part of ECMA 262's regular expressions that describes what a string looks like: literals, classes, groups,
/// alternatives, counts, and `^` and `$` at the ends. What looks around or back is refused.
final class Pattern {

    /// What a part of a pattern matches.
    ///
    /// @param language as it stands inside a JSON string
    /// @param min      characters at least
    /// @param max      characters at most; [Long#MAX_VALUE] is no limit
    record Part(Language language, long min, long max) {}

    private static final int[] DIGIT = {'0', '9'}, WORD = {'0', '9', 'A', 'Z', '_', '_', 'a', 'z'},
            SPACE = {'\t', '\n', '\f', '\r', ' ', ' ', 0xA0, 0xA0};

    private final Languages l;
    private final JsonWords words;
    private final Characters characters;
    private final String source;
    private final String place;
    private int at;

    private Pattern(Languages languages, JsonWords words, String source, String place) {
        this.l = languages;
        this.words = words;
        this.characters = new Characters(languages);
        this.source = source;
        this.place = place;
    }

    /// The contents of strings that match `source`.
    ///
    /// @throws GrammarException if it is too long or not of the kind that is read
    static Part read(Languages languages, JsonWords words, String source, String place) {
        if (source.length() > GrammarLimits.PATTERN_CHARS_MAX) {
            throw new GrammarException(place,
                    source.length() + " characters, limit " + GrammarLimits.PATTERN_CHARS_MAX);
        }
        Pattern pattern = new Pattern(languages, words, source, place);
        List<Part> branches = new ArrayList<>();
        do {
            branches.add(pattern.anchored());
        } while (pattern.skip('|'));
        if (pattern.at < source.length()) throw pattern.refusal("a ) without its (");
        return pattern.either(branches);
    }

    private GrammarException refusal(String what) {
        return new GrammarException(place, what + " at character " + at + " of the pattern is not supported");
    }

    private boolean skip(char c) {
        boolean there = at < source.length() && source.charAt(at) == c;
        if (there) at++;
        return there;
    }

    private boolean more() {
        return at < source.length() && source.charAt(at) != '|' && source.charAt(at) != ')';
    }

    // Where no anchor stands, anything may.
    private Part anchored() {
        Part any = new Part(l.repeat(words.character(), 0, Language.ENDLESS), 0, Long.MAX_VALUE);
        List<Part> parts = new ArrayList<>();
        if (!skip('^')) parts.add(any);
        boolean open = true;
        while (more()) {
            if (skip('$')) {
                if (more()) throw refusal("something after $");
                open = false;
            } else {
                parts.add(counted(atom()));
            }
        }
        if (open) parts.add(any);
        return joined(parts);
    }

    private Part joined(List<Part> parts) {
        Part all = new Part(l.empty(), 0, 0);
        for (int i = parts.size() - 1; i >= 0; i--) {
            Part part = parts.get(i);
            all = new Part(l.sequence(part.language, all.language), sum(part.min, all.min), sum(part.max, all.max));
        }
        return all;
    }

    private Part either(List<Part> parts) {
        return new Part(l.choice(parts.stream().map(Part::language).toList()),
                parts.stream().mapToLong(Part::min).min().orElse(0),
                parts.stream().mapToLong(Part::max).max().orElse(0));
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private Part alternatives() {
        List<Part> branches = new ArrayList<>();
        do {
            List<Part> parts = new ArrayList<>();
            while (more()) parts.add(counted(atom()));
            branches.add(joined(parts));
        } while (skip('|'));
        return either(branches);
    }

    private Part atom() {
        int c = source.codePointAt(at);
        return switch (c) {
            case '(' -> group();
            case '[' -> of(charClass());
            case '.' -> {
                at++;
                yield of(complement(List.of(new int[]{'\n', '\n', '\r', '\r'})));
            }
            case '\\' -> of(List.of(escape(false)));
            case '^', '$', '*', '+', '?', '{' -> throw refusal(Character.toString(c));
            default -> {
                at += Character.charCount(c);
                yield of(List.of(new int[]{c, c}));
            }
        };
    }

    private Part group() {
        at++;
        if (skip('?') && !skip(':')) throw refusal("a group that is more than a group");
        Part inside = alternatives();
        if (!skip(')')) throw refusal("a ( without its )");
        return inside;
    }

    private Part of(List<int[]> ranges) {
        List<Language> parts = new ArrayList<>();
        for (int[] some : ranges) {
            for (int i = 0; i < some.length; i += 2) parts.add(characters.quoted(some[i], some[i + 1]));
        }
        return new Part(l.choice(parts), 1, 1);
    }

    private List<int[]> charClass() {
        at++;
        boolean not = skip('^');
        List<int[]> ranges = new ArrayList<>();
        while (!skip(']')) {
            if (at >= source.length()) throw refusal("a [ without its ]");
            int[] low = classAtom();
            boolean range = low.length == 2 && low[0] == low[1] && at + 1 < source.length() && source.charAt(at) == '-'
                    && source.charAt(at + 1) != ']';
            if (range) {
                at++;
                int[] high = classAtom();
                if (high.length != 2 || high[0] < low[0]) throw refusal("a range that ends before it begins");
                ranges.add(new int[]{low[0], high[0]});
            } else {
                ranges.add(low);
            }
        }
        return not ? complement(ranges) : ranges;
    }

    private int[] classAtom() {
        int c = source.codePointAt(at);
        if (c == '\\') return escape(true);
        at += Character.charCount(c);
        return new int[]{c, c};
    }

    private int[] escape(boolean inClass) {
        at++;
        if (at >= source.length()) throw refusal("a \\ at the end");
        char c = source.charAt(at++);
        return switch (c) {
            case 'd' -> DIGIT;
            case 'w' -> WORD;
            case 's' -> SPACE;
            case 'D' -> complement(List.of(DIGIT)).getFirst();
            case 'W' -> complement(List.of(WORD)).getFirst();
            case 'S' -> complement(List.of(SPACE)).getFirst();
            case 'n' -> new int[]{'\n', '\n'};
            case 'r' -> new int[]{'\r', '\r'};
            case 't' -> new int[]{'\t', '\t'};
            case 'f' -> new int[]{'\f', '\f'};
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            default -> {
                boolean means = Character.isLetterOrDigit(c) && !(inClass && c == 'b');
                if (means) throw refusal("\\" + c);
                yield new int[]{c == 'b' ? '\b' : c, c == 'b' ? '\b' : c};
            }
        };
    }

    private int[] hex(int digits) {
        int end = at + digits;
        if (end > source.length() || !source.substring(at, end).matches("[0-9A-Fa-f]+")) throw refusal("an escape");
        int c = Integer.parseInt(source.substring(at, end), 16);
        at = end;
        return new int[]{c, c};
    }

    private static List<int[]> complement(List<int[]> ranges) {
        List<int[]> pairs = new ArrayList<>();
        for (int[] some : ranges) {
            for (int i = 0; i < some.length; i += 2) pairs.add(new int[]{some[i], some[i + 1]});
        }
        pairs.sort((a, b) -> Integer.compare(a[0], b[0]));
        List<Integer> rest = new ArrayList<>();
        int from = 0;
        for (int[] pair : pairs) {
            if (pair[0] > from) rest.addAll(List.of(from, pair[0] - 1));
            from = Math.max(from, pair[1] + 1);
        }
        if (from <= Character.MAX_CODE_POINT) rest.addAll(List.of(from, Character.MAX_CODE_POINT));
        return List.of(rest.stream().mapToInt(c -> c).toArray());
    }

    private Part counted(Part part) {
        int min = 1, max = 1;
        if (skip('*')) {
            min = 0;
            max = Language.ENDLESS;
        } else if (skip('+')) {
            max = Language.ENDLESS;
        } else if (skip('?')) {
            min = 0;
        } else if (skip('{')) {
            min = number();
            max = min;
            if (skip(',')) max = at < source.length() && source.charAt(at) == '}' ? Language.ENDLESS : number();
            if (!skip('}') || max < min) throw refusal("a count");
        } else {
            return part;
        }
        skip('?'); // lazy or greedy, it matches the same strings
        long times = max == Language.ENDLESS ? Long.MAX_VALUE : max;
        return new Part(l.repeat(part.language, min, max), product(min, part.min), product(times, part.max));
    }

    private static long product(long a, long b) {
        return a == 0 || b == 0 ? 0 : a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
    }

    private int number() {
        int from = at;
        while (at < source.length() && Character.isDigit(source.charAt(at)) && at - from < 4) at++;
        int number = at == from ? -1 : Integer.parseInt(source.substring(from, at));
        if (number < 0 || number > GrammarLimits.PATTERN_REPEAT_MAX) {
            throw refusal("a count above " + GrammarLimits.PATTERN_REPEAT_MAX);
        }
        return number;
    }
}
