package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.engine.learn.Control;
import dev.pando.engine.learn.FineTune;
import dev.pando.engine.learn.Lora;
import dev.pando.kernel.Workers;
import dev.pando.node.answer.ScriptedEngine;
import dev.pando.node.answer.TinyModelFile;
import dev.pando.node.api.InstanceApi;
import dev.pando.node.api.Operation;
import dev.pando.node.api.TrainingCalls;
import dev.pando.node.train.Trainings;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TrainingApiTest {

    private static final int STEPS = 40;

    @TempDir
    private Path dir;
    private Path model;
    private Path data;
    private Trainings trainings;
    private NodeServer node;
    private Documented api;

    @BeforeEach
    void start() throws Exception {
        model = TinyModelFile.write(dir.resolve("tiny.gguf"));
        data = Files.writeString(dir.resolve("text.txt"), "The mill stands by the river.\n\n".repeat(60));
        trainings = new Trainings(1);
        List<Operation> rows = InstanceApi
                .described(TrainingCalls.of(trainings, () -> Optional.of(model), dir.resolve("adapters")));
        node = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()),
                ScriptedEngine.free(1, 1), NodeServer.Parts.NONE.withOperations(() -> rows));
        api = new Documented(node.uri());
    }

    @AfterEach
    void stop() {
        node.close();
        trainings.close();
    }

    private String body(String name) {
        return Json.object().put("name", name).put("data", data.toString()).put("steps", STEPS).put("length", 64)
                .put("rate", 0.02).put("seed", 3).toString();
    }

    private String held(String name) {
        return body(name).replaceFirst("}$", ",\"paused\":true}");
    }

    private JsonNode start(String body) throws Exception {
        return api.call("POST", TrainingCalls.PATH, TrainingCalls.PATH, body);
    }

    private JsonNode post(String what) throws Exception {
        return api.call("POST", TrainingCalls.PATH + what, TrainingCalls.PATH + what, null);
    }

    private JsonNode state() throws Exception {
        return api.call("GET", TrainingCalls.PATH, TrainingCalls.PATH, null);
    }

    // The same run without the node.
    private String weights() throws Exception {
        FineTune run = new FineTune(model, data, dir.resolve("alone"), Lora.Settings.ofRank(8), STEPS, 64, 8, 0.02f, 3);
        try (Workers workers = new Workers(2)) {
            return run.run(
                    new FineTune.Surroundings(workers, new Control(), System::nanoTime, 1L << 30, _ -> {}, _ -> {}))
                    .receipt().weights();
        }
    }

    @Test
    void aRunThatIsPausedResumedStoppedAndStartedAgainEndsInTheSameWeights() throws Exception {
        assertEquals("none", state().get("state").asText());
        assertEquals("paused", start(held("a")).get("state").asText());
        assertEquals("paused", post("/pause").get("state").asText());
        api.refused(409, "POST", TrainingCalls.PATH, body("b"));
        assertEquals("running", post("/resume").get("state").asText());
        while (!state().has("step")) Thread.onSpinWait();
        api.send("POST", TrainingCalls.PATH + "/stop", null); // 409 if it was faster
        Trainings.State first = trainings.await().state();
        if (first != Trainings.State.FINISHED) {
            assertEquals(Trainings.State.STOPPED, first);
            start(body("a"));
            trainings.await();
        }
        JsonNode over = state();
        assertEquals("finished", over.get("state").asText(), over.toString());
        assertEquals(weights(), over.get("weights_sha256").asText());
        assertTrue(Files.exists(dir.resolve("adapters/a/adapter_config.json")));
        api.refused(409, "POST", TrainingCalls.PATH + "/pause", null);
        api.refused(409, "POST", TrainingCalls.PATH + "/stop", null);
    }

    @Test
    void whatCannotBeTrainedIsRefusedOrTold() throws Exception {
        for (String bad : new String[]{"{}", "{\"name\":\"../x\",\"data\":\"y\"}", "{\"name\":\"x\"}",
                "{\"name\":\"x\",\"data\":\"y\",\"rank\":99999}", "{\"name\":\"x\",\"data\":\"y\",\"rate\":7}",
                "{\"name\":\"x\",\"data\":\"\\u0000\"}"}) {
            api.refused(400, "POST", TrainingCalls.PATH, bad);
        }
        start("{\"name\":\"x\",\"data\":\"" + dir.resolve("none") + "\"}");
        assertEquals(Trainings.State.FAILED, trainings.await().state());
        assertTrue(state().get("reason").asText().contains("there is no such file"), state().toString());
    }

    @Test
    void everyRowIsServedAsTheDocumentDescribesIt() throws Exception {
        start(held("a"));
        state();
        post("/resume");
        post("/pause");
        post("/stop");
        trainings.await();
        assertEquals(api.described(), api.called());
    }

    @Test
    void aTokenNeedsToBeAnAdministratorsToStartOne() {
        assertEquals(Set.of(Scope.ADMIN), Scope.opening("POST", InstanceApi.BASE + TrainingCalls.PATH));
        assertTrue(Scope.opening("GET", InstanceApi.BASE + TrainingCalls.PATH).contains(Scope.READ));
    }
}
