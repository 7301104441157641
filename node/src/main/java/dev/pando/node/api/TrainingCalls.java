package dev.pando.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.corpus.TrainingException;
import dev.pando.engine.learn.FineTune;
import dev.pando.engine.learn.Lora;
import dev.pando.engine.learn.Progress;
import dev.pando.node.train.Trainings;
import dev.pando.node.train.Trainings.Status;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// A run on the node's own model, started, watched, paused, resumed and stopped. It names files of this machine, so a token
/// needs the scope `admin`.
public final class TrainingCalls {

    /// Where its addresses begin.
    public static final String PATH = "/training";

    private static final String NAME = "[a-z0-9][a-z0-9-]{0,39}";

    private final Trainings trainings;
    private final Supplier<Optional<Path>> model;
    private final Path adapters;

    private TrainingCalls(Trainings trainings, Supplier<Optional<Path>> model, Path adapters) {
        this.trainings = trainings;
        this.model = model;
        this.adapters = adapters;
    }

    /// @param model    the file that is learned on; empty if the node has none
    /// @param adapters where adapters go, each in a folder of its name
    public static List<Operation> of(Trainings trainings, Supplier<Optional<Path>> model, Path adapters) {
        TrainingCalls calls = new TrainingCalls(trainings, model, adapters);
        return List.of(
                new Operation("training", "GET", PATH, "How the latest training run is doing.", List.of(), "",
                        "Training",
                        (_, _) -> calls.state()),
                new Operation("train", "POST", PATH,
                        "Starts a run on the node's own model, or goes on with the one of this name.", List.of(),
                        "NewTraining", "Training", (call, _) -> calls.start(call)),
                calls.changing("pauseTraining", "/pause", "Pauses the run after its current step.", trainings::pause),
                calls.changing("resumeTraining", "/resume", "Lets a paused run go on.", trainings::resume),
                calls.changing("stopTraining", "/stop", "Stops the run; the same one can be started again.",
                        trainings::stop));
    }

    private Operation changing(String id, String path, String summary, Runnable change) {
        return new Operation(id, "POST", PATH + path, summary, List.of(), "", "Training", (_, _) -> {
            change.run();
            return state();
        });
    }

    private JsonNode start(Call call) {
        FineTune run = run(call);
        trainings.start(run, call.flag("paused", false));
        return state();
    }

    private FineTune run(Call call) {
        String name = call.text("name");
        if (!name.matches(NAME)) throw ApiRefusal.bad("name", "1 to 40 of a-z, 0-9 and -");
        String data = call.text("data");
        Path base = model.get().orElseThrow(
                () -> new ApiRefusal(409, null, "this node has no model file to learn on"));
        try {
            return new FineTune(base, Path.of(data), adapters.resolve(name),
                    Lora.Settings.ofRank(call.count("rank", 1, 8)), call.count("steps", 1, 200),
                    call.count("length", 2, 256), call.count("batch", 1, 8), (float) call.real("rate", 0.001),
                    call.whole("seed").orElse(1));
        } catch (InvalidPathException e) {
            throw ApiRefusal.bad("data", e.getMessage());
        } catch (TrainingException e) {
            throw new ApiRefusal(400, null, e.getMessage());
        }
    }

    private JsonNode state() {
        return trainings.status().map(TrainingCalls::json).orElseGet(() -> Views.object().put("state", "none"));
    }

    private static ObjectNode json(Status s) {
        ObjectNode json = Views.object().put("state", s.state().name().toLowerCase(Locale.ROOT))
                .put("name", s.run().out().getFileName().toString()).put("steps", s.run().steps());
        s.progress().ifPresent(p -> progress(json, p));
        if (!s.weights().isEmpty()) json.put("weights_sha256", s.weights());
        return s.reason().isEmpty() ? json : json.put("reason", s.reason());
    }

    private static void progress(ObjectNode json, Progress p) {
        json.put("step", p.step()).put("loss", p.loss()).put("tokens_per_second", p.tokensPerSecond())
                .put("seconds_left", p.secondsLeft());
        if (!Float.isNaN(p.heldOutLoss())) json.put("held_out_loss", p.heldOutLoss());
    }
}
