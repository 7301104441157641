package dev.pando.node.genome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.encode.WordEncoder;
import java.util.List;
import org.junit.jupiter.api.Test;

class CentroidTest {

    private final WordEncoder encoder = new WordEncoder("words");

    @Test
    void bytesTellADirectionNearlyAsWellAsFloats() {
        Centroid reef = Centroid.of(encoder, List.of("coral reef", "reef fish", "coral"));
        assertEquals(encoder.dimensions(), reef.elements().length);
        assertEquals(1, Centroid.of(encoder, List.of("coral")).nearness(encoder.encode("coral")), 1e-4);
        assertTrue(reef.nearness(encoder.encode("coral reef")) > 0.9);
        assertTrue(reef.nearness(encoder.encode("court")) < 0.3);
    }

    @Test
    void nothingIsNearWhatNobodyKnowsAndWhatIsOfAnotherEncoder() {
        assertEquals(0, Centroid.UNKNOWN.nearness(encoder.encode("coral")));
        assertEquals(0, Centroid.of(encoder, List.of("coral")).nearness(new float[]{1, 0}));
        assertEquals(0, new Centroid(new byte[encoder.dimensions()]).nearness(encoder.encode("coral")));
        assertEquals(0, Centroid.of(encoder, List.of()).elements().length);
    }
}
