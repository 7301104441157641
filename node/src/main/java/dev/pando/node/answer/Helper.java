package dev.pando.node.answer;

import dev.pando.engine.serve.Voice;
import java.util.List;

/// A genome that helped with an answer.
///
/// @param genome its name, the content id of its card
/// @param weight how far it was believed, the mean over the tokens of the answer, 0 to 1
public record Helper(String genome, double weight) {

    static List<Helper> of(List<Voice> voices) {
        return voices.stream().map(voice -> new Helper(voice.adapter(), voice.weight())).toList();
    }
}
