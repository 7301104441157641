package dev.pando.node.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.store.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {

    @TempDir
    private Path folder;

    @Test
    void aFactIsReplacedChangedAndForgotten() {
        try (Database database = Database.open(folder)) {
            Profile profile = new Profile(database, InstantSource.fixed(Instant.ofEpochMilli(5)));
            Fact home = profile.put("home", "Bern");
            assertEquals(home.id(), profile.put("Home", "Basel").id());
            profile.put("name", "Ada");
            assertEquals(List.of("Basel", "Ada"), profile.facts().stream().map(Fact::value).toList());
            profile.change(home.id(), Optional.of("town"), Optional.of("Chur"));
            assertEquals("town: Chur", profile.facts().getFirst().name() + ": " + profile.facts().getFirst().value());
            assertThrows(IllegalArgumentException.class,
                    () -> profile.change(home.id(), Optional.of("NAME"), Optional.empty()));
            assertTrue(profile.change(99, Optional.of("x"), Optional.empty()).isEmpty());
            assertTrue(profile.forget(home.id()));
            assertFalse(profile.forget(home.id()));
        }
    }

    @Test
    void limitsAreTheirValueAndOneMore() {
        try (Database database = Database.open(folder)) {
            Profile profile = new Profile(database, InstantSource.system());
            profile.put("x".repeat(Fact.NAME_CHARS_MAX), "x".repeat(Fact.VALUE_CHARS_MAX));
            assertThrows(IllegalArgumentException.class, () -> profile.put("x".repeat(Fact.NAME_CHARS_MAX + 1), "x"));
            assertThrows(IllegalArgumentException.class, () -> profile.put("x", "x".repeat(Fact.VALUE_CHARS_MAX + 1)));
            assertThrows(IllegalArgumentException.class, () -> profile.put("x", "two\nlines"));
            assertThrows(IllegalArgumentException.class, () -> profile.put(" ", "x"));
            for (int i = 1; i < Profile.FACTS_MAX; i++) profile.put("fact " + i, "x");
            assertThrows(IllegalArgumentException.class, () -> profile.put("one more", "x"));
            assertEquals(Profile.FACTS_MAX, profile.facts().size());
            profile.put("fact 1", "still changeable");
        }
    }
}
