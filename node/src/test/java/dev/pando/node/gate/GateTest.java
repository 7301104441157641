package dev.pando.node.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.Artifact.Body;
import dev.pando.engine.artifact.Artifact.Lane;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.engine.artifact.Payload.Revocation;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Trace;
import dev.pando.engine.grid.Trace.Association;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.merge.Fold;
import dev.pando.node.notes.Statement;
import dev.pando.node.notes.Terms;
import dev.pando.testing.Forall;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final long NOW_MS = 1_795_000_000_000L;
    private static final KeyPair AUTHOR = keys(), OTHER = keys();
    private static final Statement FACT = new Statement("late frost", "", "lost apples", "Late frost costs apples.");

    private final Terms terms = new Terms(new WordEncoder("words"));
    private final Trust trust = new Trust();
    private final Fold fold = new Fold(author -> trust.weight(author, NOW_MS));
    private final List<String> privateWords = new ArrayList<>();
    private final Gate gate = new Gate(fold, terms, trust, () -> privateWords);

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static AuthorKey key(KeyPair keys) {
        return AuthorKey.of(keys.getPublic());
    }

    private static Artifact sign(KeyPair keys, int generation, long at, Lane lane, Payload payload,
            Artifact... parents) {
        List<ContentId> ids = List.of(parents).stream().map(Artifact::id).sorted().toList();
        return Artifact.sign(new Body(key(keys), ids, generation, "garden", 0.9, at, lane, payload), keys.getPrivate());
    }

    private static Artifact sign(KeyPair keys, Payload payload, Artifact... parents) {
        int generation = 1 + List.of(parents).stream().mapToInt(p -> p.body().generation()).max().orElse(0);
        return sign(keys, generation, NOW_MS, Lane.ATTRIBUTED, payload, parents);
    }

    private Memory memory(String sentence) {
        return new Memory(Terms.code(terms.of(FACT.subject())), Claims.question(FACT), sentence, "a walk", 0.9);
    }

    private Artifact note() {
        return sign(AUTHOR, memory(FACT.sentence()));
    }

    private Trace trace(int times) {
        Trace one = Trace.of(List.of(new Association(terms.of(FACT.subject()), terms.of(FACT.object()), 1)));
        return new Trace(one.cells().stream().map(cell -> {
            byte[] values = cell.channels();
            for (int q = 0; q < values.length; q++) values[q] = (byte) Math.clamp(values[q] * times, -7, 7);
            return new Trace.Cell(cell.address(), values, 0);
        }).toList());
    }

    private void take(Artifact artifact) {
        fold.add(assertInstanceOf(Verdict.Passed.class, gate.judge(artifact.wire(), NOW_MS)).admitted());
    }

    private void held(Check check, Artifact artifact) {
        held(check, artifact.wire());
    }

    private void held(Check check, byte[] wire) {
        long before = gate.heldIn(check);
        Verdict verdict = gate.judge(wire, NOW_MS);
        Verdict.Held held = assertInstanceOf(Verdict.Held.class, verdict, verdict.toString());
        assertEquals(check, held.check(), held.reason());
        assertEquals(1, held.reason().lines().count(), held.reason());
        assertEquals(before + 1, gate.heldIn(check));
    }

    @Test
    void anHonestNoteAndItsTracePassOnceAndAreKnownAfterwards() {
        Artifact note = note(), trace = sign(AUTHOR, new TracePayload(trace(1)), note);
        assertInstanceOf(Verdict.Waiting.class, gate.judge(trace.wire(), NOW_MS), "its note is not here yet");
        take(note);
        take(trace);
        assertInstanceOf(Verdict.Known.class, gate.judge(note.wire(), NOW_MS));
        assertEquals(2, gate.passed());
    }

    @Test
    void aBitThatWasTurnedAnywhereIsNeverLetThrough() {
        byte[] wire = note().wire();
        Forall.seeds(200, random -> {
            byte[] broken = wire.clone();
            broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            Verdict verdict = gate.judge(broken, NOW_MS);
            assertInstanceOf(Verdict.Held.class, verdict, verdict.toString());
        });
        assertEquals(0, gate.passed());
    }

    @Test
    void aNoteHasItsLargestSize() {
        held(Check.FRAME, sign(AUTHOR, new Memory(Terms.code(terms.of(FACT.subject())), Claims.question(FACT),
                FACT.sentence(), "x".repeat(Memory.TEXT_MAX), 0.9)));
        held(Check.FRAME, new byte[0]);
    }

    @Test
    void aForeignSignatureBlamesNobody() {
        byte[] wire = note().wire();
        wire[wire.length - 1] ^= 1;
        held(Check.SIGNATURE, wire);
        assertEquals(0, trust.standing(key(AUTHOR)).bad());
    }

    @Test
    void theFutureAndTheLongPastAreNotFresh() {
        Memory memory = memory(FACT.sentence());
        take(sign(AUTHOR, 1, NOW_MS + Limits.AHEAD_MS_MAX, Lane.ATTRIBUTED, memory));
        take(sign(AUTHOR, 1, NOW_MS - Limits.AGE_MS_MAX, Lane.ATTRIBUTED, memory));
        held(Check.FRESHNESS, sign(AUTHOR, 1, NOW_MS + Limits.AHEAD_MS_MAX + 1, Lane.ATTRIBUTED, memory));
        held(Check.FRESHNESS, sign(AUTHOR, 1, NOW_MS - Limits.AGE_MS_MAX - 1, Lane.ATTRIBUTED, memory));
    }

    @Test
    void aNoteIsAStatementFoundUnderItsOwnSubject() {
        held(Check.SCHEMA, sign(AUTHOR, new Memory(Terms.code(terms.of("compound interest")), Claims.question(FACT),
                FACT.sentence(), "", 0.9)));
        held(Check.SCHEMA,
                sign(AUTHOR, new Memory(Terms.code(terms.of("late frost")), "no arrow", "Nothing.", "", 0.9)));
    }

    @Test
    void numbersThatNoFactMakesAreHeldAndCostReputation() {
        Artifact note = note();
        take(note);
        held(Check.NUMBERS, sign(AUTHOR, new TracePayload(trace(7)), note));
        assertEquals(1, trust.standing(key(AUTHOR)).bad());
    }

    @Test
    void nobodyTouchesMoreThanATwentiethOfTheGridInADay() {
        List<Trace.Cell> cells = new ArrayList<>();
        for (int i = 0; i <= Limits.CELLS_PER_DAY_MAX; i++) {
            byte[] values = new byte[Grid.SHARED_CHANNELS];
            values[4] = 1;
            cells.add(new Trace.Cell(i, values, 0));
        }
        held(Check.MAGNITUDE, sign(AUTHOR, new TracePayload(new Trace(cells))));
        held(Check.TRIAL, sign(AUTHOR, new TracePayload(new Trace(cells.subList(1, cells.size())))));
    }

    @Test
    void generationsAreCountedAndOnlyAuthorsTakeBack() {
        Artifact note = note();
        take(note);
        held(Check.LINEAGE, sign(OTHER, new Revocation(note.id()), note));
        held(Check.LINEAGE, sign(AUTHOR, 9, NOW_MS, Lane.ATTRIBUTED, memory("Late frost is late.")));
        trust.bad(key(AUTHOR), -1, NOW_MS); // forgiven
        take(sign(AUTHOR, new Revocation(note.id()), note));
    }

    @Test
    void privateThingsAreHeldBothWaysAndOurPersonsOwnWordsOnTheWayOut() {
        held(Check.PRIVACY, sign(AUTHOR, memory("Ask jane.doe@example.org about frost.")));
        held(Check.PRIVACY, sign(AUTHOR, 1, NOW_MS, Lane.AGGREGATED, memory(FACT.sentence())));
        assertInstanceOf(Clearance.Passed.class, gate.clear(note(), NOW_MS));
        privateWords.add("frost");
        Clearance.Held stays = assertInstanceOf(Clearance.Held.class, gate.clear(note(), NOW_MS));
        assertEquals(Check.PRIVACY, stays.check());
        assertEquals(1, gate.heldOut(Check.PRIVACY));
    }

    @Test
    void whoIsBlockedOrSpentIsHeldAndTimeForgivesTheSpent() {
        trust.block(key(AUTHOR), true, NOW_MS);
        held(Check.TRUST, note());
        trust.block(key(AUTHOR), false, NOW_MS);
        trust.bad(key(AUTHOR), 2, NOW_MS);
        held(Check.TRUST, note());
        assertInstanceOf(Verdict.Passed.class, gate.judge(note().wire(), NOW_MS + 90 * Limits.DAY_MS));
    }

    @Test
    void aTraceSaysWhatItsAuthorsNotesSay() {
        Artifact note = note();
        take(note);
        held(Check.TRIAL, sign(AUTHOR, new TracePayload(trace(-1)), note));
        held(Check.TRIAL, sign(OTHER, new TracePayload(trace(1)), note));
    }

    @Test
    void aGateWithOneCheckLeftOutStillLetsHonestNotesThrough() {
        assertEquals(10, Check.values().length);
        for (Check check : Check.values()) {
            Gate open = new Gate(fold, terms, trust, List::of, EnumSet.of(check));
            assertTrue(open.judge(note().wire(), NOW_MS) instanceof Verdict.Passed, check.toString());
        }
    }
}
