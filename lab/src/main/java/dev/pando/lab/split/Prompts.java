package dev.pando.lab.split;

import dev.pando.engine.sample.SamplingOptions;
import dev.pando.engine.serve.LoadedModel;
import java.util.Arrays;
import java.util.List;

/// Beginnings of texts, and how each is gone on with: every other one by chance.
final class Prompts {

    private static final List<String> BEGINNINGS = List.of("Once upon a time, there was a little girl named Lily.",
            "One day, a boy named Tim went to the park with his mom.", "The dog and the cat were best friends.",
            "There was a big tree in the garden, and in the tree", "\"Can I have a cookie?\" asked Ben. His mom said",
            "It was raining, so Sara stayed at home and", "The old man lived in a small house near the sea.",
            "In the forest, a bear found a shiny red ball.", "Tom was sad because he had lost his toy car.",
            "Every morning the birds sang, but today", "Anna had a blue dress with white flowers on it.",
            "A frog sat on a leaf and looked at the moon.", "The king wanted to know why the river was dry.",
            "Mia and her brother built a castle of sand.", "\"Look!\" said the mouse. \"There is cheese",
            "When the snow came,",
            "A tiny seed lay in the ground and waited.", "The train was late, and the children were hungry.",
            "He opened the box very slowly. Inside was", "She liked to count the stars. One, two, three,");
    private static final float TEMPERATURE = 0.8f;

    private final LoadedModel model;
    private final int tokens;

    /// @param tokens that each is gone on with
    Prompts(LoadedModel model, int tokens) {
        this.model = model;
        this.tokens = tokens;
    }

    /// The tokens of number `i`, cut so that the answer has room.
    int[] tokens(int i) {
        String text = BEGINNINGS.get(i % BEGINNINGS.size());
        for (int more = i / BEGINNINGS.size(), k = i; more > 0; more--) {
            k = (k * 7 + 3) % BEGINNINGS.size();
            text += " " + BEGINNINGS.get(k);
        }
        int[] prompt = model.tokenizer().encodePrompt(text);
        int most = Math.max(1, model.model().config().contextMax() - tokens - 1);
        return prompt.length <= most ? prompt : Arrays.copyOf(prompt, most);
    }

    static SamplingOptions options(int i) {
        return i % 2 == 0 ? SamplingOptions.greedy() : SamplingOptions.at(TEMPERATURE, i);
    }
}
