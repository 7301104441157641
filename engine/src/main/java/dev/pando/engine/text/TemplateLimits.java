package dev.pando.engine.text;

/// What a chat template may use. Far above what real templates need, far below what hurts a machine.
public final class TemplateLimits {

    /// UTF-16 units of a template; the longest real ones have about 30,000.
    public static final int SOURCE_CHARS_MAX = 1 << 17;
    /// UTF-16 units of one tag or expression.
    public static final int TAG_CHARS_MAX = 1 << 14;
    /// Work of parsing: characters of tags, doubled for each parenthesis they stand in, as Jinjava's parser tries twice.
    public static final long PARSING_MAX = 1 << 21;
    /// Brackets and `not`s that stand in each other in one tag.
    public static final int NESTING_MAX = 64;
    /// UTF-16 units of the prompt, and of any string on the way.
    public static final int OUTPUT_CHARS_MAX = 1 << 22;
    /// Messages of a conversation.
    public static final int MESSAGES_MAX = 8_192;
    /// Elements of a list or map that a template makes.
    public static final int ITEMS_MAX = 16_384;
    /// Nodes rendered, turns of loops, variables looked up; long strings count for more.
    public static final int STEPS_MAX = 4_000_000;
    /// Milliseconds.
    public static final int TIME_MS_MAX = 1_500;
    /// Macros that call each other.
    public static final int MACRO_DEPTH_MAX = 32;

    /// Characters that count as one step.
    static final int CHARS_PER_STEP = 16;

    private TemplateLimits() {}
}
