package dev.pando.engine.text;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// C's `strftime` in English, for the dates that templates put into system prompts.
final class Strftime {

    private Strftime() {}

    /// `pattern` with the time that `clock` says in its zone; a directive that we do not know stays as it is.
    static String format(String pattern, Clock clock) {
        ZonedDateTime now = ZonedDateTime.now(clock);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '%' || i + 1 == pattern.length()) {
                out.append(c);
            } else {
                out.append(directive(pattern.charAt(++i), now));
            }
        }
        return out.toString();
    }

    private static String directive(char directive, ZonedDateTime now) {
        String java = switch (directive) {
            case 'Y' -> "yyyy";
            case 'y' -> "yy";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'B' -> "MMMM";
            case 'b', 'h' -> "MMM";
            case 'A' -> "EEEE";
            case 'a' -> "EEE";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'p' -> "a";
            case 'j' -> "DDD";
            case 'F' -> "yyyy-MM-dd";
            case 'T' -> "HH:mm:ss";
            case 'Z' -> "zzz";
            case 'z' -> "xx";
            default -> null;
        };
        if (directive == '%') return "%";
        return java == null ? "%" + directive : DateTimeFormatter.ofPattern(java, Locale.US).format(now);
    }
}
