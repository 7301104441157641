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
import dev.pando.node.train.Trainings;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

    @BeforeEach
    void start() throws Exception {
        model = TinyModelFile.write(dir.resolve("tiny.gguf"));
        data = Files.writeString(dir.resolve("text.txt"), "The mill stands by the river.\n\n".repeat(60));
        trainings = new Trainings(1);
        TrainingApi api = new TrainingApi(trainings, () -> Optional.of(model), dir.resolve("adapters"));
        node = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()),
                ScriptedEngine.free(1, 1), Map.of(TrainingApi.PATH, api));
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

    private JsonNode post(String what, String body) throws Exception {
        var response = Client.post(node.uri(), TrainingApi.PATH + what, body);
        assertEquals(200, response.statusCode(), response.body());
        return Client.json(response);
    }

    private JsonNode state() throws Exception {
        return Client.json(Client.get(node.uri(), TrainingApi.PATH));
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
        assertEquals("paused", post("", held("a")).get("state").asText());
        assertEquals("paused", post("/pause", "{}").get("state").asText());
        assertEquals(409, Client.post(node.uri(), TrainingApi.PATH, body("b")).statusCode());
        assertEquals("running", post("/resume", "{}").get("state").asText());
        while (!state().has("step")) Thread.onSpinWait();
        Client.post(node.uri(), TrainingApi.PATH + "/stop", "{}"); // 409 if it was faster
        Trainings.State first = trainings.await().state();
        if (first != Trainings.State.FINISHED) {
            assertEquals(Trainings.State.STOPPED, first);
            post("", body("a"));
            trainings.await();
        }
        JsonNode over = state();
        assertEquals("finished", over.get("state").asText(), over.toString());
        assertEquals(weights(), over.get("weights_sha256").asText());
        assertTrue(Files.exists(dir.resolve("adapters/a/adapter_config.json")));
        assertEquals(409, Client.post(node.uri(), TrainingApi.PATH + "/pause", "{}").statusCode());
    }

    @Test
    void whatCannotBeTrainedIsRefusedOrTold() throws Exception {
        for (String bad : new String[]{"{}", "{\"name\":\"../x\",\"data\":\"y\"}", "{\"name\":\"x\"}",
                "{\"name\":\"x\",\"data\":\"y\",\"rank\":99999}", "{\"name\":\"x\",\"data\":\"y\",\"rate\":7}",
                "{\"name\":\"x\",\"data\":\"\\u0000\"}"}) {
            assertEquals(400, Client.post(node.uri(), TrainingApi.PATH, bad).statusCode(), bad);
        }
        post("", "{\"name\":\"x\",\"data\":\"" + dir.resolve("none") + "\"}");
        assertEquals(Trainings.State.FAILED, trainings.await().state());
        assertTrue(state().get("reason").asText().contains("there is no such file"), state().toString());
    }

    @Test
    void aTokenNeedsToBeAnAdministratorsToStartOne() {
        assertEquals(Set.of(Scope.ADMIN), Scope.opening("POST", TrainingApi.PATH));
        assertTrue(Scope.opening("GET", TrainingApi.PATH).contains(Scope.READ));
    }
}
