package dev.pando.engine.text;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The tokens that steer a model rather than spell text. An id of [#NONE] means that the model has no such token.
///
/// @param bos     begins a text
/// @param eos     ends a text
/// @param unknown stands for what cannot be spelt
/// @param padding fills a batch
/// @param addBos  whether a prompt begins with `bos`
/// @param addEos  whether a training text ends with `eos`
/// @param ends    every token after which generation stops: `eos`, end of turn, end of message
public record SpecialTokens(int bos, int eos, int unknown, int padding, boolean addBos, boolean addEos,
        Set<Integer> ends) {

    /// No such token.
    public static final int NONE = -1;

    /// Tokens after which generation stops, by their text: files often name only one.
    static final Set<String> END_TEXTS = Set.of("<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<|endoftext|>",
            "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]", "<|end_of_text|>", "<end_of_utterance>", "<｜end▁of▁sentence｜>");

    /// Copies `ends`.
    public SpecialTokens {
        ends = Set.copyOf(ends);
        addBos &= bos != NONE;
        addEos &= eos != NONE;
    }

    /// The ends that a vocabulary has: `given` (some may be [#NONE]) and the well-known ones.
    static Set<Integer> endsIn(Vocabulary vocabulary, int... given) {
        Set<Integer> ends = new HashSet<>();
        for (int id : given) ends.add(id);
        for (String text : END_TEXTS) ends.add(vocabulary.id(text));
        // gpt-oss: <|end|> closes one of several messages; <|return|> and <|call|> end the turn.
        boolean manyMessages = vocabulary.id("<|return|>") >= 0 && vocabulary.id("<|call|>") >= 0;
        if (manyMessages) ends.addAll(List.of(vocabulary.id("<|return|>"), vocabulary.id("<|call|>")));
        if (manyMessages) ends.remove(vocabulary.id("<|end|>"));
        ends.remove(NONE);
        return ends;
    }

    /// Whether generation stops after `id`.
    public boolean isEnd(int id) {
        return ends.contains(id);
    }
}
