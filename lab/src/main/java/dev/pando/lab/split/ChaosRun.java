package dev.pando.lab.split;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.draft.Drafter;
import dev.pando.engine.model.LayerRange;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.engine.serve.Generation;
import dev.pando.node.split.SplitListener;
import dev.pando.node.split.SplitModel;
import dev.pando.node.split.SplitOptions;
import dev.pando.node.split.SplitOptions.Checking;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Breaks one stage in the middle of one answer, again and again. An answer must be the text of one process, bit for bit,
/// or end with one clear error.
final class ChaosRun {

    /// What happens to a stage.
    enum Fault {
        /// Its process is killed.
        KILL,
        /// Its process is stopped; nothing is closed.
        STOP,
        /// It computes, but sends nothing any more, while its heart beats on.
        HANG,
        /// Each of its passes takes 30 ms longer.
        SLOW,
        /// It flips one bit in everything that it sends.
        LIE
    }

    private static final int SLOW_MS = 30;
    private static final long HUNG_S = 60;

    private final Path model;
    private final int stages;
    private final int tokens;
    private final int threads;
    private final SplittableRandom random;
    private final Checking checking;

    private int identical, wrong, errors, hung, unbroken;
    private final List<Long> recoveryMs = Collections.synchronizedList(new ArrayList<>());
    private final List<String> messages = new ArrayList<>();
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);

    ChaosRun(Path model, int stages, int tokens, int threads, long seed, Checking checking) {
        this.model = model;
        this.stages = stages;
        this.tokens = tokens;
        this.threads = threads;
        this.random = new SplittableRandom(seed);
        this.checking = checking;
    }

    /// @param kinds what may happen; each run draws one
    /// @param at    token at which it happens, or `random`
    ObjectNode run(int runs, List<Fault> kinds, String at) throws Exception {
        try (Single single = new Single(model, threads); Rig rig = new Rig(model, threads)) {
            int count = Math.min(stages, single.layers());
            if (count < 2) throw new IllegalArgumentException(model.getFileName() + " has one layer: nothing to split");
            List<StageProcess> crew = new ArrayList<>();
            for (int i = 0; i < count; i++) crew.add(rig.stage()); // one stands by
            for (int i = 0; i < runs; i++) {
                Fault fault = kinds.get(random.nextInt(kinds.size()));
                int token = at.equals("random") ? random.nextInt(1, tokens) : Integer.parseInt(at);
                one(single, rig, crew, count, fault, token, i);
                if (i % 10 == 9) System.err.println(i + 1 + " runs, " + identical + " identical, " + errors + " errors");
            }
            return json(runs, count);
        }
    }

    private void one(Single single, Rig rig, List<StageProcess> crew, int count, Fault fault, int token, int run)
            throws Exception {
        faults.merge(fault, 1, Integer::sum);
        int victim = random.nextInt(count - 1);
        int[] prompt = new Prompts(single.loaded(), tokens).tokens(run);
        SamplingOptions options = Prompts.options(run);
        Said alone = single.say(prompt, options, tokens);
        SplitOptions how = SplitOptions.usual().withPositions(SplitCommand.context(single)).withSequences(1, 0)
                .withCuts(Rig.evenCuts(single.layers(), count)).withChecking(checking);
        boolean[] broken = new boolean[1];
        try (SplitModel split = rig.split(crew.stream().map(StageProcess::address).toList(), how, listener());
                Rig.Speaker speaker = new Rig.Speaker(split, Drafter.NONE, true)) {
            speaker.eachToken(n -> {
                if (n < token || broken[0]) return;
                broken[0] = true;
                apply(fault, crew.get(victim));
            });
            judge(alone, answer(speaker, prompt, options));
        }
        if (!broken[0]) unbroken++;
        mend(rig, crew, fault, victim);
    }

    // The text, or null if it never came; errors are counted here.
    private Said answer(Rig.Speaker speaker, int[] prompt, SamplingOptions options) throws InterruptedException {
        Generation generation = speaker.begin(prompt, options, tokens);
        CompletableFuture<Said> said = CompletableFuture.supplyAsync(() -> {
            try {
                return speaker.finish(generation);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            return said.get(HUNG_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            hung++;
        } catch (ExecutionException e) {
            errors++;
            if (messages.size() < 5) messages.add(e.getCause().getMessage());
        }
        return null;
    }

    private void judge(Said alone, Said together) {
        if (together == null) return;
        if (alone.difference(together).isEmpty()) identical++;
        else
            wrong++;
    }

    private static void apply(Fault fault, StageProcess victim) {
        switch (fault) {
            case KILL -> victim.kill();
            case STOP -> victim.stop();
            case HANG -> victim.order("hang");
            case SLOW -> victim.order("slow " + SLOW_MS);
            case LIE -> victim.order("lie");
        }
    }

    private static void mend(Rig rig, List<StageProcess> crew, Fault fault, int victim) throws IOException {
        switch (fault) {
            case SLOW -> crew.get(victim).order("fine");
            case KILL, STOP, HANG, LIE -> { // who lied is not asked again, so somebody else comes
                crew.get(victim).close();
                crew.set(victim, rig.stage());
            }
        }
    }

    private SplitListener listener() {
        return new SplitListener() {
            @Override
            public void recovered(String peer, LayerRange layers, String by, long ms) {
                recoveryMs.add(ms);
            }
        };
    }

    private ObjectNode json(int runs, int count) {
        ObjectNode json = new ObjectMapper().createObjectNode().put("model", model.getFileName().toString())
                .put("stages", count).put("runs", runs).put("tokens", tokens)
                .put("identical", identical == runs).put("identical_runs", identical).put("errors", errors)
                .put("wrong", wrong).put("hung", hung).put("ended_before_the_fault", unbroken)
                .put("checking", checking.name());
        ObjectNode kinds = json.putObject("faults");
        faults.forEach((fault, n) -> kinds.put(fault.name(), n));
        List<Long> sorted = recoveryMs.stream().sorted().toList();
        ObjectNode recovery = json.putObject("recovery_ms").put("count", sorted.size());
        if (!sorted.isEmpty()) {
            recovery.put("p50", percentile(sorted, 0.5)).put("p95", percentile(sorted, 0.95))
                    .put("max", sorted.getLast());
        }
        messages.forEach(json.putArray("messages")::add);
        return json;
    }

    private static long percentile(List<Long> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
