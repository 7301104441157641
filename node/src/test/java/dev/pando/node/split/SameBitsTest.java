package dev.pando.node.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.draft.Drafter;
import dev.pando.engine.draft.NgramDrafter;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.engine.serve.Generation;
import dev.pando.node.answer.TinyModelFile;
import dev.pando.node.split.Plain.Said;
import dev.pando.node.split.Together.Speaker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The bits of a split model are those of one machine, whatever is between its stages.
@Timeout(300)
class SameBitsTest {

    private static final int LAYERS = 4, TOKENS = 12;
    private static final String PROMPT = "Once upon a time there was a stage that met another stage. ".repeat(3);
    private static final List<SamplingOptions> SAMPLINGS = List.of(SamplingOptions.greedy(),
            SamplingOptions.at(0.8f, 11));

    @TempDir
    static Path folder;
    private static Path model;

    @BeforeAll
    static void write() throws Exception {
        model = TinyModelFile.write(folder.resolve("four.gguf"), LAYERS, TinyModelFile.CONTEXT);
    }

    private static SplitOptions cut(Integer... cuts) {
        return SplitOptions.usual().withPositions(TinyModelFile.CONTEXT).withCuts(List.of(cuts));
    }

    @Test
    void everyCutIntoTwoAndThreeAndFourStagesLeavesTheBitsAlone() throws Exception {
        try (Together together = new Together(folder, 3, List.of(model), ResultHook.NONE);
                Plain plain = new Plain(model)) {
            int[] prompt = plain.prompt(PROMPT);
            for (List<Integer> cuts : cuts()) {
                try (SplitModel split = together.caller.split(model, together.addresses(),
                        SplitOptions.usual().withPositions(256).withCuts(cuts), SplitListener.NONE);
                        Speaker speaker = new Speaker(split, Drafter.NONE)) {
                    for (SamplingOptions options : SAMPLINGS) {
                        plain.say(prompt, options, TOKENS).mustEqual(speaker.say(prompt, options, TOKENS));
                        plain.say(prompt, options, TOKENS).mustEqual(speaker.say(prompt, options, TOKENS)); // kept
                    }
                }
            }
        }
    }

    private static List<List<Integer>> cuts() {
        List<List<Integer>> all = new ArrayList<>();
        for (int set = 1; set < 1 << (LAYERS - 1); set++) {
            List<Integer> cuts = new ArrayList<>();
            for (int i = 1; i < LAYERS; i++) if ((set >> (i - 1) & 1) != 0) cuts.add(i);
            all.add(cuts);
        }
        return all;
    }

    @Test
    void severalSequencesAtOnceDoNotDisturbEachOther() throws Exception {
        try (Together together = new Together(folder, 2, List.of(model), ResultHook.NONE);
                Plain plain = new Plain(model);
                Speaker speaker = new Speaker(together.split(model, cut(1, 3).withSequences(4, 0), SplitListener.NONE),
                        Drafter.NONE)) {
            List<Generation> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(speaker.begin(plain.prompt(PROMPT.substring(i)), SamplingOptions.at(1, i), TOKENS));
            }
            for (int i = 0; i < 8; i++) {
                Said alone = plain.say(plain.prompt(PROMPT.substring(i)), SamplingOptions.at(1, i), TOKENS);
                alone.mustEqual(speaker.finish(answers.get(i)));
            }
        }
    }

    @Test
    void guessesSaveRoundTripsAndChangeNoBit() throws Exception {
        try (Together together = new Together(folder, 1, List.of(model), ResultHook.NONE);
                Plain plain = new Plain(model)) {
            SplitModel split = together.split(model, cut(2), SplitListener.NONE);
            try (Speaker speaker = new Speaker(split, new NgramDrafter())) {
                int[] prompt = plain.prompt("ab");
                for (SamplingOptions options : SAMPLINGS) {
                    Said alone = plain.say(prompt, options, 40);
                    for (int i = 0; i < 3; i++) alone.mustEqual(speaker.say(prompt, options, 40));
                }
                SplitStatus status = split.status();
                assertTrue(status.roundTrips() * 2 < status.tokens(), status.toString());
            }
        }
    }

    @Test
    void aPeerWithoutTheModelFetchesItsLayersAndNothingElse() throws Exception {
        try (Together together = new Together(folder, 2, List.of(), ResultHook.NONE);
                Plain plain = new Plain(model);
                Speaker speaker = new Speaker(together.split(model, cut(1, 3), SplitListener.NONE), Drafter.NONE)) {
            int[] prompt = plain.prompt(PROMPT);
            plain.say(prompt, SamplingOptions.greedy(), TOKENS)
                    .mustEqual(speaker.say(prompt, SamplingOptions.greedy(), TOKENS));
        }
    }

    @Test
    void oneFlippedBitInOneStageIsNotTheSameBits() throws Exception {
        ResultHook flip = (start, rows, hidden) -> {
            if (start < 20) hidden[3] = Float.intBitsToFloat(Float.floatToRawIntBits(hidden[3]) ^ 1);
        };
        try (Together together = new Together(folder, 1, List.of(model), flip);
                Plain plain = new Plain(model);
                Speaker speaker = new Speaker(together.split(model, cut(2).withChecking(SplitOptions.Checking.NONE),
                        SplitListener.NONE), Drafter.NONE)) {
            int[] prompt = plain.prompt("abcdef");
            Said alone = plain.say(prompt, SamplingOptions.greedy(), TOKENS);
            Said split = speaker.say(prompt, SamplingOptions.greedy(), TOKENS);
            assertThrows(AssertionError.class, () -> alone.mustEqual(split));
        }
    }

    @Test
    void halfPrecisionSaysThatItIsNotTheSame() throws Exception {
        try (Together together = new Together(folder, 1, List.of(model), ResultHook.NONE);
                Plain plain = new Plain(model)) {
            SplitModel split = together.split(model, cut(2).withPrecision(Precision.F16), SplitListener.NONE);
            try (Speaker speaker = new Speaker(split, Drafter.NONE)) {
                int[] prompt = plain.prompt("abcdef");
                Said alone = plain.say(prompt, SamplingOptions.greedy(), 1);
                Said half = speaker.say(prompt, SamplingOptions.greedy(), 1);
                assertThrows(AssertionError.class, () -> alone.mustEqual(half));
                for (int i = 0; i < alone.logits().getFirst().length; i++) {
                    assertEquals(Float.intBitsToFloat(alone.logits().getFirst()[i]),
                            Float.intBitsToFloat(half.logits().getFirst()[i]), 0.05f);
                }
                assertEquals(Precision.F16, split.status().precision());
            }
        }
    }
}
