package dev.pando.engine.grammar;

/// How much of a schema is followed; each limit is tested at its value and one beyond.
public final class GrammarLimits {

    /// Bytes of a schema's text.
    public static final int SCHEMA_BYTES_MAX = 256 << 10;
    /// Objects and arrays inside each other in a schema's text.
    public static final int SCHEMA_DEPTH_MAX = 64;
    /// States that one schema may be translated into.
    public static final int STATES_MAX = 200_000;
    /// How often a reference to itself is followed, inside itself.
    public static final int RECURSION_MAX = 16;
    /// Values that may be anything: arrays and objects inside each other.
    public static final int ANY_DEPTH_MAX = 8;
    /// Values of one `enum`.
    public static final int ENUM_MAX = 2_000;
    /// Properties of one object.
    public static final int PROPERTIES_MAX = 1_000;
    /// Alternatives of one `anyOf` or `oneOf`.
    public static final int ALTERNATIVES_MAX = 256;
    /// Characters of a `pattern`.
    public static final int PATTERN_CHARS_MAX = 512;
    /// The largest count in a `pattern`'s braces.
    public static final int PATTERN_REPEAT_MAX = 256;
    /// Digits of an integer, and of a number before its point, where no bound says otherwise.
    public static final int DIGITS_MAX = 15;
    /// Digits of a number after its point.
    public static final int FRACTION_DIGITS_MAX = 15;
    /// A `multipleOf` of integers without close bounds.
    public static final int MODULUS_MAX = 256;
    /// Characters of a property name where the schema names none.
    public static final int NAME_CHARS_MAX = 64;

    private GrammarLimits() {}
}
