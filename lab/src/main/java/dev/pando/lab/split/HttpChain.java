package dev.pando.lab.split;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.LayerRange;
import dev.pando.engine.model.Model;
import dev.pando.engine.sample.Sampler;
import dev.pando.engine.serve.LoadedModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The coordinator of the seed's demo: it holds both ends, and sends hidden states from shard to shard over HTTP.
final class HttpChain implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LoadedModel loaded;
    private final Forward ends;
    private final List<Process> shards = new ArrayList<>();
    private final List<URI> addresses = new ArrayList<>();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private long shardNanos;

    HttpChain(Path model, LoadedModel loaded, List<LayerRange> ranges) throws IOException {
        this.loaded = loaded;
        ends = new Forward(loaded.model(), loaded.workers());
        for (LayerRange r : ranges) {
            Process shard = new ProcessBuilder(StageProcess.java("split", "http-shard", "--model", model.toString(),
                    "--from", "" + r.from(), "--to", "" + r.to()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            shards.add(shard);
            String port = new BufferedReader(new InputStreamReader(shard.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            addresses.add(URI.create("http://127.0.0.1:" + port + "/forward"));
        }
    }

    /// Goes on with a prompt, greedily.
    List<Integer> say(int[] prompt, int count) throws IOException, InterruptedException {
        Model model = loaded.model();
        List<Integer> tokens = new ArrayList<>();
        float[] logits = new float[model.config().vocabulary()];
        int[] next = prompt;
        for (int i = 0, start = 0; i < count; i++) {
            float[] hidden = new float[next.length * model.config().width()];
            ends.embed(next, hidden);
            for (URI shard : addresses) hidden = through(shard, start, hidden);
            ends.head(hidden, new int[]{next.length - 1}, logits);
            start += next.length;
            next = new int[]{Sampler.argmax(logits)};
            tokens.add(next[0]);
        }
        return tokens;
    }

    private float[] through(URI shard, int start, float[] hidden) throws IOException, InterruptedException {
        String body = JSON.createObjectNode().put("start", start).put("hidden", HttpShardCommand.text(hidden))
                .toString();
        HttpRequest request = HttpRequest.newBuilder(shard).POST(HttpRequest.BodyPublishers.ofString(body)).build();
        JsonNode answer = JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
        shardNanos += answer.path("nanos").asLong();
        return HttpShardCommand.floats(answer.path("hidden").asText());
    }

    /// Arithmetic of the shards, in nanoseconds, since the last time this was asked.
    long shardNanos() {
        long nanos = shardNanos;
        shardNanos = 0;
        return nanos;
    }

    @Override
    public void close() {
        http.close();
        shards.forEach(Process::destroyForcibly);
    }
}
