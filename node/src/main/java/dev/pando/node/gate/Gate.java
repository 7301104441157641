package dev.pando.node.gate;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.ArtifactException;
import dev.pando.engine.artifact.ContentId;
import dev.pando.node.notes.Terms;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Judges artifacts of every kind, those that come and those that are to leave, by the ten checks in their order.
///
/// What one check holds, no later check sees. Each has its own reason and its own counter.
public final class Gate {

    private final Checks checks;
    private final Trust trust;
    private final Ground ground;
    private final Set<Check> skipped;
    private final Map<Check, LongAdder> heldIn = new EnumMap<>(Check.class);
    private final Map<Check, LongAdder> heldOut = new EnumMap<>(Check.class);
    private final LongAdder passed = new LongAdder();

    /// @param privateWords asked each time something is to leave
    public Gate(Ground ground, Terms terms, Trust trust, Supplier<List<String>> privateWords) {
        this(ground, terms, trust, privateWords, EnumSet.noneOf(Check.class));
    }

    /// A gate with holes, to see what comes through them.
    ///
    /// @param skipped checks that are left out
    public Gate(Ground ground, Terms terms, Trust trust, Supplier<List<String>> privateWords, Set<Check> skipped) {
        this.checks = new Checks(ground, terms, trust, privateWords);
        this.ground = ground;
        this.trust = trust;
        this.skipped = Set.copyOf(skipped);
        for (Check check : Check.values()) {
            heldIn.put(check, new LongAdder());
            heldOut.put(check, new LongAdder());
        }
    }

    /// Judges bytes that came.
    public Verdict judge(byte[] wire, long nowMs) {
        Artifact artifact;
        try {
            artifact = Artifact.parse(wire);
        } catch (ArtifactException e) {
            return held(Check.FRAME, e.getMessage());
        }
        return judge(artifact, nowMs);
    }

    /// Whether an artifact is new and the first three checks let it through: what is slow about it may be begun. Says
    /// nothing about what [#judge] will say; any thread may ask.
    public boolean glance(Artifact artifact, long nowMs) {
        if (ground.find(artifact.id()).isPresent()) return false;
        return Stream.of(Check.FRAME, Check.SIGNATURE, Check.FRESHNESS).filter(check -> !skipped.contains(check))
                .allMatch(check -> checks.objection(check, artifact, false, nowMs).isEmpty());
    }

    /// Judges what came and was parsed.
    public Verdict judge(Artifact artifact, long nowMs) {
        if (ground.find(artifact.id()).isPresent()) return new Verdict.Known();
        for (Check check : Check.values()) {
            if (check == Check.LINEAGE) {
                List<ContentId> missing = missing(artifact);
                if (!missing.isEmpty()) return new Verdict.Waiting(missing);
            }
            if (skipped.contains(check)) continue;
            Optional<String> objection = checks.objection(check, artifact, false, nowMs);
            if (objection.isPresent()) {
                if (blames(check)) trust.bad(artifact.body().author(), 1, nowMs);
                return held(check, objection.get());
            }
        }
        passed.increment();
        return new Verdict.Passed(new Admitted(artifact));
    }

    private List<ContentId> missing(Artifact artifact) {
        return artifact.body().parents().stream().filter(parent -> ground.find(parent).isEmpty()).toList();
    }

    // What a signature proves to be its author's doing. A foreign signature blames nobody, nor does a clock.
    private static boolean blames(Check check) {
        return switch (check) {
            case FRAME, SCHEMA, NUMBERS, LINEAGE, TRIAL, PRIVACY -> true;
            case SIGNATURE, FRESHNESS, MAGNITUDE, TRUST -> false;
        };
    }

    private Verdict held(Check check, String reason) {
        heldIn.get(check).increment();
        return new Verdict.Held(check, reason);
    }

    /// Judges what is to leave.
    public Clearance clear(Artifact artifact, long nowMs) {
        for (Check check : Check.values()) {
            if (skipped.contains(check)) continue;
            Optional<String> objection = checks.objection(check, artifact, true, nowMs);
            if (objection.isPresent()) {
                heldOut.get(check).increment();
                return new Clearance.Held(check, objection.get());
            }
        }
        return new Clearance.Passed(new Cleared(artifact));
    }

    /// What passed in an earlier run of this program and was kept since.
    public Admitted kept(Artifact artifact) {
        return new Admitted(artifact);
    }

    /// What may leave may be merged here, too.
    public Admitted own(Cleared cleared) {
        return new Admitted(cleared.artifact());
    }

    /// How many each check held of what came.
    public long heldIn(Check check) {
        return heldIn.get(check).sum();
    }

    /// How many each check held of what was to leave.
    public long heldOut(Check check) {
        return heldOut.get(check).sum();
    }

    /// How many passed of what came.
    public long passed() {
        return passed.sum();
    }
}
