package dev.pando.lab.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pando.lab.speed.Engine.LlamaBench;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineTest {

    @Test
    void aPeerIsAProgramWithOptionsAndMayHaveAName() {
        assertEquals(new LlamaBench("b10256", List.of("/opt/llama-bench", "-fa", "1")),
                LlamaBench.of("b10256=/opt/llama-bench  -fa 1"));
        assertEquals(new LlamaBench("llama-bench", List.of("/opt/llama-bench")), LlamaBench.of("/opt/llama-bench"));
    }
}
