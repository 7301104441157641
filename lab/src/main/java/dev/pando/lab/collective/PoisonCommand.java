package dev.pando.lab.collective;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.Artifact.Body;
import dev.pando.engine.artifact.Artifact.Lane;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Query;
import dev.pando.engine.grid.Trace;
import dev.pando.engine.grid.Trace.Association;
import dev.pando.lab.emergence.Vectors;
import dev.pando.libp2p.identity.Identity;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.gate.Check;
import dev.pando.node.gate.Claims;
import dev.pando.node.gate.Gate;
import dev.pando.node.gate.Limits;
import dev.pando.node.gate.Trust;
import dev.pando.node.gate.Verdict;
import dev.pando.node.merge.Fold;
import dev.pando.node.notes.Statement;
import dev.pando.node.notes.Terms;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pando lab poison`: attackers among honest authors before one node's gate and field, and each check left out once.
///
/// The node knows the honest authors as invited; attackers are strangers, but for the attack that earns trust first.
/// The claim is about fewer attacking keys than honest holders of a fact; sleepers are reported and not claimed. Artifacts
/// come as bytes to the gate, as they do from a socket, but through none. Success is a victim's question whose first answer is the attackers', or whose honest answer is gone.
@Command(name = "poison", mixinStandardHelpOptions = true, description = "Attacks against the gate and the field of one node, and what each of the ten checks stops.")
public final class PoisonCommand implements Callable<Integer> {

    private static final int AUTHORS = 20, FACTS = 40;
    private static final long NOW = 1_795_000_000_000L;

    @Option(names = "--attackers", description = "share of the authors (default: ${DEFAULT-VALUE})")
    private double attackers = 0.2;

    @Option(names = "--attack", description = "all, or one of: random, scaled, sign-flip, targeted, slow-drip, replay, forged, edited, cyclic, sybils, farmed, nan, oversize (default: ${DEFAULT-VALUE})")
    private String attack = "all";

    @Option(names = "--seed", description = "what chance begins from (default: ${DEFAULT-VALUE})")
    private long seed = 7;

    @Option(names = "--json", description = "one JSON object on stdout")
    private boolean json;

    private SplittableRandom random;
    private Terms terms;
    private List<String> names;

    /// A node that judges and folds.
    private record Node(Gate gate, Fold fold, Trust trust) {

        boolean takes(byte[] wire) {
            if (!(gate.judge(wire, NOW) instanceof Verdict.Passed passed)) return false;
            return fold.add(passed.admitted()) || true;
        }
    }

    private PoisonCommand() {}

    @Override
    public Integer call() {
        if (!(attackers >= 0 && attackers <= 0.45)) throw new IllegalArgumentException("--attackers: from 0 to 0.45");
        List<Attack> attacks = Stream.of(Attack.values()).filter(a -> attack.equals("all") || a.word().equals(attack))
                .toList();
        if (attacks.isEmpty()) throw new IllegalArgumentException("--attack: there is no " + attack);
        names = Vectors.crowd();
        ObjectNode result = new ObjectMapper().createObjectNode().put("experiment", "poison")
                .put("attackers", attackers).put("seed", seed)
                .put("authors", AUTHORS).put("facts", FACTS);
        boolean holds = true;
        try (Encoder encoder = new MiniLm(2)) {
            terms = new Terms(encoder);
            var rows = result.putArray("attacks");
            for (Attack one : attacks) {
                random = new SplittableRandom(seed);
                ObjectNode row = run(one);
                rows.add(row);
                boolean fails = row.get("success").asDouble() >= 0.05 || row.get("honest_held").asDouble() > 0.02;
                holds &= !(fails && row.get("claimed").asBoolean());
            }
            var ablated = result.putArray("ablations");
            for (Check check : Check.values()) {
                random = new SplittableRandom(seed);
                boolean stopped = !special(check, EnumSet.noneOf(Check.class)),
                        through = special(check, EnumSet.of(check));
                ablated.addObject().put("check", check.name().toLowerCase(java.util.Locale.ROOT))
                        .put("stopped_by_all_ten", stopped)
                        .put("comes_through_without_it", through);
                holds &= stopped && through;
            }
        }
        result.put("holds", holds);
        System.out.println(json ? result.toString() : result.toPrettyString());
        return holds ? 0 : 1;
    }

    private Node node(Set<Check> skipped) {
        Trust trust = new Trust();
        Fold fold = new Fold(author -> trust.weight(author, NOW));
        return new Node(new Gate(fold, terms, trust, List::of, skipped), fold, trust);
    }

    private Identity author() {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return Identity.ofSeed(secret);
    }

    private static AuthorKey key(Identity identity) {
        return new AuthorKey(identity.key().data());
    }

    private Statement fact(int i, boolean isFalse) {
        String subject = names.get(i), object = names.get((isFalse ? 500 : 200) + i);
        return new Statement(subject, "", object, "The " + subject + " leads to the " + object + ".");
    }

    private ObjectNode run(Attack one) {
        int bad = (int) Math.round(AUTHORS * attackers), good = AUTHORS - bad;
        Node node = node(Set.of());
        List<byte[]> honest = new ArrayList<>();
        int held = 0;
        for (int i = 0; i < good; i++) {
            Identity author = author();
            node.trust.invite(key(author), true, NOW);
            for (int f = 0; f < FACTS; f++)
                if ((f + i) % 3 == 0 || f % good == i) honest.addAll(told(author, fact(f, false), NOW, 1));
        }
        for (byte[] wire : honest) if (!node.takes(wire)) held++;
        int sent = 0, taken = 0, keys = (one == Attack.SYBILS ? 3 : 1) * bad, holders = honest.size() / (2 * FACTS);
        for (int i = 0; i < keys; i++) {
            Identity author = author();
            if (one == Attack.FARMED) node.trust.good(key(author), 20, NOW);
            for (byte[] wire : wires(one, author, honest)) {
                sent++;
                if (node.takes(wire)) taken++;
            }
        }
        int won = 0;
        for (int f = 0; f < FACTS; f++) {
            Statement right = fact(f, false);
            List<Query.Hit> hits = Query.usual().direct(node.fold.grid(), terms.lexicon(), terms.of(right.subject()),
                    1);
            if (hits.isEmpty() || !terms.name(hits.getFirst().term()).equals(right.object())) won++;
        }
        return new ObjectMapper().createObjectNode().put("attack", one.word()).put("sent", sent).put("admitted", taken)
                .put("success", (double) won / FACTS).put("honest_held", (double) held / honest.size())
                .put("attacking_keys", keys).put("honest_holders", holders)
                .put("claimed", keys < holders && one != Attack.FARMED);
    }

    private List<byte[]> wires(Attack one, Identity author, List<byte[]> honest) {
        List<byte[]> wires = new ArrayList<>();
        for (int f = 0; f < FACTS; f++) {
            Statement lie = fact(f, true), truth = fact(f, false);
            switch (one) {
                case TARGETED, SYBILS, FARMED -> wires.addAll(told(author, lie, NOW, 1));
                case SCALED -> wires.addAll(told(author, lie, NOW, 7));
                case SIGN_FLIP -> wires.addAll(told(author, truth, NOW, -1));
                case SLOW_DRIP -> {
                    for (int day = 0; day < 5; day++) wires.addAll(told(author, lie, NOW - day * Limits.DAY_MS, 1));
                }
                case RANDOM -> wires.addAll(noise(author, lie));
                case REPLAY -> wires.add(honest.get(f % honest.size()));
                case FORGED -> wires.add(patched(told(author, lie, NOW, 1).getFirst(), key(author).bytes(),
                        Artifact.parse(honest.getFirst()).body().author().bytes()));
                case EDITED -> wires
                        .add(patched(honest.get(0), "leads".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                                "heals".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
                case CYCLIC -> wires.add(sign(author, List.of(), 9, NOW, note(lie, lie.sentence())).wire());
                case NAN -> wires.add(notANumber(told(author, lie, NOW, 1).getFirst()));
                case OVERSIZE -> wires.add(sign(author, List.of(), 1, NOW, oversize(lie)).wire());
            }
        }
        return wires;
    }

    private Memory oversize(Statement s) {
        return new Memory(Terms.code(terms.of(s.subject())), Claims.question(s), s.sentence(),
                "x".repeat(Memory.TEXT_MAX), 0.9);
    }

    private Memory note(Statement s, String sentence) {
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

    // A note, and its trace so many times.
    private List<byte[]> told(Identity author, Statement s, long at, int times) {
        Artifact note = sign(author, List.of(), 1, at, note(s, s.sentence()));
        return List.of(note.wire(), sign(author, List.of(note), 2, at, new TracePayload(trace(s, times))).wire());
    }

    private List<byte[]> noise(Identity author, Statement s) {
        Artifact note = sign(author, List.of(), 1, NOW, note(s, s.sentence()));
        Trace noise = new Trace(trace(s, 1).cells().stream().map(c -> {
            byte[] values = new byte[Grid.SHARED_CHANNELS];
            for (int q = 0; q < values.length; q++) values[q] = (byte) random.nextInt(-2, 3);
            return new Trace.Cell(c.address(), values, 0);
        }).toList());
        return List.of(note.wire(), sign(author, List.of(note), 2, NOW, new TracePayload(noise)).wire());
    }

    private static Artifact sign(Identity author, List<Artifact> parents, int generation, long at, Payload payload) {
        List<ContentId> ids = parents.stream().map(Artifact::id).sorted().toList();
        return Artifact.sign(new Body(key(author), ids, generation, "t", 0.9, at, Lane.ATTRIBUTED, payload),
                author::sign);
    }

    private static byte[] patched(byte[] wire, byte[] from, byte[] to) {
        byte[] patched = wire.clone();
        for (int at = 0; at + from.length <= wire.length; at++) {
            if (java.util.Arrays.equals(wire, at, at + from.length, from, 0, from.length)) {
                System.arraycopy(to, 0, patched, at, to.length);
                return patched;
            }
        }
        patched[patched.length - 1] ^= 1;
        return patched;
    }

    private static byte[] notANumber(byte[] wire) {
        byte[] real = java.nio.ByteBuffer.allocate(9).put((byte) 0xfb).putDouble(0.9).array();
        return patched(wire, real, java.nio.ByteBuffer.allocate(9).put((byte) 0xfb).putDouble(Double.NaN).array());
    }

    // What one check is there for, alone before a gate: true if all of it comes through.
    private boolean special(Check check, Set<Check> skipped) {
        Node node = node(skipped);
        Identity author = author();
        Statement s = fact(1, false);
        List<byte[]> wires = switch (check) {
            case FRAME -> List.of(sign(author, List.of(), 1, NOW, oversize(s)).wire());
            case SIGNATURE -> List.of(patched(told(author, s, NOW, 1).getFirst(),
                    "leads".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                    "heals".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            case FRESHNESS -> told(author, s, NOW + 30 * Limits.DAY_MS, 1);
            case SCHEMA -> List.of(sign(author, List.of(), 1, NOW,
                    new Memory(Terms.code(terms.of(names.get(700))), Claims.question(s), s.sentence(), "", 1)).wire());
            case NUMBERS -> told(author, s, NOW, 7);
            case MAGNITUDE -> flood(author);
            case LINEAGE -> List.of(sign(author, List.of(), 9, NOW, note(s, s.sentence())).wire());
            case PRIVACY -> List
                    .of(sign(author, List.of(), 1, NOW, note(s, "Ask jane.doe@example.org about it.")).wire());
            case TRUST -> told(author, s, NOW, 1);
            case TRIAL -> told(author, s, NOW, -1);
        };
        if (check == Check.TRUST) node.trust.block(key(author), true, NOW);
        boolean all = true;
        for (byte[] wire : wires) all &= node.takes(wire);
        return all;
    }

    // Two hundred and fifty true facts in a day: each harmless, together more than a twentieth of the grid.
    private List<byte[]> flood(Identity author) {
        List<byte[]> wires = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            String subject = names.get(2 * i), object = names.get(2 * i + 1);
            wires.addAll(
                    told(author, new Statement(subject, "", object, subject + " leads to " + object + "."), NOW, 1));
        }
        return wires;
    }
}
