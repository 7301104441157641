package dev.pando.node.http;

import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.Load;
import dev.pando.node.api.InstanceApi;
import dev.pando.node.api.Operation;
import dev.pando.node.encode.Encoder;
import dev.pando.node.pull.ModelShelf;
import dev.pando.node.pull.Pull;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.NotFoundException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The node's web server. It is open from [#start] to [#close], and does not own the engine behind it.
public final class NodeServer implements AutoCloseable {

    /// Where a node listens when nothing else is said.
    public static final int PORT_DEFAULT = 9740;
    /// The last port there is.
    public static final int PORT_MAX = 65_535;

    // Held here because java.util.logging forgets the level of a logger that nobody holds.
    private static final Logger HELIDON = Logger.getLogger("io.helidon");
    private static final System.Logger LOG = System.getLogger(NodeServer.class.getName());

    private final ChatEngine engine;
    private final Meters meters;
    private final WebServer server;

    /// Where to listen, and who may come in.
    ///
    /// @param host   an address or a name of this machine
    /// @param port   0 for any free port
    /// @param tokens may be empty on loopback only
    public record Settings(InetAddress host, int port, ApiTokens tokens) {

        /// Refuses a door that is open to the network without a token.
        public Settings {
            if (port < 0 || port > PORT_MAX)
                throw new IllegalArgumentException("port: " + port + ", from 0 to " + PORT_MAX);
            if (!host.isLoopbackAddress() && tokens.isEmpty()) {
                throw new IllegalArgumentException(
                        "listening on " + host.getHostAddress()
                                + " opens this node to the network: set PANDO_API_TOKEN first");
            }
        }
    }

    /// What a node has beside its engine; without it, some addresses say that it is not there.
    ///
    /// @param encoder    turns texts into vectors
    /// @param shelf      where models lie
    /// @param hub        where models come from
    /// @param operations what can be called under [InstanceApi#BASE]; asked for by the first request, which waits for it
    public record Parts(Optional<Encoder> encoder, Optional<ModelShelf> shelf, URI hub,
            Supplier<List<Operation>> operations) {

        /// Nothing but the engine.
        public static final Parts NONE = new Parts(Optional.empty(), Optional.empty(), Pull.HUB, List::of);

        /// The same with this encoder.
        public Parts withEncoder(Encoder given) {
            return new Parts(Optional.of(given), shelf, hub, operations);
        }

        /// The same with this shelf.
        public Parts withShelf(ModelShelf given) {
            return new Parts(encoder, Optional.of(given), hub, operations);
        }

        /// The same with these operations.
        public Parts withOperations(Supplier<List<Operation>> given) {
            return new Parts(encoder, shelf, hub, given);
        }
    }

    private NodeServer(Settings settings, ChatEngine engine, Parts parts) {
        this.engine = engine;
        this.meters = new Meters(engine);
        HELIDON.setLevel(Level.SEVERE);
        Hangup hangup = new Hangup();
        Http1Config http1 = Http1Config.builder().maxHeadersSize(HttpLimits.HEADER_BYTES_MAX)
                .maxPrologueLength(HttpLimits.REQUEST_LINE_BYTES_MAX).addReceiveListener(hangup).build();
        // Blocking sockets, not channels: only they honour the read timeout that drops a client which says nothing.
        server = WebServer.builder().address(settings.host()).port(settings.port()).shutdownHook(false).useNio(false)
                .addConnectionSelector(new OldHttp())
                .addConnectionSelector(Http1ConnectionSelector.builder().config(http1).build())
                .connectionOptions(o -> o.readTimeout(Duration.ofMillis(HttpLimits.READ_TIMEOUT_MS)).tcpNoDelay(true))
                .maxPayloadSize(HttpLimits.BODY_BYTES_MAX + 1L).maxTcpConnections(HttpLimits.CONNECTIONS_MAX)
                .idleConnectionTimeout(Duration.ofMinutes(HttpLimits.ANSWER_TIME_MIN_MAX))
                .directHandlers(Refusals.early()).routing(r -> routes(r, settings, hangup, parts)).build();
    }

    /// Loads what a server consists of, by making one that never listens.
    public static void ahead() {
        WebServer.builder().host("127.0.0.1").port(0).shutdownHook(false).useNio(false)
                .routing(r -> r.get("/", (_, s) -> s.send()))
                .build();
    }

    /// Starts listening, with nothing but an engine.
    ///
    /// @throws AddressTakenException if the address cannot be had
    public static NodeServer start(Settings settings, ChatEngine engine) {
        return start(settings, engine, Parts.NONE);
    }

    /// Starts listening.
    ///
    /// @throws AddressTakenException if the address cannot be had
    public static NodeServer start(Settings settings, ChatEngine engine, Parts parts) {
        checkFree(settings);
        NodeServer node = new NodeServer(settings, engine, parts);
        try {
            node.server.start();
        } catch (RuntimeException e) {
            node.meters.close();
            throw taken(settings, e.getMessage());
        }
        // Somebody was faster: Helidon says so in its log alone.
        if (!node.server.isRunning()) {
            node.meters.close();
            throw taken(settings, "somebody was faster");
        }
        return node;
    }

    private static void checkFree(Settings settings) {
        try (ServerSocket _ = new ServerSocket(settings.port(), 1, settings.host())) {
            return;
        } catch (IOException e) {
            throw taken(settings, e.getMessage());
        }
    }

    private static AddressTakenException taken(Settings settings, String why) {
        return new AddressTakenException("cannot listen on " + settings.host().getHostAddress() + ":" + settings.port()
                + ": " + why + "; is another node running? choose another --port");
    }

    private void routes(HttpRouting.Builder routing, Settings settings, Hangup hangup, Parts parts) {
        routing.addFilter(new Guard(settings.host().isLoopbackAddress(), this::port, settings.tokens()));
        routing.error(ApiException.class, Replies::refusal);
        routing.error(NotFoundException.class, (q, s, e) -> Replies.refusal(q, s,
                ApiException.of(404, null, null,
                        "there is nothing at this address for the method " + q.prologue().method().text())));
        routing.error(HttpException.class, (q, s, e) -> Replies.refusal(q, s,
                ApiException.of(e.status().code(), null, null, e.status().reasonPhrase())));
        routing.error(RuntimeException.class, this::broke);
        Answers answers = new Answers(engine, hangup, meters);
        routing.register("/", new Page()).register("/v1", new OpenAi(answers, parts.encoder()))
                .register("/v1", new Responses(answers)).register("/v1", new Anthropic(answers))
                .register("/api", new Ollama(answers, parts));
        routing.register(InstanceApi.BASE, new InstanceRoutes(parts.operations(), hangup));
        routing.get("/health", this::health).get("/metrics", this::metrics);
    }

    private void broke(ServerRequest request, ServerResponse response, RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "a request broke the node's own code", e);
        Replies.refusal(request, response, ApiException.broken("the node made a mistake; its log says more"));
    }

    private void health(ServerRequest request, ServerResponse response) {
        Load load = engine.load();
        Replies.json(response, Json.object().put("status", "ok").put("models", engine.models().size())
                .put("active", load.active()).put("waiting", load.waiting()).put("slots", load.slots()));
    }

    private void metrics(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
        response.send(meters.scrape());
    }

    /// The port it listens on.
    public int port() {
        return server.port();
    }

    /// Where the page is.
    public URI uri() {
        String host = server.prototype().address().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port());
    }

    /// Stops listening and drops what is under way.
    @Override
    public void close() {
        server.stop();
        meters.close();
    }
}
