package dev.pando.node.gate;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.artifact.Payload.Genome;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.engine.artifact.Payload.Revocation;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Trace;
import dev.pando.engine.grid.Trace.Association;
import dev.pando.node.consent.PrivateThings;
import dev.pando.node.notes.Statement;
import dev.pando.node.notes.Terms;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The checks themselves: each says in one line what it objects to, or nothing. They do not know of each other.
final class Checks {

    private final Ground ground;
    private final Terms terms;
    private final Trust trust;
    private final Supplier<List<String>> privateWords;

    Checks(Ground ground, Terms terms, Trust trust, Supplier<List<String>> privateWords) {
        this.ground = ground;
        this.terms = terms;
        this.trust = trust;
        this.privateWords = privateWords;
    }

    Optional<String> objection(Check check, Artifact artifact, boolean outbound, long nowMs) {
        return switch (check) {
            case FRAME -> frame(artifact);
            case SIGNATURE -> artifact.isGenuine() ? Optional.empty() : Optional.of("not signed by its author");
            case FRESHNESS -> freshness(artifact, nowMs);
            case SCHEMA -> schema(artifact);
            case NUMBERS -> numbers(artifact);
            case MAGNITUDE -> magnitude(artifact);
            case LINEAGE -> lineage(artifact);
            case PRIVACY -> privacy(artifact, outbound);
            case TRUST -> outbound ? Optional.empty() : trusted(artifact, nowMs);
            case TRIAL -> trial(artifact);
        };
    }

    private static Optional<String> frame(Artifact artifact) {
        int bytes = artifact.wire().length, max = switch (artifact.body().payload()) {
            case TracePayload _ -> Artifact.BYTES_MAX;
            case Memory _ -> Limits.NOTE_BYTES_MAX;
            case Genome _ -> Limits.GENOME_CARD_BYTES_MAX;
            case Revocation _ -> Limits.REVOCATION_BYTES_MAX;
        };
        if (bytes > max) return Optional.of(bytes + " bytes, limit " + max);
        boolean control = artifact.body().domain().chars().anyMatch(Character::isISOControl);
        return control ? Optional.of("a control character in its domain") : Optional.empty();
    }

    private Optional<String> freshness(Artifact artifact, long nowMs) {
        long created = artifact.body().created();
        if (created > nowMs + Limits.AHEAD_MS_MAX)
            return Optional.of((created - nowMs) / 1000 + " s ahead of our clock");
        if (created < nowMs - Limits.AGE_MS_MAX) return Optional.of((nowMs - created) / Limits.DAY_MS + " days old");
        int today = ground.count(artifact.body().author(), created / Limits.DAY_MS);
        return today < Limits.PER_DAY_MAX
                ? Optional.empty()
                : Optional.of("its author made " + today + " that day, limit " + Limits.PER_DAY_MAX);
    }

    private Optional<String> schema(Artifact artifact) {
        if (!(artifact.body().payload() instanceof Memory memory)) return Optional.empty();
        Optional<Statement> statement = Claims.read(memory);
        if (statement.isEmpty()) return Optional.of("a note that is no statement");
        BitSet differ = BitSet.valueOf(memory.code());
        differ.xor(BitSet.valueOf(Terms.code(terms.of(statement.get().subject()))));
        return differ.cardinality() <= Limits.CODE_BITS_MAX
                ? Optional.empty()
                : Optional.of("found under another name's code: " + differ.cardinality() + " of 256 bits differ");
    }

    private static Optional<String> numbers(Artifact artifact) {
        if (!(artifact.body().payload() instanceof TracePayload(Trace trace))) return Optional.empty();
        long squares = 0, count = 0;
        for (Trace.Cell cell : trace.cells()) {
            for (byte value : cell.channels()) {
                squares += value * value;
                if (value != 0) count++;
            }
        }
        if (count == 0) return Optional.of("a trace of nothing");
        double mean = (double) squares / count;
        return mean <= Limits.MEAN_SQUARE_MAX
                ? Optional.empty()
                : Optional.of("mean square " + Math.round(mean) + ", limit " + Limits.MEAN_SQUARE_MAX);
    }

    private Optional<String> magnitude(Artifact artifact) {
        if (!(artifact.body().payload() instanceof TracePayload(Trace trace))) return Optional.empty();
        Set<Integer> cells = new HashSet<>(
                ground.cells(artifact.body().author(), artifact.body().created() / Limits.DAY_MS));
        for (Trace.Cell cell : trace.cells()) cells.add(cell.address());
        return cells.size() <= Limits.CELLS_PER_DAY_MAX
                ? Optional.empty()
                : Optional.of(
                        cells.size() + " cells of " + Grid.CELLS + " in one day, limit " + Limits.CELLS_PER_DAY_MAX);
    }

    private Optional<String> lineage(Artifact artifact) {
        int expected = 1;
        for (ContentId parent : artifact.body().parents()) {
            expected = Math.max(expected, 1 + ground.find(parent).orElseThrow().body().generation());
        }
        if (artifact.body().generation() != expected) {
            return Optional.of("generation " + artifact.body().generation() + ", its parents say " + expected);
        }
        if (!(artifact.body().payload() instanceof Revocation(ContentId target))) return Optional.empty();
        if (!artifact.body().parents().contains(target)) return Optional.of("takes back what is not among its parents");
        boolean own = ground.find(target).orElseThrow().body().author().equals(artifact.body().author());
        return own ? Optional.empty() : Optional.of("takes back what another author made");
    }

    private Optional<String> privacy(Artifact artifact, boolean outbound) {
        if (artifact.body().lane() == Artifact.Lane.AGGREGATED)
            return Optional.of("an aggregated share without a certificate");
        String said;
        switch (artifact.body().payload()) {
            case Memory memory -> said = memory.question() + "\n" + memory.answer() + "\n" + memory.source();
            case Genome genome -> said = genome.statement();
            case TracePayload _,Revocation _ -> {
                return Optional.empty();
            }
        }
        List<String> marked = outbound ? privateWords.get() : List.of();
        String all = said + "\n" + artifact.body().domain();
        return PrivateThings.in(all, marked).map(found -> "it holds a " + found);
    }

    private Optional<String> trusted(Artifact artifact, long nowMs) {
        double reputation = trust.standing(artifact.body().author()).reputation(nowMs);
        if (reputation == 0) return Optional.of("its author is blocked here");
        return reputation >= Limits.REPUTATION_MIN ? Optional.empty() : Optional.of("its author's reputation is spent");
    }

    private Optional<String> trial(Artifact artifact) {
        if (!(artifact.body().payload() instanceof TracePayload(Trace trace))) return Optional.empty();
        List<Association> said = new ArrayList<>();
        for (ContentId parent : artifact.body().parents()) {
            Artifact note = ground.find(parent).orElse(null);
            if (note == null || !note.body().author().equals(artifact.body().author())) continue;
            Payload payload = note.body().payload();
            if (!(payload instanceof Memory memory)) continue;
            Claims.read(memory)
                    .ifPresent(s -> said.add(new Association(terms.of(s.subject()), terms.of(s.object()), 1)));
        }
        if (said.isEmpty()) return Optional.of("a trace without notes of its author's that say the same");
        float likeness = trace.likeness(Trace.of(said));
        if (likeness < Limits.LIKENESS_MIN)
            return Optional.of("it does not say what its notes say: likeness " + Math.round(100 * likeness) + " %");
        return ground.trial(artifact);
    }
}
