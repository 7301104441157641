package dev.pando.lab.split;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.draft.Drafter;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.lab.report.Report;
import dev.pando.lab.report.WarmUp;
import dev.pando.node.split.SplitListener;
import dev.pando.node.split.SplitModel;
import dev.pando.node.split.SplitOptions.Checking;
import dev.pando.node.split.SplitOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab split law`: what a token takes over so many stages that are so far away.
@Command(name = "law", mixinStandardHelpOptions = true, description = "Fits ms = C + (S - 1)(a RTT + P) over injected round trips and 2, 3 and 4 stages.")
public final class LawCommand implements Callable<Integer> {

    private static final int ANSWERS_MIN = 3;
    private static final long MEASURED_NANOS = 1_000_000_000;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A GGUF file with at least four layers.")
    private Path model;
    @Option(names = "--round-trips", split = ",", description = "in milliseconds (default: 0,5,20,80)")
    private List<Double> roundTrips = List.of(0.0, 5.0, 20.0, 80.0);
    @Option(names = "--tokens", description = "of each answer; a second of answers is measured, three at least, and the fastest counts (default: ${DEFAULT-VALUE})")
    private int tokens = 24;
    @Mixin
    private WarmUp warmUp;
    @Option(names = "--threads", description = "of each process (default: ${DEFAULT-VALUE})")
    private int threads = 1;
    @Mixin
    private Report report;

    private LawCommand() {}

    @Override
    public Integer call() throws Exception {
        ObjectNode result = new ObjectMapper().createObjectNode().put("model", model.getFileName().toString())
                .put("tokens", tokens).put("threads", threads);
        List<Law.Point> points = new ArrayList<>();
        try (Single single = new Single(model, threads); Rig rig = new Rig(model, threads, true)) {
            rig.stages(3);
            point(single, rig, 4, 0, true); // looked at by nobody
            for (int stages = 2; stages <= 4; stages++) {
                for (double roundTrip : roundTrips) {
                    points.add(point(single, rig, stages, roundTrip, false));
                    System.err.printf("%d stages, %.0f ms away: %.2f ms a token%n", stages, roundTrip,
                            points.getLast().ms());
                }
            }
        }
        Law law = Law.fit(points);
        var table = result.putArray("points");
        for (Law.Point p : points) {
            table.addObject().put("stages", p.stages()).put("rtt_ms", p.roundTripMs()).put("ms_per_token", p.ms())
                    .put("law_ms", law.ms(p.stages(), p.roundTripMs()));
        }
        result.put("c_ms", law.c()).put("round_trips_per_boundary", law.a()).put("p_ms", law.p()).put("r2", law.r2());
        double loopback = Law.loopback(points);
        if (Double.isFinite(loopback)) result.put("p_loopback_ms", loopback);
        report.print(result);
        return 0;
    }

    private Law.Point point(Single single, Rig rig, int stages, double roundTripMs, boolean cold) throws Exception {
        List<DelayProxy> proxies = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        for (StageProcess stage : rig.stages().subList(0, stages - 1)) {
            addresses.add(roundTripMs == 0 ? stage.address() : through(stage.address(), roundTripMs, proxies));
        }
        SplitOptions options = SplitOptions.usual().withPositions(SplitCommand.context(single)).withSequences(1, 0)
                .withCuts(Rig.evenCuts(single.layers(), stages)).withChecking(Checking.NONE);
        int[] prompt = new Prompts(single.loaded(), tokens).tokens(0);
        double best = Double.POSITIVE_INFINITY;
        try (Rig.Fresh caller = rig.fresh(addresses);
                SplitModel split = caller.split(addresses, options, SplitListener.NONE);
                Rig.Speaker speaker = new Rig.Speaker(split, Drafter.NONE, false)) {
            WarmUp.Turn<InterruptedException> answer = _ -> speaker.say(prompt, SamplingOptions.greedy(), tokens);
            if (cold) warmUp.run(1, answer);
            else
                answer.take(0);
            long begun = System.nanoTime();
            for (int i = 0; i < ANSWERS_MIN || System.nanoTime() - begun < MEASURED_NANOS; i++) {
                speaker.forget();
                speaker.say(prompt, SamplingOptions.greedy(), tokens);
                best = Math.min(best, speaker.msPerToken());
            }
        }
        for (DelayProxy proxy : proxies) proxy.close();
        return new Law.Point(stages, roundTripMs, best);
    }

    // /ip4/127.0.0.1/tcp/PORT/p2p/PEER
    private static String through(String address, double roundTripMs, List<DelayProxy> proxies) throws Exception {
        String[] parts = address.split("/");
        proxies.add(new DelayProxy(Integer.parseInt(parts[4]), roundTripMs));
        parts[4] = "" + proxies.getLast().port();
        return String.join("/", parts);
    }
}
