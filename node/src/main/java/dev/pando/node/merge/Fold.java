package dev.pando.node.merge;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Lineage;
import dev.pando.engine.artifact.Payload.Genome;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.engine.artifact.Payload.Revocation;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.engine.grid.Field;
import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Query;
import dev.pando.engine.grid.Term;
import dev.pando.engine.grid.Trace;
import dev.pando.node.gate.Admitted;
import dev.pando.node.gate.Ground;
import dev.pando.node.gate.Limits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/// Folds a grow-only set of artifacts into a grid. The grid depends on the set and the weights alone: not on the order in
/// which artifacts came, nor on how often.
///
/// A trace counts while neither it nor one of the notes it stands on was taken back, and while its author touched no more than
/// [Limits#CELLS_PER_DAY_MAX] cells that day; who did loses the whole day, whichever came first. Any thread may call.
public final class Fold implements Ground {

    private record AuthorDay(AuthorKey author, long day) {}

    private static final class Day {
        private final Set<Integer> cells = new HashSet<>();
        private final List<Artifact> traces = new ArrayList<>();
        private int count;
    }

    private final Lineage lineage = new Lineage();
    private final Field<AuthorKey> field = new Field<>();
    private final ToIntFunction<AuthorKey> weights;
    private final Map<AuthorDay, Day> days = new HashMap<>();
    private final Map<ContentId, List<ContentId>> standing = new HashMap<>(); // a note: the traces that stand on it
    private final Set<ContentId> counted = new HashSet<>(); // traces in the field
    private final Set<ContentId> withdrawn = new HashSet<>();
    private final List<Sure> sure = new ArrayList<>();

    private record Sure(Term subject, Term object) {}

    /// @param weights trust in an author, 0 to [Grid#WEIGHT_ONE]
    public Fold(ToIntFunction<AuthorKey> weights) {
        this.weights = weights;
    }

    /// Takes an artifact in.
    ///
    /// @return whether it is new; false also if a parent is missing
    public synchronized boolean add(Admitted admitted) {
        return add(admitted.artifact());
    }

    private boolean add(Artifact artifact) {
        if (!(lineage.add(artifact) instanceof Lineage.Outcome.Added)) return false;
        AuthorKey author = artifact.body().author();
        field.weigh(author, weights.applyAsInt(author));
        Day day = days.computeIfAbsent(new AuthorDay(author, artifact.body().created() / Limits.DAY_MS),
                d -> new Day());
        day.count++;
        switch (artifact.body().payload()) {
            case TracePayload(Trace trace) -> trace(artifact, trace, day);
            case Memory _,Genome _ -> {
            }
            case Revocation(ContentId target) -> withdraw(target);
        }
        return true;
    }

    private void trace(Artifact artifact, Trace trace, Day day) {
        for (ContentId parent : artifact.body().parents()) {
            if (lineage.find(parent).orElseThrow().body().payload() instanceof Memory) {
                standing.computeIfAbsent(parent, p -> new ArrayList<>()).add(artifact.id());
            }
        }
        day.traces.add(artifact);
        for (Trace.Cell cell : trace.cells()) day.cells.add(cell.address());
        if (day.cells.size() > Limits.CELLS_PER_DAY_MAX) day.traces.forEach(this::uncount);
        else if (artifact.body().parents().stream().noneMatch(withdrawn::contains)) count(artifact, trace);
    }

    private void count(Artifact artifact, Trace trace) {
        if (counted.add(artifact.id())) field.add(artifact.body().author(), trace);
    }

    private void uncount(Artifact artifact) {
        if (counted.remove(artifact.id()) && artifact.body().payload() instanceof TracePayload(Trace trace)) {
            field.remove(artifact.body().author(), trace);
        }
    }

    private void withdraw(ContentId target) {
        withdrawn.add(target);
        lineage.find(target).ifPresent(this::uncount);
        for (ContentId trace : standing.getOrDefault(target, List.of())) lineage.find(trace).ifPresent(this::uncount);
    }

    /// Adds what this node's person knows and has not published.
    public synchronized void addOwn(AuthorKey self, Trace trace) {
        field.weigh(self, Grid.WEIGHT_ONE);
        field.add(self, trace);
    }

    /// Takes that away again.
    public synchronized void removeOwn(AuthorKey self, Trace trace) {
        field.remove(self, trace);
    }

    /// Has the field follow what is now thought of an author.
    public synchronized void reweigh(AuthorKey author) {
        field.weigh(author, weights.applyAsInt(author));
    }

    /// Something that this node is sure of: no trial may make it unreadable.
    public synchronized void sure(Term subject, Term object) {
        sure.add(new Sure(subject, object));
    }

    @Override
    public synchronized Optional<String> trial(Artifact artifact) {
        if (!(artifact.body().payload() instanceof TracePayload(Trace trace))) return Optional.empty();
        float least = Query.usual().linkMin();
        Set<Integer> touched = new HashSet<>();
        for (Trace.Cell cell : trace.cells()) touched.add(cell.address());
        List<Sure> before = sure.stream()
                .filter(s -> touched.contains(s.subject.cell()) || touched.contains(s.object.cell()))
                .filter(s -> Query.link(grid(), s.subject, s.object) >= least).toList();
        AuthorKey author = artifact.body().author();
        field.weigh(author, weights.applyAsInt(author));
        field.add(author, trace);
        long lost = before.stream().filter(s -> Query.link(grid(), s.subject, s.object) < least).count();
        field.remove(author, trace);
        return lost == 0
                ? Optional.empty()
                : Optional.of(lost + " things that this node is sure of could not be read any more");
    }

    @Override
    public synchronized Optional<Artifact> find(ContentId id) {
        return lineage.find(id);
    }

    @Override
    public synchronized Set<Integer> cells(AuthorKey author, long day) {
        Day of = days.get(new AuthorDay(author, day));
        return of == null ? Set.of() : Set.copyOf(of.cells);
    }

    @Override
    public synchronized int count(AuthorKey author, long day) {
        Day of = days.get(new AuthorDay(author, day));
        return of == null ? 0 : of.count;
    }

    /// Whether its author took it back.
    public synchronized boolean isRevoked(ContentId id) {
        return lineage.isRevoked(id);
    }

    /// What nothing builds on yet.
    public synchronized List<ContentId> heads() {
        return lineage.heads();
    }

    /// What somebody with these heads lacks, parents first.
    public synchronized List<Artifact> missingFrom(Collection<ContentId> theirHeads) {
        return lineage.missingFrom(theirHeads);
    }

    /// Artifacts in the lineage.
    public synchronized int size() {
        return lineage.size();
    }

    /// The grid; hold this object's monitor while reading it.
    public Grid grid() {
        return field.grid();
    }

    /// The grid's hash: equal sets, equal weights, equal hashes.
    public synchronized long hash() {
        return field.grid().hash();
    }

    /// The traces that count, for pictures: whose they are, and where.
    public synchronized List<Artifact> countedTraces() {
        return counted.stream().map(id -> lineage.find(id).orElseThrow()).toList();
    }
}
