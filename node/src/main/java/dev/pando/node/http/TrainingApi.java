package dev.pando.node.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.corpus.TrainingException;
import dev.pando.engine.learn.FineTune;
import dev.pando.engine.learn.Lora;
import dev.pando.engine.learn.Progress;
import dev.pando.node.train.Trainings;
import dev.pando.node.train.Trainings.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// `/api/v1/training`: a run on the node's own model, started, watched, paused, resumed and stopped.
///
/// `POST /` takes `{"name": …, "data": FILE or folder on this machine, "steps", "rank", "length", "batch", "rate", "seed", "paused"}`,
/// the numbers as `pando train lora` has them. It names files, so a token needs the scope `admin`.
public final class TrainingApi implements HttpService {

    static final String PATH = "/api/v1/training";
    private static final String NAME = "[a-z0-9][a-z0-9-]{0,39}";

    private final Trainings trainings;
    private final Supplier<Optional<Path>> model;
    private final Path adapters;

    /// @param model    the file that is learned on; empty if the node has none
    /// @param adapters where adapters go, each in a folder of its name
    public TrainingApi(Trainings trainings, Supplier<Optional<Path>> model, Path adapters) {
        this.trainings = trainings;
        this.model = model;
        this.adapters = adapters;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", this::state).post("/", this::start).post("/pause", (q, s) -> hold(q, s, trainings::pause))
                .post("/resume", (q, s) -> hold(q, s, trainings::resume))
                .post("/stop", (q, s) -> hold(q, s, trainings::stop));
    }

    private void start(ServerRequest request, ServerResponse response) {
        Fields fields = new Fields(Bodies.json(request));
        FineTune run = run(fields);
        boolean paused = fields.flag("paused", false);
        hold(request, response, () -> trainings.start(run, paused));
    }

    private FineTune run(Fields fields) {
        String name = fields.text("name", "");
        if (!name.matches(NAME)) throw ApiException.bad("name", "name: 1 to 40 of a-z, 0-9 and -");
        if (!fields.has("data")) throw ApiException.bad("data", "data: a file or a folder");
        Path base = model.get().orElseThrow(
                () -> ApiException.of(409, null, "no_model", "this node has no model file to learn on"));
        try {
            return new FineTune(base, Path.of(fields.text("data", "")), adapters.resolve(name),
                    Lora.Settings.ofRank(fields.count("rank", 1).orElse(8)), fields.count("steps", 1).orElse(200),
                    fields.count("length", 2).orElse(256), fields.count("batch", 1).orElse(8),
                    (float) fields.number("rate", 0.001), fields.whole("seed").orElse(1));
        } catch (InvalidPathException e) {
            throw ApiException.bad("data", "data: " + e.getMessage());
        } catch (IllegalArgumentException | TrainingException e) {
            throw ApiException.bad(null, e.getMessage());
        }
    }

    private void hold(ServerRequest request, ServerResponse response, Runnable change) {
        try {
            change.run();
        } catch (IllegalStateException e) {
            throw ApiException.of(409, null, "conflict", e.getMessage());
        }
        state(request, response);
    }

    private void state(ServerRequest request, ServerResponse response) {
        Replies.json(response,
                trainings.status().map(TrainingApi::json).orElseGet(() -> Json.object().put("state", "none")));
    }

    private static ObjectNode json(Status s) {
        ObjectNode json = Json.object().put("state", s.state().name().toLowerCase(Locale.ROOT))
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
