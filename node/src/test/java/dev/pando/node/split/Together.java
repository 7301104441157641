package dev.pando.node.split;

import dev.pando.engine.draft.Drafter;
import dev.pando.engine.sample.Choice;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.engine.serve.Event.Delta;
import dev.pando.engine.serve.Event.End;
import dev.pando.engine.serve.Event.Reason;
import dev.pando.engine.serve.Generation;
import dev.pando.engine.serve.Generator;
import dev.pando.engine.serve.Request;
import dev.pando.engine.serve.Submission;
import dev.pando.node.net.NetSettings;
import dev.pando.node.net.NodeHost;
import dev.pando.node.split.Plain.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// One node that asks and some that compute, in one process, over real connections on loopback.
final class Together implements AutoCloseable {

    private final List<NodeHost> hosts = new ArrayList<>(); // the caller's first
    final SplitNode caller;
    final List<SplitNode> peers = new ArrayList<>();
    private final List<SplitModel> open = new ArrayList<>();

    /// @param models what the peers have; none: they fetch
    /// @param hook   of the first peer
    Together(Path folder, int count, List<Path> models, ResultHook hook) throws IOException {
        caller = node(folder, SplitNode.Settings.of(List.of(), List.of(), folder.resolve("caller"), 1));
        for (int i = 0; i < count; i++) {
            var settings = SplitNode.Settings.of(List.of(caller.peer()), models, folder.resolve("peer" + i), 1);
            peers.add(node(folder, settings.withHook(i == 0 ? hook : ResultHook.NONE)));
        }
    }

    private SplitNode node(Path folder, SplitNode.Settings settings) throws IOException {
        hosts.add(NodeHost.start(NetSettings.loopback(Files.createTempDirectory(folder, "node"))));
        return SplitNode.on(hosts.getLast(), settings);
    }

    List<String> addresses() {
        return peers.stream().map(p -> p.addresses().getFirst()).toList();
    }

    /// Ends a peer as if its machine were switched off.
    void kill(int peer) {
        hosts.get(1 + peer).close();
    }

    SplitModel split(Path file, SplitOptions options, SplitListener listener) throws IOException {
        SplitModel model = caller.split(file, addresses(), options, listener);
        open.addFirst(model);
        return model;
    }

    /// Answers of a split model, with their logits.
    static final class Speaker implements AutoCloseable {

        private final Generator generator;
        private final Map<Generation, List<int[]>> logits = new ConcurrentHashMap<>();

        Speaker(SplitModel model, Drafter drafter) {
            generator = model.answer(model.loaded()::tokenBytes, drafter, (answer, position, row) -> logits
                    .computeIfAbsent(answer, _ -> new ArrayList<>()).add(Plain.bits(row)));
        }

        Generation begin(int[] prompt, SamplingOptions options, int count) {
            return switch (generator.submit(new Request(prompt, options, count, Set.of()))) {
                case Submission.Accepted(Generation answer) -> answer;
                case Submission.Refused refused -> throw new AssertionError(refused);
            };
        }

        Said finish(Generation answer) throws InterruptedException {
            List<Integer> tokens = new ArrayList<>();
            while (true) {
                switch (answer.take()) {
                    case Delta d -> d.choices().stream().map(Choice::id).forEach(tokens::add);
                    case End end -> {
                        if (end.reason() == Reason.FAILED) throw new SplitException(end.message());
                        return new Said(tokens, logits.remove(answer));
                    }
                }
            }
        }

        Said say(int[] prompt, SamplingOptions options, int count) throws InterruptedException {
            return finish(begin(prompt, options, count));
        }

        @Override
        public void close() {
            generator.close();
        }
    }

    @Override
    public void close() {
        open.forEach(SplitModel::close);
        hosts.forEach(NodeHost::close);
        caller.close();
        peers.forEach(SplitNode::close);
    }
}
