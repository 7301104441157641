package dev.pando.lab.split;

import dev.pando.engine.draft.Drafter;
import dev.pando.engine.sample.Choice;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.engine.serve.Event.Delta;
import dev.pando.engine.serve.Event.End;
import dev.pando.engine.serve.Event.Reason;
import dev.pando.engine.serve.Event.Usage;
import dev.pando.engine.serve.Generation;
import dev.pando.engine.serve.Generator;
import dev.pando.engine.serve.Request;
import dev.pando.engine.serve.Submission;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.node.net.NetSettings;
import dev.pando.node.net.NodeHost;
import dev.pando.node.split.SplitListener;
import dev.pando.node.split.SplitModel;
import dev.pando.node.split.SplitNode;
import dev.pando.node.split.SplitOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/// The caller's side of an experiment, in this process, and stages in processes of their own.
final class Rig implements AutoCloseable {

    private final Path model;
    private final Path folder;
    private final int threads;
    private final boolean everybody;
    private final NodeHost net;
    private final SplitNode node;
    private final List<StageProcess> stages = new ArrayList<>();

    Rig(Path model, int threads) throws IOException {
        this(model, threads, false);
    }

    /// @param everybody whether stages serve [#fresh] callers too
    Rig(Path model, int threads, boolean everybody) throws IOException {
        this.model = model;
        this.threads = threads;
        this.everybody = everybody;
        folder = Files.createTempDirectory("pando-split");
        net = NodeHost.start(NetSettings.loopback(folder.resolve("caller")));
        node = SplitNode.on(net, SplitNode.Settings.of(List.of(), List.of(model), folder.resolve("caller"), threads));
    }

    /// One more stage, which has the model.
    StageProcess stage() throws IOException {
        stages.add(StageProcess.start(folder, everybody ? null : node.peer(), model, threads));
        return stages.getLast();
    }

    List<StageProcess> stages(int count) throws IOException {
        for (int i = 0; i < count; i++) stage();
        return stages;
    }

    /// Those that there are.
    List<StageProcess> stages() {
        return stages;
    }

    String caller() {
        return node.peer();
    }

    Path folder() {
        return folder;
    }

    /// Splits the model over this process and the peers at `addresses`.
    SplitModel split(List<String> addresses, SplitOptions options, SplitListener listener) throws IOException {
        return node.split(model, addresses, options, listener);
    }

    /// Another caller, with connections of its own to these addresses. All are dialed at once, and waited for up to
    /// three seconds, before any of the peers can say where else it or another is to be found: what is to be reached through a proxy is.
    Fresh fresh(List<String> addresses) throws IOException {
        Path own = Files.createTempDirectory(folder, "fresh");
        List<Multiaddr> members = addresses.stream().map(Multiaddr::parse).toList();
        NodeHost host = NodeHost.start(NetSettings.loopback(own).members(members));
        return new Fresh(host, SplitNode.on(host, SplitNode.Settings.of(List.of(), List.of(model), own, threads)),
                model);
    }

    /// @param host its connections
    record Fresh(NodeHost host, SplitNode node, Path model) implements AutoCloseable {

        SplitModel split(List<String> addresses, SplitOptions options, SplitListener listener) throws IOException {
            return node.split(model, addresses, options, listener);
        }

        @Override
        public void close() {
            host.close();
            node.close();
        }
    }

    /// Cuts into stages of about as many layers.
    static List<Integer> evenCuts(int layers, int stages) {
        List<Integer> cuts = new ArrayList<>();
        for (int i = 1; i < stages; i++) cuts.add(Math.max(i, (int) Math.round((double) i * layers / stages)));
        return cuts;
    }

    /// Answers of a split model.
    static final class Speaker implements AutoCloseable {

        private final Generator generator;
        private final Map<Generation, Said> saying = new ConcurrentHashMap<>();
        private volatile IntConsumer eachToken = _ -> {};
        private double decodeMs;
        private int decoded;

        /// @param hashed whether logits are looked at; that takes time
        Speaker(SplitModel model, Drafter drafter, boolean hashed) {
            generator = model.answer(model.loaded()::tokenBytes, drafter, (answer, _, row) -> {
                Said said = saying.computeIfAbsent(answer, _ -> new Said());
                if (hashed) said.logits(row);
            });
        }

        /// From now on, told how many tokens there are after each.
        void eachToken(IntConsumer told) {
            eachToken = told;
        }

        /// @throws IllegalStateException with the message of the answer, if it failed
        Said say(int[] prompt, SamplingOptions options, int count) throws InterruptedException {
            return finish(begin(prompt, options, count));
        }

        Generation begin(int[] prompt, SamplingOptions options, int count) {
            return switch (generator.submit(new Request(prompt, options, count, Set.of()))) {
                case Submission.Accepted(Generation answer) -> answer;
                case Submission.Refused refused -> throw new IllegalStateException(refused.message());
            };
        }

        Said finish(Generation answer) throws InterruptedException {
            Said said = saying.computeIfAbsent(answer, _ -> new Said());
            while (true) {
                switch (answer.take()) {
                    case Delta d -> {
                        for (Choice c : d.choices()) said.tokens().add(c.id());
                        eachToken.accept(said.tokens().size());
                    }
                    case End(Reason reason, var _, String message, Usage usage) -> {
                        saying.remove(answer);
                        if (reason == Reason.FAILED) throw new IllegalStateException(message);
                        decodeMs += usage.decodeMs();
                        decoded += usage.completionTokens() - 1;
                        return said;
                    }
                }
            }
        }

        /// Milliseconds of a token after the first, since the last [#forget].
        double msPerToken() {
            return decodeMs / Math.max(1, decoded);
        }

        void forget() {
            decodeMs = 0;
            decoded = 0;
        }

        @Override
        public void close() {
            generator.close();
        }
    }

    @Override
    public void close() {
        stages.forEach(StageProcess::close);
        net.close();
        node.close();
    }
}
