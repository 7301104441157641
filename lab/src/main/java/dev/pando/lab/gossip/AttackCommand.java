package dev.pando.lab.gossip;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.report.Report;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// `pando lab gossip-attack`: sybils against honest nodes, by one of nine plans.
@Command(name = "gossip-attack", mixinStandardHelpOptions = true, description = "GossipSub under attack: what still arrives, and who holds the meshes.")
public final class AttackCommand implements Callable<Integer> {

    @Option(names = "--plan", required = true, converter = PlanConverter.class, description = "censor-single, cold-boot, cold-boot-covert-flash, colocation, dawn, degrade, eclipse-net, eclipse-publishers or eclipse-single")
    private AttackPlan plan;

    @Option(names = "--honest", description = "honest nodes; a tenth of them publish (default: ${DEFAULT-VALUE})")
    private int honest = 1_000;

    @Option(names = "--sybils", description = "how many (default: ${DEFAULT-VALUE})")
    private int sybils = 4_000;

    @Option(names = "--rate", description = "messages a second, of all publishers together (default: ${DEFAULT-VALUE})")
    private int rate = 10;

    @Option(names = "--seconds", description = "how long they publish; 0: until three minutes into the attack (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--address-scoring", description = "punish two peers of one address, whatever the plan")
    private boolean addressScoring;

    @Option(names = "--seed", description = "what chance begins from (default: ${DEFAULT-VALUE})")
    private long seed = 7;

    @Mixin
    private Report report;

    private AttackCommand() {}

    @Override
    public Integer call() {
        int length = seconds > 0 ? seconds : plan.attackSeconds() + 180;
        var run = new AttackRun(plan, honest, sybils, rate, length, addressScoring, seed);
        long startNs = System.nanoTime();
        AttackRun.Outcome outcome = run.run();
        System.err.println(
                outcome.events() + " events in " + (System.nanoTime() - startNs) / 1_000_000 + " ms of real time");
        report.print(toJson(outcome));
        return 0;
    }

    private ObjectNode toJson(AttackRun.Outcome o) {
        Tally.Report r = o.report();
        return new ObjectMapper().createObjectNode().put("plan", plan.toString()).put("reach", r.reach())
                .put("hops_max", r.hopsMax()).put("p50_ms", r.p50Ms()).put("p99_ms", r.p99Ms())
                .put("max_ms", r.maxMs()).put("copies_mean", round(r.copiesMean()))
                .put("sybil_mesh_share_after_2_min", round(o.sybilShare()))
                .put("sybil_mesh_share_max", round(o.sybilShareMax()))
                .put("sybils_out_after_s", o.outAfterS())
                .put("sybil_mesh_share_end", round(o.sybilShareEnd())).put("mesh_mean", round(o.meshMean()))
                .put("messages", r.expected() / (honest - 1)).put("events", o.events()).put("hash", o.hash());
    }

    private static double round(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }

    /// Reads a plan's name.
    static final class PlanConverter implements ITypeConverter<AttackPlan> {
        @Override
        public AttackPlan convert(String value) {
            for (AttackPlan p : AttackPlan.values()) if (p.toString().equals(value)) return p;
            throw new TypeConversionException("no plan is called " + value);
        }
    }
}
