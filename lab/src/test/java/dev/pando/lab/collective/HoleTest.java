package dev.pando.lab.collective;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.gate.Check;
import dev.pando.node.notes.Terms;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("long")
@Timeout(300)
class HoleTest {

    private static final long NOW_MS = 1_795_000_000_000L;

    @TempDir
    Path folder;

    private static Encoder encoder;
    private static Terms terms;

    @BeforeAll
    static void open() {
        encoder = new MiniLm(2);
        terms = new Terms(encoder);
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    private boolean lets(Check check, EnumSet<Check> skipped, String name) throws Exception {
        return Hole.lets(check, skipped, new Forge(terms, 7, NOW_MS), terms, folder.resolve(name), NOW_MS);
    }

    @ParameterizedTest
    @EnumSource
    void eachCheckStopsSomethingThatTheOtherNineLetThrough(Check check) throws Exception {
        assertFalse(lets(check, EnumSet.noneOf(Check.class), "whole"), check + " stops it");
        assertTrue(lets(check, EnumSet.of(check), "left-out"), "without " + check + " it comes through");
    }
}
