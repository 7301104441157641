package dev.pando.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HouseholdTest {

    @Test
    void whoeverAsksBeforeItIsThereWaits() throws Exception {
        try (Household household = new Household()) {
            var asked = CompletableFuture.supplyAsync(household::genomes);
            household.assemble(() -> new Household.Rooms(null, null, Optional.empty()));
            assertEquals(Optional.empty(), asked.get(120, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatCannotBeMadeFailsForWhoMakesItAndForWhoWaits() {
        try (Household household = new Household()) {
            RuntimeException broken = new IllegalStateException("broken");
            assertSame(broken, assertThrows(IllegalStateException.class, () -> household.assemble(() -> {
                throw broken;
            })));
            assertSame(broken, assertThrows(CompletionException.class, household::instance).getCause());
        }
    }

    @Test
    void theLastIsClosedFirstAndAllAreThoughOneFails() {
        List<String> closed = new ArrayList<>();
        Household household = new Household();
        household.with(() -> closed.add("first"));
        household.with(() -> {
            throw new java.io.IOException("stuck");
        });
        household.with(() -> closed.add("last"));
        assertEquals("java.io.IOException: stuck",
                assertThrows(IllegalStateException.class, household::close).getMessage());
        assertEquals(List.of("last", "first"), closed);
        assertThrows(CompletionException.class, household::station);
    }
}
