package dev.pando.lab.trainspeed;

import dev.pando.engine.learn.Decoder;
import dev.pando.engine.learn.Learner;
import dev.pando.engine.learn.Lora;
import dev.pando.engine.train.AdamW;
import dev.pando.engine.train.Node;
import dev.pando.engine.train.Rule;
import dev.pando.engine.train.Tape;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Gemm;
import dev.pando.kernel.Gemm.Form;
import dev.pando.kernel.Gemm.Slice;
import dev.pando.kernel.Workers;
import java.util.ArrayList;
import java.util.List;

/// The works on our tape.
final class OurBenches {

    private static final AdamW.Settings ADAM = new AdamW.Settings(0.9f, 0.999f, 1e-8f, 0, 1);

    private final Workers workers;
    private final ModelFile model;

    /// @param model of the two works with a language model
    OurBenches(Workers workers, ModelFile model) {
        this.workers = workers;
        this.model = model;
    }

    Bench of(Work work) {
        return switch (work) {
            case LORA_STEP -> {
                Decoder decoder = Decoder.frozen(model, Material.LENGTH);
                yield language(decoder, Material.lora(decoder.config()));
            }
            case FULL_STEP -> language(Decoder.learning(model, Material.LENGTH), null);
            case CELLS_64 -> cells(64);
            case CELLS_256 -> cells(256);
            case AGENT -> agent();
            case GEMM -> gemm(1024);
        };
    }

    private Bench language(Decoder decoder, Lora lora) {
        Learner learner = new Learner(decoder, lora);
        AdamW adam = new AdamW(workers, ADAM, learner.parameters());
        Tape tape = new Tape(workers);
        int[] tokens = Material.tokens(), targets = Material.targets(tokens);
        return () -> {
            tape.reset();
            float loss = decoder.loss(tape, tokens, targets, Material.LENGTH, lora, false);
            tape.backward();
            adam.step(Material.RATE);
            return loss;
        };
    }

    private Bench cells(int side) {
        int cells = side * side, elements = Material.CHANNELS * cells;
        Rule rule = Material.rule();
        AdamW adam = new AdamW(workers, ADAM, rule.parameters());
        Tape tape = new Tape(workers);
        float[] start = Material.uniform(elements, 7), target = Material.uniform(elements, 8);
        List<float[]> masks = new ArrayList<>();
        for (int i = 0; i < Material.CELL_STEPS; i++) masks.add(Material.mask(cells, i));
        return () -> {
            tape.reset();
            Node state = new Node(Material.CHANNELS, cells, start, null);
            for (float[] mask : masks) state = tape.cellStep(state, side, rule, mask);
            float loss = tape.squaredError(state, target, null);
            tape.backward();
            adam.step(Material.RATE);
            return loss;
        };
    }

    private Bench agent() {
        int layers = Material.AGENT.length - 1;
        List<Parameter> weights = new ArrayList<>(), biases = new ArrayList<>(), all = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            int in = Material.AGENT[i], out = Material.AGENT[i + 1];
            weights.add(new Parameter("w" + i, out, in, Material.layer(i), new float[out * in], true));
            biases.add(Parameter.vector("b" + i, out, 0));
            all.addAll(List.of(weights.get(i), biases.get(i)));
        }
        AdamW adam = new AdamW(workers, ADAM, all);
        Tape tape = new Tape(workers);
        Node input = new Node(Material.AGENT_BATCH, Material.AGENT[0],
                Material.uniform(Material.AGENT_BATCH * Material.AGENT[0], 9), null);
        float[] target = Material.uniform(Material.AGENT_BATCH * Material.AGENT[layers], 10);
        return () -> {
            tape.reset();
            Node x = input;
            for (int i = 0; i < layers; i++) {
                x = tape.linear(i == 0 ? x : tape.relu(x), weights.get(i), biases.get(i));
            }
            float loss = tape.squaredError(x, target, null);
            tape.backward();
            adam.step(Material.RATE);
            return loss;
        };
    }

    private Bench gemm(int n) {
        Slice a = new Slice(Material.uniform(n * n, 1), 0, n), b = new Slice(Material.uniform(n * n, 2), 0, n);
        Slice c = new Slice(new float[n * n], 0, n);
        Gemm gemm = new Gemm();
        return () -> {
            gemm.multiply(workers, Form.A_BT, n, n, n, a, b, c, false);
            return 0;
        };
    }
}
