package dev.pando.engine.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The methods of Python's `str` and `dict` that templates call.
final class PythonStrings {

    private PythonStrings() {}

    /// @return null if there is no such method
    static Object call(String text, String method, List<Object> args, TemplateMeter meter) {
        meter.steps(1 + text.length() / TemplateLimits.CHARS_PER_STEP);
        return switch (method) {
            case "strip" -> strip(text, args, true, true);
            case "lstrip" -> strip(text, args, true, false);
            case "rstrip" -> strip(text, args, false, true);
            case "startswith" -> any(args).stream().anyMatch(prefix -> text.startsWith(String.valueOf(prefix)));
            case "endswith" -> any(args).stream().anyMatch(suffix -> text.endsWith(String.valueOf(suffix)));
            case "split" -> split(text, args, meter);
            case "rsplit" -> rsplit(text, args, meter);
            case "splitlines" -> lines(text, meter);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "capitalize" -> capitalized(text);
            case "title" -> title(text);
            case "replace" -> replace(text, args, meter);
            case "removeprefix" -> text.startsWith(arg(args, 0)) ? text.substring(arg(args, 0).length()) : text;
            case "removesuffix" -> text.endsWith(arg(args, 0))
                    ? text.substring(0, text.length() - arg(args, 0).length())
                    : text;
            case "find" -> (long) text.indexOf(arg(args, 0));
            case "rfind" -> (long) text.lastIndexOf(arg(args, 0));
            case "count" -> count(text, arg(args, 0));
            case "isdigit" -> !text.isEmpty() && text.chars().allMatch(Character::isDigit);
            case "isspace" -> !text.isEmpty() && text.chars().allMatch(PythonStrings::isSpace);
            case "join" -> join(text, args.isEmpty() ? List.of() : (Collection<?>) args.getFirst(), meter);
            default -> null;
        };
    }

    /// @return null if there is no such method
    static Object call(Map<?, ?> map, String method, List<Object> args) {
        return switch (method) {
            case "items" -> items(map);
            case "keys" -> new ArrayList<>(map.keySet());
            case "values" -> new ArrayList<>(map.values());
            case "get" -> get(map, args);
            default -> null;
        };
    }

    /// Pairs that a loop over two variables takes apart.
    static List<Object> items(Map<?, ?> map) {
        return new ArrayList<>(map.entrySet());
    }

    private static Object get(Map<?, ?> map, List<Object> args) {
        Object value = args.isEmpty() ? null : map.get(args.getFirst());
        return value == null && args.size() > 1 ? args.get(1) : value;
    }

    static String join(String separator, Collection<?> parts, TemplateMeter meter) {
        StringBuilder joined = new StringBuilder();
        boolean first = true;
        for (Object part : parts) {
            if (!first) joined.append(separator);
            first = false;
            joined.append(PythonText.of(part, meter));
            meter.length(joined.length());
            meter.step();
        }
        return joined.toString();
    }

    private static String arg(List<Object> args, int index) {
        return index < args.size() ? String.valueOf(args.get(index)) : "";
    }

    private static List<?> any(List<Object> args) {
        return args.size() == 1 && args.getFirst() instanceof List<?> alternatives ? alternatives : args;
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static String strip(String text, List<Object> args, boolean left, boolean right) {
        String chars = args.isEmpty() || args.getFirst() == null ? null : arg(args, 0);
        int from = 0;
        int to = text.length();
        while (left && from < to && isStripped(text.charAt(from), chars)) from++;
        while (right && to > from && isStripped(text.charAt(to - 1), chars)) to--;
        return text.substring(from, to);
    }

    private static boolean isStripped(char c, String chars) {
        return chars == null ? isSpace(c) : chars.indexOf(c) >= 0;
    }

    private static long limit(List<Object> args) {
        return args.size() > 1 && args.get(1) instanceof Number number && number.longValue() >= 0
                ? number.longValue()
                : Long.MAX_VALUE;
    }

    private static List<String> split(String text, List<Object> args, TemplateMeter meter) {
        if (args.isEmpty() || args.getFirst() == null) return words(text, meter);
        String separator = separator(args, meter);
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at; parts.size() < limit(args)
                && (at = text.indexOf(separator, from)) >= 0; from = at + separator.length()) {
            parts.add(text.substring(from, at));
            meter.size(parts.size());
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static List<String> rsplit(String text, List<Object> args, TemplateMeter meter) {
        if (args.isEmpty() || args.getFirst() == null) return words(text, meter);
        String separator = separator(args, meter);
        List<String> parts = new ArrayList<>();
        int to = text.length();
        for (int at; parts.size() < limit(args)
                && (at = text.lastIndexOf(separator, to - separator.length())) >= 0; to = at) {
            parts.addFirst(text.substring(at + separator.length(), to));
            meter.size(parts.size());
        }
        parts.addFirst(text.substring(0, to));
        return parts;
    }

    private static String separator(List<Object> args, TemplateMeter meter) {
        String separator = arg(args, 0);
        if (separator.isEmpty()) meter.abort("split by an empty separator");
        return separator;
    }

    private static List<String> words(String text, TemplateMeter meter) {
        List<String> words = new ArrayList<>();
        for (String word : text.strip().split("\\s+", TemplateLimits.ITEMS_MAX + 2)) {
            if (!word.isEmpty()) words.add(word);
        }
        meter.size(words.size());
        return words;
    }

    private static List<String> lines(String text, TemplateMeter meter) {
        List<String> lines = text.lines().limit(TemplateLimits.ITEMS_MAX + 1L).toList();
        meter.size(lines.size());
        return lines;
    }

    private static String capitalized(String text) {
        if (text.isEmpty()) return text;
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String title(String text) {
        StringBuilder title = new StringBuilder(text.length());
        boolean inside = false;
        for (char c : text.toCharArray()) {
            title.append(inside ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inside = Character.isLetter(c);
        }
        return title.toString();
    }

    private static long count(String text, String part) {
        long count = 0;
        for (int at = part.isEmpty() ? -1 : text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length()))
            count++;
        return count;
    }

    private static String replace(String text, List<Object> args, TemplateMeter meter) {
        String from = arg(args, 0);
        String to = arg(args, 1);
        long found = from.isEmpty() ? text.length() + 1L : count(text, from);
        long most = args.size() > 2 && args.get(2) instanceof Number number && number.longValue() >= 0
                ? number.longValue()
                : found;
        meter.length(text.length() + Math.min(found, most) * (to.length() - from.length()));
        if (most >= found) return text.replace(from, to);
        String replaced = text;
        for (int at = 0, n = 0; n < most && (at = replaced.indexOf(from, at)) >= 0; n++, at += to.length()) {
            replaced = replaced.substring(0, at) + to + replaced.substring(at + from.length());
            meter.steps(1 + replaced.length() / TemplateLimits.CHARS_PER_STEP);
        }
        return replaced;
    }
}
