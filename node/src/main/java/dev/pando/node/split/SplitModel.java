package dev.pando.node.split;

import dev.pando.engine.draft.Drafter;
import dev.pando.engine.model.LayerRange;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.serve.Generator;
import dev.pando.engine.serve.LoadedModel;
import dev.pando.engine.weights.GgufFile;
import dev.pando.engine.weights.ModelFile;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.LocalEngine;
import dev.pando.node.split.Message.Load;
import dev.pando.node.split.Peers.Known;
import dev.pando.node.split.SplitOptions.Checking;
import dev.pando.node.split.SplitStatus.StageStatus;
import dev.pando.node.split.plan.Machine;
import dev.pando.node.split.plan.ModelSize;
import dev.pando.node.split.plan.Placement;
import dev.pando.node.split.plan.Planner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;

/// One model over several machines, seen from the one that asks: a chain of [Link]s from its own first layers through its
/// peers' and back, to its own head.
///
/// The chain is a star. Every peer talks to this node alone: it needs to know nobody else, what goes in and out of every
/// stage is at hand to be sent again or checked, and a token takes one round trip for each peer.
public final class SplitModel implements AutoCloseable {

    private final String name;
    private final Ends ends;
    private final ModelSize size;
    private final List<Link> chain = new ArrayList<>();
    private final EventLog log;
    private final StageTrust trust;
    private final SplitOptions options;
    private final int positionsMax;
    private final LongAdder workedNanos = new LongAdder();
    private volatile SplitGenerator generator;
    private boolean closed; // guarded by this

    private SplitModel(SplitNode node, Path path, ModelFile file, List<Known> all, SplitOptions options,
            SplitListener listener) throws IOException {
        this.options = options;
        trust = node.trust();
        log = new EventLog(trust.counting(listener));
        List<Known> peers = trusted(all);
        name = path.getFileName().toString().replaceFirst("\\.gguf$", "");
        ModelConfig config = ModelConfig.of(file);
        positionsMax = Math.min(options.positionsMax(), config.contextMax());
        size = ModelSize.of(file, Math.multiplyExact(positionsMax, options.activeMax()));
        List<LayerRange> ranges = new ArrayList<>();
        List<Known> computing = new ArrayList<>();
        place(node, peers, config, ranges, computing);
        ends = new Ends(file, ranges.getFirst(), positionsMax, node.arithmetic());
        Crew crew = crew(node, path, file, peers);
        boolean everyRow = options.checking() == Checking.EVERYTHING;
        chain.add(new Link(ends.stage(positionsMax), crew, everyRow));
        for (int i = 1; i < ranges.size(); i++) {
            chain.add(new Link(stage(crew, computing.get(i - 1), ranges.get(i)), crew, everyRow));
        }
    }

    /// Splits a model.
    ///
    /// @param peers who may compute; those that are not needed stand by
    /// @throws SplitException                                     if it cannot be split, naming the peer if one is to blame
    /// @throws dev.pando.engine.weights.ModelFileException if the file is no model that we can run
    /// @throws IOException                                        if the file cannot be read
    static SplitModel open(SplitNode node, Path path, List<Known> peers, SplitOptions options, SplitListener listener)
            throws IOException {
        ModelFile file = ModelFile.open(path);
        try {
            return new SplitModel(node, path, file, peers, options, listener);
        } catch (RuntimeException | IOException e) {
            file.close();
            throw e;
        }
    }

    private List<Known> trusted(List<Known> peers) {
        List<Known> trusted = new ArrayList<>();
        for (Known k : peers) {
            String peer = k.peer().toString();
            if (trust.asks(peer)) trusted.add(k);
            else
                log.leftOut(peer, trust.of(peer));
        }
        return trusted;
    }

    private void place(SplitNode node, List<Known> peers, ModelConfig config, List<LayerRange> ranges,
            List<Known> computing) {
        if (!options.cuts().isEmpty()) {
            if (options.cuts().size() > peers.size()) {
                throw new SplitException(options.cuts().size() + " cuts, " + peers.size() + " peers that are trusted");
            }
            int from = 0;
            for (int cut : options.cuts()) {
                if (cut <= from || cut >= config.layers()) {
                    throw new SplitException("cut at layer " + cut + " of " + config.layers() + ", after " + from);
                }
                ranges.add(new LayerRange(from, cut));
                from = cut;
            }
            ranges.add(new LayerRange(from, config.layers()));
            computing.addAll(peers.subList(0, options.cuts().size()));
            return;
        }
        List<Machine> machines = new ArrayList<>(List.of(node.here()));
        peers.forEach(p -> machines.add(p.machine()));
        Placement placement = Planner.plan(size, machines, options.peersMin())
                .orElseThrow(() -> new SplitException(doesNotFit(machines)));
        for (Placement.Share share : placement.shares()) {
            ranges.add(new LayerRange(share.from(), share.to()));
            if (share.machine() > 0) computing.add(peers.get(share.machine() - 1));
        }
    }

    private String doesNotFit(List<Machine> machines) {
        long needed = size.memory(0, size.layers()) + size.endsBytes();
        long free = machines.stream().mapToLong(Machine::freeBytes).sum();
        return "the model does not fit: it needs " + needed + " bytes, " + machines.size() + " machines have " + free;
    }

    private Crew crew(SplitNode node, Path path, ModelFile file, List<Known> peers) throws IOException {
        if (!(file instanceof GgufFile gguf)) throw new SplitException(path + ": only GGUF files can be split");
        ChunkList chunks = node.library().chunks(path);
        node.weights().share(path, chunks);
        long header = gguf.tensorNames().stream().mapToLong(n -> gguf.extent(n).offset()).min().orElse(0);
        return new Crew(node.host(), node.time(), size, peers,
                layers -> new Load(chunks.id(), gguf.bytes(), header, layers, positionsMax, options.precision(),
                        options.hubName()),
                new Crew.Here() {
                    @Override
                    public long freeBytes() {
                        return node.freeBytes();
                    }

                    @Override
                    public Stage load(LayerRange layers) {
                        return Part.load(path, layers, positionsMax, node.arithmetic()).stage(positionsMax);
                    }
                }, log);
    }

    private static Stage stage(Crew crew, Known peer, LayerRange layers) {
        try {
            return crew.remote(peer, layers, RemoteStage.Progress.NONE);
        } catch (LostException e) {
            crew.lost(peer.peer().toString(), layers, e.getMessage());
            return crew.replacement(layers, peer.peer().toString(), e.getMessage());
        }
    }

    // ---- what can be done with it

    /// Starts to answer. To be closed before this; one at a time.
    ///
    /// @param tokenBytes what a token adds to a text
    /// @param drafter    guesses; stays the caller's
    /// @param watch      sees the logits
    public synchronized Generator answer(IntFunction<byte[]> tokenBytes, Drafter drafter, LogitsWatch watch) {
        double share = options.checking() == Checking.SOME ? SplitOptions.SOME_SHARE : 0;
        generator = new SplitGenerator(this, tokenBytes, new SplitGenerator.Settings(options.activeMax(),
                options.queuedMax(), positionsMax, options.keptMax(), options.guessesMax(), share), drafter, watch);
        return generator;
    }

    /// The model as an engine like any other; closing it closes this.
    ///
    /// @param drafter guesses; stays the caller's
    public ChatEngine engine(Drafter drafter) {
        return engine(drafter, () -> {});
    }

    /// The same, with something that ends after it.
    ///
    /// @param last called when everything else is closed
    public ChatEngine engine(Drafter drafter, Runnable last) {
        return LocalEngine.over(ends.loaded(), positionsMax, bytes -> answer(bytes, drafter, LogitsWatch.NONE), () -> {
            close();
            last.run();
        });
    }

    /// File, tokenizer, and the layers of this machine.
    public LoadedModel loaded() {
        return ends.loaded();
    }

    /// Tokens of prompt and answer together.
    public int positionsMax() {
        return positionsMax;
    }

    /// The model's numbers.
    public ModelConfig config() {
        return ends.config();
    }

    /// How it is doing.
    public SplitStatus status() {
        SplitGenerator now = generator;
        List<StageStatus> stages = new ArrayList<>();
        double betweenMs = 0, workedMs = workedNanos.sum() / 1e6;
        for (Link link : chain) {
            Meter m = link.meter();
            boolean here = link.stage().peer().equals(Stage.HERE);
            double between = here ? 0 : Math.max(0, m.wallMs() - m.workMs()), passes = Math.max(1, m.passes());
            betweenMs += between;
            stages.add(new StageStatus(link.stage().peer(), link.layers().from(), link.layers().to(),
                    size.weights(link.layers().from(), link.layers().to()), trust.of(link.stage().peer()), m.rows(),
                    m.passes(),
                    share(m.workMs(), workedMs), m.workMs() / passes, between / passes, share(between, m.wallMs())));
        }
        long tokens = now == null ? 0 : now.tokens();
        return new SplitStatus(name, options.precision(), stages, tokens == 0 ? 0 : workedMs / tokens,
                share(betweenMs, workedMs), tokens, now == null ? 0 : now.rounds(),
                now == null ? 0 : now.load().active(), now == null ? 0 : now.load().queued(), log.events());
    }

    private static double share(double part, double whole) {
        return whole > 0 ? Math.min(1, part / whole) : 0;
    }

    Ends ends() {
        return ends;
    }

    Journey journey() {
        return new Journey(ends, chain);
    }

    void worked(long nanos) {
        workedNanos.add(nanos);
    }

    /// Gives all layers back; a second call does nothing.
    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        if (generator != null) generator.close();
        chain.forEach(Link::close);
        ends.close();
    }
}
