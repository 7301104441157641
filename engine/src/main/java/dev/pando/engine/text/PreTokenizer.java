package dev.pando.engine.text;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Splits text into the words that merges stay within; it may respell them on the way.
@FunctionalInterface
interface PreTokenizer {

    /// The whole text is one word.
    PreTokenizer NOTHING = (text, start, out) -> out.accept(text);

    /// Hands the words of `text`, from left to right, to `out`. Empty words are never handed on.
    ///
    /// @param text  not empty
    /// @param start whether the whole text begins here
    void split(String text, boolean start, Consumer<String> out);

    /// Splits the words again.
    default PreTokenizer then(PreTokenizer second) {
        return (text, start, out) -> {
            boolean[] first = {start};
            split(text, start, word -> {
                second.split(word, first[0], out);
                first[0] = false;
            });
        };
    }

    /// Every match of `pattern` is a word, and so is what lies between matches.
    static PreTokenizer isolating(Pattern pattern) {
        return (text, start, out) -> {
            Matcher matcher = pattern.matcher(text);
            int done = 0;
            while (matcher.find()) {
                if (matcher.end() == matcher.start()) continue;
                if (matcher.start() > done) out.accept(text.substring(done, matcher.start()));
                out.accept(matcher.group());
                done = matcher.end();
            }
            if (done < text.length()) out.accept(text.substring(done));
        };
    }
}
