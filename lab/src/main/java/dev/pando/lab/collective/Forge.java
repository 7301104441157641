package dev.pando.lab.collective;

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
import dev.pando.lab.emergence.Vectors;
import dev.pando.libp2p.identity.Identity;
import dev.pando.node.gate.Check;
import dev.pando.node.gate.Claims;
import dev.pando.node.gate.Limits;
import dev.pando.node.notes.Statement;
import dev.pando.node.notes.Terms;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/// Makes what honest authors and attackers send, as bytes. Time is given; what the facts are about and all that is chance comes from
/// a seed.
final class Forge {

    private static final byte[] LEADS = "leads".getBytes(StandardCharsets.US_ASCII),
            HEALS = "heals".getBytes(StandardCharsets.US_ASCII);
    private static final int DRIP_DAYS = 5, FLOOD_FACTS = 250, OBJECTS_AT = 200, LIES_AT = 500, STRANGER_AT = 700,
            NAMES = 1000; // nouns; pairs of nouns come behind them

    private final List<String> names = new ArrayList<>(Vectors.crowd().subList(0, NAMES));
    private final Terms terms;
    private final SplittableRandom random;
    private final long nowMs;

    Forge(Terms terms, long seed, long nowMs) {
        this.terms = terms;
        this.random = new SplittableRandom(seed);
        this.nowMs = nowMs;
        Collections.shuffle(names, random);
    }

    Identity author() {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return Identity.ofSeed(secret);
    }

    static AuthorKey key(Identity identity) {
        return new AuthorKey(identity.key().data());
    }

    /// Fact number `i` below 200, and what attackers would have instead.
    Statement fact(int i, boolean isFalse) {
        return statement(names.get(i), names.get((isFalse ? LIES_AT : OBJECTS_AT) + i));
    }

    private static Statement statement(String subject, String object) {
        return new Statement(subject, "", object, "The " + subject + " leads to the " + object + ".");
    }

    /// A note and its trace, as an honest author sends them.
    List<byte[]> told(Identity author, Statement s) {
        return told(author, s, nowMs, 1);
    }

    /// A note that leaves nothing in the grid.
    byte[] note(Identity author, Statement s) {
        return sign(author, List.of(), 1, nowMs, memory(s, s.sentence())).wire();
    }

    // A note, and its trace so many times.
    private List<byte[]> told(Identity author, Statement s, long at, int times) {
        Artifact note = sign(author, List.of(), 1, at, memory(s, s.sentence()));
        return List.of(note.wire(), sign(author, List.of(note), 2, at, new TracePayload(trace(s, times))).wire());
    }

    /// What one attacking key sends about facts 0 to `facts` − 1.
    ///
    /// @param honest what honest authors sent
    List<byte[]> wires(Attack attack, Identity author, int facts, List<byte[]> honest) {
        List<byte[]> wires = new ArrayList<>();
        if (attack == Attack.FARMED) // a day before: what the gate lets one author say in a day is for the lies
            for (int f = 0; f < facts; f++) wires.addAll(told(author, fact(f, false), nowMs - Limits.DAY_MS, 1));
        for (int f = 0; f < facts; f++) wires.addAll(one(attack, author, f, honest));
        return wires;
    }

    private List<byte[]> one(Attack attack, Identity author, int f, List<byte[]> honest) {
        Statement lie = fact(f, true), truth = fact(f, false);
        return switch (attack) {
            case TARGETED, SYBILS, FARMED, SLEEPER -> told(author, lie);
            case SCALED -> told(author, lie, nowMs, 7);
            case SIGN_FLIP -> told(author, truth, nowMs, -1);
            case SLOW_DRIP -> dripped(author, lie);
            case RANDOM -> noise(author, lie);
            case REPLAY -> List.of(honest.get(f % honest.size()));
            case FORGED -> List.of(patched(told(author, lie).getFirst(), key(author).bytes(),
                    Artifact.parse(honest.getFirst()).body().author().bytes()));
            case EDITED -> List.of(patched(honest.get(2 * f % honest.size()), LEADS, HEALS));
            case CYCLIC -> List.of(sign(author, List.of(), 9, nowMs, memory(lie, lie.sentence())).wire());
            case NAN -> List.of(notANumber(told(author, lie).getFirst()));
            case OVERSIZE -> List.of(oversize(author, lie));
        };
    }

    private List<byte[]> dripped(Identity author, Statement lie) {
        List<byte[]> wires = new ArrayList<>();
        for (int day = 0; day < DRIP_DAYS; day++) wires.addAll(told(author, lie, nowMs - day * Limits.DAY_MS, 1));
        return wires;
    }

    /// What one check is there for, and the other nine let through.
    List<byte[]> special(Check check, Identity author) {
        Statement s = fact(1, false);
        return switch (check) {
            case FRAME -> List.of(oversize(author, s));
            case SIGNATURE -> List.of(patched(told(author, s).getFirst(), LEADS, HEALS));
            case FRESHNESS -> told(author, s, nowMs + 30 * Limits.DAY_MS, 1);
            case SCHEMA -> List.of(sign(author, List.of(), 1, nowMs, new Memory(
                    Terms.code(terms.of(names.get(STRANGER_AT))), Claims.question(s), s.sentence(), "", 1)).wire());
            case NUMBERS -> told(author, s, nowMs, 7);
            case MAGNITUDE -> flood(author);
            case LINEAGE -> takenBackByAnother(author, s);
            case PRIVACY -> List.of(
                    sign(author, List.of(), 1, nowMs, memory(s, "Ask jane.doe@example.org about it.")).wire());
            case TRUST -> told(author, s);
            case TRIAL -> told(author, s, nowMs, -1);
        };
    }

    private List<byte[]> takenBackByAnother(Identity author, Statement s) {
        Artifact note = sign(author(), List.of(), 1, nowMs, memory(s, s.sentence()));
        return List.of(note.wire(), sign(author, List.of(note), 2, nowMs, new Revocation(note.id())).wire());
    }

    // True facts of one day: each harmless, together more than a twentieth of the grid.
    private List<byte[]> flood(Identity author) {
        List<byte[]> wires = new ArrayList<>();
        for (int i = 0; i < FLOOD_FACTS; i++)
            wires.addAll(told(author, statement(names.get(2 * i), names.get(2 * i + 1))));
        return wires;
    }

    private byte[] oversize(Identity author, Statement s) {
        Memory memory = new Memory(Terms.code(terms.of(s.subject())), Claims.question(s), s.sentence(),
                "x".repeat(Memory.TEXT_MAX), 0.9);
        return sign(author, List.of(), 1, nowMs, memory).wire();
    }

    private Memory memory(Statement s, String sentence) {
        return new Memory(Terms.code(terms.of(s.subject())), Claims.question(s), sentence, "a talk", 0.9);
    }

    private Trace trace(Statement s, int times) {
        Trace one = Trace.of(List.of(new Association(terms.of(s.subject()), terms.of(s.object()), 1)));
        return new Trace(one.cells().stream().map(c -> {
            byte[] values = c.channels();
            for (int q = 0; q < values.length; q++)
                values[q] = (byte) Math.clamp(values[q] * times, -Grid.VALUE_MAX, Grid.VALUE_MAX);
            return new Trace.Cell(c.address(), values, 0);
        }).toList());
    }

    private List<byte[]> noise(Identity author, Statement s) {
        Artifact note = sign(author, List.of(), 1, nowMs, memory(s, s.sentence()));
        Trace noise = new Trace(trace(s, 1).cells().stream().map(c -> {
            byte[] values = new byte[Grid.SHARED_CHANNELS];
            for (int q = 0; q < values.length; q++) values[q] = (byte) random.nextInt(-2, 3);
            return new Trace.Cell(c.address(), values, 0);
        }).toList());
        return List.of(note.wire(), sign(author, List.of(note), 2, nowMs, new TracePayload(noise)).wire());
    }

    private static Artifact sign(Identity author, List<Artifact> parents, int generation, long at, Payload payload) {
        List<ContentId> ids = parents.stream().map(Artifact::id).sorted().toList();
        return Artifact.sign(new Body(key(author), ids, generation, "t", 0.9, at, Lane.ATTRIBUTED, payload),
                author::sign);
    }

    // The first place that holds `from` holds `to`; without one, the last bit of the signature is turned.
    private static byte[] patched(byte[] wire, byte[] from, byte[] to) {
        byte[] patched = wire.clone();
        for (int at = 0; at + from.length <= wire.length; at++) {
            if (Arrays.equals(wire, at, at + from.length, from, 0, from.length)) {
                System.arraycopy(to, 0, patched, at, to.length);
                return patched;
            }
        }
        patched[patched.length - 1] ^= 1;
        return patched;
    }

    private static byte[] notANumber(byte[] wire) {
        byte[] real = ByteBuffer.allocate(9).put((byte) 0xfb).putDouble(0.9).array();
        return patched(wire, real, ByteBuffer.allocate(9).put((byte) 0xfb).putDouble(Double.NaN).array());
    }
}
