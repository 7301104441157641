package dev.pando.lab.split;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pando.engine.model.Batch;
import dev.pando.engine.model.Batch.Span;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.KvCache;
import dev.pando.engine.model.LayerRange;
import dev.pando.engine.model.Model;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pando lab split http-shard`: the way of the seed's demo, for comparison only: layers behind an HTTP server, hidden
/// states as base64 in JSON.
@Command(name = "http-shard", hidden = true, mixinStandardHelpOptions = true, description = "Layers behind an HTTP server, for the demo.")
public final class HttpShardCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--model", required = true)
    private Path path;
    @Option(names = "--from", required = true)
    private int from;
    @Option(names = "--to", required = true)
    private int to;

    private Model model;
    private Forward forward;
    private KvCache cache;

    private HttpShardCommand() {}

    @Override
    public Integer call() throws Exception {
        try (ModelFile file = ModelFile.open(path); Workers workers = new Workers(1)) {
            model = Model.loadLayers(file, new LayerRange(from, to), 1 << 12, workers);
            forward = new Forward(model, workers);
            cache = model.newCache(model.config().contextMax());
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
            server.createContext("/forward", this::answer);
            server.start();
            System.out.println(server.getAddress().getPort());
            while (System.in.read() >= 0) continue;
            server.stop(0);
        }
        System.exit(0);
        return 0;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        int start = request.path("start").asInt();
        float[] hidden = floats(request.path("hidden").asText());
        int rows = hidden.length / model.config().width();
        long begun = System.nanoTime();
        forward.run(model.range(), new Batch(List.of(new Span(cache, start, rows, null))), hidden);
        byte[] body = JSON.writeValueAsBytes(
                JSON.createObjectNode().put("nanos", System.nanoTime() - begun).put("hidden", text(hidden)));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    static String text(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    static float[] floats(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
        float[] values = new float[bytes.capacity() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }
}
