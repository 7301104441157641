package dev.pando.engine.artifact;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The one graph of artifacts: what builds on what. It only grows, so two nodes that have the same artifacts have the same
/// graph, whatever order they came in.
///
/// An artifact waits outside until all of its parents are in; a cycle can never get in, because a content id cannot name
/// what does not exist yet. Not thread-safe.
public final class Lineage {

    private final Map<ContentId, Artifact> all = new HashMap<>();
    private final TreeSet<ContentId> heads = new TreeSet<>();
    private final Set<ContentId> revoked = new HashSet<>();

    /// What became of an artifact that was offered.
    public sealed interface Outcome {

        /// It is in.
        record Added() implements Outcome {}

        /// It was in already.
        record Known() implements Outcome {}

        /// It stays out until these are in.
        ///
        /// @param parents which are not known here
        record Missing(List<ContentId> parents) implements Outcome {}

        /// It can never come in.
        ///
        /// @param reason one line with the value and what it should be
        record Refused(String reason) implements Outcome {}
    }

    /// An empty graph.
    public Lineage() {}

    /// Offers an artifact.
    public Outcome add(Artifact artifact) {
        if (all.containsKey(artifact.id())) return new Outcome.Known();
        List<ContentId> missing = artifact.body().parents().stream().filter(p -> !all.containsKey(p)).toList();
        if (!missing.isEmpty()) return new Outcome.Missing(missing);
        int expected = 1
                + artifact.body().parents().stream().mapToInt(p -> all.get(p).body().generation()).max().orElse(0);
        if (artifact.body().generation() != expected) {
            return new Outcome.Refused("generation " + artifact.body().generation() + ", its parents say " + expected);
        }
        Optional<String> unlawful = unlawfulRevocation(artifact);
        if (unlawful.isPresent()) return new Outcome.Refused(unlawful.get());
        all.put(artifact.id(), artifact);
        artifact.body().parents().forEach(heads::remove);
        heads.add(artifact.id());
        if (artifact.body().payload() instanceof Payload.Revocation(ContentId target)) revoked.add(target);
        return new Outcome.Added();
    }

    // A revocation names its target as a parent, so the target is always known before it.
    private Optional<String> unlawfulRevocation(Artifact artifact) {
        if (!(artifact.body().payload() instanceof Payload.Revocation(ContentId target))) return Optional.empty();
        if (!artifact.body().parents().contains(target))
            return Optional.of("revokes " + target + ", which is no parent");
        boolean own = all.get(target).body().author().equals(artifact.body().author());
        return own ? Optional.empty() : Optional.of("revokes " + target + ", which another author made");
    }

    /// Whether its author took it back.
    public boolean isRevoked(ContentId id) {
        return revoked.contains(id);
    }

    /// The artifact of this name.
    public Optional<Artifact> find(ContentId id) {
        return Optional.ofNullable(all.get(id));
    }

    /// What nothing builds on yet, ascending: two nodes with the same heads have the same graph.
    public List<ContentId> heads() {
        return List.copyOf(heads);
    }

    /// How many artifacts are in.
    public int size() {
        return all.size();
    }

    /// What somebody with these heads lacks, parents before children.
    ///
    /// Heads that are not known here are passed over: they are news for us, not for them.
    public List<Artifact> missingFrom(Collection<ContentId> theirHeads) {
        Set<ContentId> theirs = ancestors(theirHeads);
        List<Artifact> missing = new ArrayList<>();
        for (Artifact artifact : all.values()) if (!theirs.contains(artifact.id())) missing.add(artifact);
        missing.sort((a, b) -> {
            int byGeneration = Integer.compare(a.body().generation(), b.body().generation());
            return byGeneration != 0 ? byGeneration : a.id().compareTo(b.id());
        });
        return missing;
    }

    private Set<ContentId> ancestors(Collection<ContentId> from) {
        Set<ContentId> seen = new HashSet<>();
        Deque<ContentId> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            ContentId id = open.pop();
            Artifact artifact = all.get(id);
            if (artifact != null && seen.add(id)) open.addAll(artifact.body().parents());
        }
        return seen;
    }
}
