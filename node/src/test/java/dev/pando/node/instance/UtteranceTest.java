package dev.pando.node.instance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UtteranceTest {

    @ParameterizedTest
    @ValueSource(strings = {"My sister Tamsin lives in Oskerby and keeps two goats.",
            "The river Asher runs through Oskerby",
            "Hello, my name is Mirel and I play the harp.", "We meet on Tuesdays. The room is 14.",
            "Please note: the key hangs behind the stove."})
    void aSentenceThatTellsIsAStatement(String words) {
        assertTrue(Utterance.states(words));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Where does Tamsin live?", "where does Tamsin live", "Tell me about the river Asher.",
            "Please tell me where Tamsin lives.", "I would like to know who keeps goats in Oskerby.",
            "I forgot when the mill was built.", "Hello!", "Thank you so much", "Tamsin lives in which town?",
            "So, list everything about Oskerby.", "OK", ""})
    void whateverAsksOrOnlyGreetsIsNone(String words) {
        assertFalse(Utterance.states(words));
    }
}
