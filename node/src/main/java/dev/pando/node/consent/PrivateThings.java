package dev.pando.node.consent;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds what must not leave in a text: addresses, numbers and keys by their form, and the words that a person marked.
///
/// Forms are checked further where they carry a check: IBANs by their remainder (ISO 13616), cards by Luhn (ISO 7812). What
/// looks like a secret and is none is held too; that costs a question, not a secret.
public final class PrivateThings {

    private record Kind(String name, Pattern form, Predicate<String> holds) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("e-mail address", Pattern.compile("[\\p{L}0-9._%+-]+@[\\p{L}0-9.-]+\\.\\p{L}{2,}"), m -> true),
            new Kind("private key", Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----"), m -> true),
            new Kind("access key",
                    Pattern.compile("\\b(?:sk|pk|rk|ghp|gho|ghs|xox[abpr]|AKIA|AIza|hf|glpat)[-_]?[A-Za-z0-9_-]{16,}"),
                    m -> true),
            new Kind("secret", Pattern.compile(
                    "\\b(?:[0-9a-fA-F]{32,}|(?=[A-Za-z0-9+/]*[0-9])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{40,}={0,2})"),
                    m -> true),
            new Kind("password",
                    Pattern.compile("(?i)\\b(?:password|passwort|passphrase|pin|api[ _-]?key)\\s*(?:is|:|=)\\s*\\S+"),
                    m -> true),
            new Kind("IBAN", Pattern.compile("\\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}\\b", Pattern.CASE_INSENSITIVE),
                    PrivateThings::isIban),
            new Kind("card number", Pattern.compile("\\b[0-9](?:[ -]?[0-9]){12,18}\\b"), PrivateThings::isCard),
            new Kind("phone number",
                    Pattern.compile("(?<![\\p{L}0-9.,])(?:\\+|00)[0-9](?:[ ()/.-]{0,2}[0-9]){7,14}(?![0-9])"
                            + "|(?<![\\p{L}0-9.,])\\(?0[0-9]{1,4}\\)?[ /-][0-9](?:[ -]?[0-9]){4,9}(?![0-9])"
                            + "|(?<![\\p{L}0-9.,])\\(?[0-9]{3}\\)?[ .-][0-9]{3}[ .-][0-9]{4}(?![0-9])"),
                    m -> true));

    private PrivateThings() {}

    /// What is private in a text, in one line that does not repeat it; empty if nothing is.
    ///
    /// @param marked words that a person does not want to leave, in any case
    public static Optional<String> in(String text, List<String> marked) {
        for (Kind kind : KINDS) {
            Matcher matcher = kind.form.matcher(text);
            while (matcher.find()) if (kind.holds.test(matcher.group())) return Optional.of(kind.name);
        }
        String lower = text.toLowerCase(Locale.ROOT);
        for (String word : marked) {
            if (Pattern.compile("(?<![\\p{L}0-9])" + Pattern.quote(word.toLowerCase(Locale.ROOT)) + "(?![\\p{L}0-9])")
                    .matcher(lower).find()) {
                return Optional.of("word marked as private");
            }
        }
        return Optional.empty();
    }

    private static boolean isIban(String text) {
        String compact = text.replace(" ", "").toUpperCase(Locale.ROOT);
        for (int length = Math.min(34, compact.length()); length >= 15; length--) {
            if (remainder(compact.substring(4, length) + compact.substring(0, 4)) == 1) return true;
        }
        return false;
    }

    private static int remainder(String digitsAndLetters) {
        int remainder = 0;
        for (char c : digitsAndLetters.toCharArray()) {
            int value = Character.getNumericValue(c);
            remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
        }
        return remainder;
    }

    private static boolean isCard(String text) {
        String digits = text.replaceAll("[ -]", "");
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 1 ? 2 * digit : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0 && digits.chars().distinct().count() > 1;
    }
}
