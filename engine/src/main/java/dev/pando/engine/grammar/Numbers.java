package dev.pando.engine.grammar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers between two bounds, digit by digit. They are short enough that a double tells them apart from infinity.
final class Numbers {

    private static final BigDecimal USUAL_MAX = BigDecimal.TEN.pow(GrammarLimits.DIGITS_MAX).subtract(BigDecimal.ONE);

    private final Languages l;
    private final Language digit;

    Numbers(Languages languages) {
        this.l = languages;
        this.digit = l.range('0', '9');
    }

    /// What a number may be; a bound that is null is not there, before they are [#closed].
    ///
    /// @param low       at least, or more than
    /// @param lowOpen   whether it must be more
    /// @param high      at most, or less than
    /// @param highOpen  whether it must be less
    record Bounds(BigDecimal low, boolean lowOpen, BigDecimal high, boolean highOpen) {

        /// The same with both bounds there: a far end that was not lies beyond the near one.
        Bounds closed() {
            BigDecimal far = USUAL_MAX.max(size(low).max(size(high)).multiply(BigDecimal.TEN));
            return new Bounds(low == null ? far.negate() : low, lowOpen && low != null, high == null ? far : high,
                    highOpen && high != null);
        }

        private static BigDecimal size(BigDecimal bound) {
            return bound == null ? BigDecimal.ZERO : bound.abs();
        }

        /// The bounds of the same numbers with the other sign.
        Bounds mirrored() {
            return new Bounds(high.negate(), highOpen, low.negate(), lowOpen);
        }

        /// The smallest integer within.
        BigInteger lowest() {
            BigInteger ceiling = low.setScale(0, RoundingMode.CEILING).toBigIntegerExact();
            boolean itself = lowOpen && low.compareTo(new BigDecimal(ceiling)) == 0;
            return itself ? ceiling.add(BigInteger.ONE) : ceiling;
        }

        /// The largest integer within.
        BigInteger highest() {
            return mirrored().lowest().negate();
        }
    }

    /// Any number.
    Language number() {
        Language fraction = l.sequence(l.text("."), l.repeat(digit, 1, GrammarLimits.FRACTION_DIGITS_MAX));
        Language exponent = l.sequence(l.anyOf("eE"), l.optional(l.anyOf("+-")), l.repeat(digit, 1, 2));
        return l.word(l.sequence(l.optional(l.text("-")), whole(), l.optional(fraction), l.optional(exponent)));
    }

    private Language whole() {
        return l.choice(l.text("0"),
                l.sequence(l.range('1', '9'), l.repeat(digit, 0, GrammarLimits.DIGITS_MAX - 1)));
    }

    /// Any integer.
    Language integer() {
        Language natural = l.sequence(l.range('1', '9'), l.repeat(digit, 0, GrammarLimits.DIGITS_MAX - 1));
        return l.word(l.choice(l.text("0"), l.sequence(l.optional(l.text("-")), natural)));
    }

    /// Integers within closed bounds.
    Language integer(Bounds bounds) {
        BigInteger low = bounds.lowest(), high = bounds.highest();
        Language positive = naturals(low.max(BigInteger.ZERO), high);
        Language negative = naturals(high.negate().max(BigInteger.ONE), low.negate());
        return l.word(l.choice(positive, l.sequence(l.text("-"), negative)));
    }

    /// Natural numbers from `low` to `high`, in decimal.
    private Language naturals(BigInteger low, BigInteger high) {
        List<Language> parts = new ArrayList<>();
        if (low.signum() < 0 || low.compareTo(high) > 0) return l.nothing();
        for (int length = low.toString().length(); length <= high.toString().length(); length++) {
            BigInteger least = length == 1 ? BigInteger.ZERO : BigInteger.TEN.pow(length - 1);
            BigInteger most = BigInteger.TEN.pow(length).subtract(BigInteger.ONE);
            parts.add(between(low.max(least).toString(), high.min(most).toString()));
        }
        return l.choice(parts);
    }

    // Digit strings of one length, from `low` to `high`. All of them are one repetition: taken apart digit by digit
    // they would be twice as many expressions with each digit.
    private Language between(String low, String high) {
        int length = low.length();
        if (low.equals("0".repeat(length)) && high.equals("9".repeat(length))) return l.repeat(digit, length, length);
        char a = low.charAt(0), b = high.charAt(0);
        String lows = low.substring(1), highs = high.substring(1);
        if (a == b) return l.sequence(l.range(a, a), between(lows, highs));
        int rest = length - 1;
        return l.choice(l.sequence(l.range(a, a), between(lows, "9".repeat(rest))),
                l.sequence(l.range(a + 1, b - 1), l.repeat(digit, rest, rest)),
                l.sequence(l.range(b, b), between("0".repeat(rest), highs)));
    }

    /// Integers that a number divides, as many digits as usual.
    Language multiples(int modulus) {
        Map<List<Integer>, Language> made = new HashMap<>();
        List<Language> first = new ArrayList<>(List.of(l.text("0")));
        for (int d = 1; d <= 9; d++) {
            Language rest = multiples(modulus, d % modulus, GrammarLimits.DIGITS_MAX - 1, made);
            Language natural = l.sequence(l.range('0' + d, '0' + d), rest);
            first.add(l.sequence(l.optional(l.text("-")), natural));
        }
        return l.word(l.choice(first));
    }

    private Language multiples(int modulus, int remainder, int digits, Map<List<Integer>, Language> made) {
        Language known = made.get(List.of(remainder, digits));
        if (known != null) return known;
        List<Language> parts = new ArrayList<>();
        if (remainder == 0) parts.add(l.empty());
        for (int d = 0; digits > 0 && d <= 9; d++) {
            Language rest = multiples(modulus, (remainder * 10 + d) % modulus, digits - 1, made);
            parts.add(l.sequence(l.range('0' + d, '0' + d), rest));
        }
        Language language = l.choice(parts);
        made.put(List.of(remainder, digits), language);
        return language;
    }

    /// Decimal numbers within closed bounds, with at most `digits` digits after the point.
    Language decimal(Bounds bounds, int digits) {
        Bounds positive = cut(bounds, false), negative = cut(bounds.mirrored(), true);
        return l.word(l.choice(naturalsAndFractions(positive, digits),
                l.sequence(l.text("-"), naturalsAndFractions(negative, digits))));
    }

    // What is at least zero of it; a minus sign stands before more than zero only.
    private static Bounds cut(Bounds bounds, boolean open) {
        boolean cuts = bounds.low.signum() < 0 || open && bounds.low.signum() == 0;
        return cuts ? new Bounds(BigDecimal.ZERO, open, bounds.high, bounds.highOpen) : bounds;
    }

    private Language naturalsAndFractions(Bounds bounds, int digits) {
        int order = bounds.low.compareTo(bounds.high);
        if (order > 0 || order == 0 && (bounds.lowOpen || bounds.highOpen)) return l.nothing();
        BigInteger low = bounds.low.toBigInteger(), high = bounds.high.toBigInteger();
        String lowDigits = fraction(bounds.low), highDigits = fraction(bounds.high);
        if (low.equals(high))
            return withFraction(low, low, lowDigits, bounds.lowOpen, highDigits, bounds.highOpen,
                    digits);
        return l.choice(withFraction(low, low, lowDigits, bounds.lowOpen, null, false, digits),
                withFraction(low.add(BigInteger.ONE), high.subtract(BigInteger.ONE), null, false, null, false, digits),
                withFraction(high, high, null, false, highDigits, bounds.highOpen, digits));
    }

    private Language withFraction(BigInteger from, BigInteger to, String low, boolean lowOpen, String high,
            boolean highOpen, int digits) {
        Language whole = naturals(from, to);
        Language fraction = new Fractions(lowOpen, highOpen).of(low, high, digits);
        Language some = fraction.nullable ? l.choice(nonEmpty(fraction)) : fraction;
        Language point = l.sequence(l.text("."), some);
        return l.sequence(whole, fraction.nullable ? l.optional(point) : point);
    }

    private List<Language> nonEmpty(Language digits) {
        List<Language> parts = new ArrayList<>();
        for (int d = '0'; d <= '9'; d++) parts.add(l.sequence(l.range(d, d), l.derive(digits, d)));
        return parts;
    }

    private static String fraction(BigDecimal number) {
        BigDecimal fraction = number.remainder(BigDecimal.ONE).abs().stripTrailingZeros();
        return fraction.signum() == 0 ? "" : fraction.toPlainString().substring(2);
    }

    /// Digits after a point, between two others; null is no bound.
    private final class Fractions {
        private final boolean lowOpen;
        private final boolean highOpen;

        Fractions(boolean lowOpen, boolean highOpen) {
            this.lowOpen = lowOpen;
            this.highOpen = highOpen;
        }

        Language of(String low, String high, int digits) {
            if (low != null && low.isEmpty() && !lowOpen) low = null; // everything is at least zero
            if (low == null && high == null) return l.repeat(digit, 0, digits);
            boolean zeroIsHighEnough = low == null;
            boolean zeroIsLowEnough = high == null || !high.isEmpty() || !highOpen;
            List<Language> parts = new ArrayList<>();
            if (zeroIsHighEnough && zeroIsLowEnough) parts.add(l.empty());
            int from = low == null ? 0 : first(low), to = high == null ? 9 : first(high);
            for (int d = from; digits > 0 && d <= to; d++) {
                parts.add(l.sequence(l.range('0' + d, '0' + d),
                        of(low != null && d == from ? rest(low) : null, high != null && d == to ? rest(high) : null,
                                digits - 1)));
            }
            return l.choice(parts);
        }

        private int first(String digits) {
            return digits.isEmpty() ? 0 : digits.charAt(0) - '0';
        }

        private String rest(String digits) {
            return digits.isEmpty() ? "" : digits.substring(1);
        }
    }
}
