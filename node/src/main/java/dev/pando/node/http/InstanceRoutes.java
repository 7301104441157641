package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import dev.pando.node.answer.Admission;
import dev.pando.node.api.ApiRefusal;
import dev.pando.node.api.Call;
import dev.pando.node.api.EventSink;
import dev.pando.node.api.Operation;
import dev.pando.node.conversation.NotThere;
import dev.pando.node.instance.DialogueException;
import dev.pando.node.store.StoreException;
import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderNames;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Serves a table of operations. The table may be made later than the door is opened: the first request waits for it.
final class InstanceRoutes implements HttpService {

    private static final System.Logger LOG = System.getLogger(InstanceRoutes.class.getName());

    private final Supplier<List<Operation>> operations;
    private final Hangup hangup;
    private volatile List<Line> table; // null until somebody asks

    /// A line of the table, and what its path looks like.
    private record Line(Operation operation, PathMatcher path) {}

    InstanceRoutes(Supplier<List<Operation>> operations, Hangup hangup) {
        this.operations = operations;
        this.hangup = hangup;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.any(this::dispatch);
    }

    private void dispatch(ServerRequest request, ServerResponse response) {
        String method = request.prologue().method().text();
        for (Line line : table()) {
            if (!line.operation.method().equals(method)) continue;
            PathMatchers.MatchResult match = line.path.match(request.path());
            if (match.accepted()) {
                serve(line.operation, match.path().pathParameters(), request, response);
                return;
            }
        }
        response.next();
    }

    private List<Line> table() {
        if (table == null) { // two who ask at once make the same
            table = operations.get().stream().map(o -> new Line(o, PathMatchers.create(o.path()))).toList();
        }
        return table;
    }

    private void serve(Operation operation, Parameters named, ServerRequest request, ServerResponse response) {
        Call call = call(operation, named, request);
        try (Events events = new Events(response)) {
            try {
                JsonNode reply = operation.handler().handle(call, events);
                if (!events.begun()) whole(operation, response, reply);
            } catch (RuntimeException e) {
                ApiException told = told(e);
                if (!events.begun()) throw told;
                events.send(Json.object().put("type", "error").put("reason", told.getMessage()));
            }
            if (events.begun()) end(events, response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.broken("the node is shutting down");
        } catch (UncheckedIOException e) {
            throw new CloseConnectionException("the client left", e);
        }
    }

    private static void end(Events events, ServerResponse response) {
        events.close();
        if (response instanceof RoutingResponse stream) stream.commit();
        throw new CloseConnectionException("answered");
    }

    private static Call call(Operation operation, Parameters named, ServerRequest request) {
        Map<String, String> query = new HashMap<>(), path = new HashMap<>();
        request.query().names().forEach(name -> query.put(name, request.query().first(name).orElse("")));
        named.names().forEach(name -> path.put(name, named.get(name)));
        return new Call(path, query, operation.body().isEmpty() ? Json.object() : Bodies.json(request));
    }

    private static void whole(Operation operation, ServerResponse response, JsonNode reply) {
        if (reply == null) response.status(Status.NO_CONTENT_204).send();
        else if (reply instanceof BinaryNode bytes) Replies.bytes(response, operation.reply(), bytes.binaryValue());
        else
            Replies.json(response, reply);
    }

    // What went wrong in words and with a status; what we cannot explain is our own mistake.
    private static ApiException told(RuntimeException e) {
        return switch (e) {
            case ApiException api -> api;
            case ApiRefusal refusal -> ApiException.of(refusal.status(), refusal.field(), null, refusal.getMessage());
            case NotThere none -> ApiException.of(404, null, null, none.getMessage());
            case DialogueException refused -> refused(refused);
            case StoreException store -> store(store);
            case UncheckedIOException gone -> throw gone;
            case IllegalArgumentException bad -> ApiException.bad(null, bad.getMessage());
            case IllegalStateException late -> ApiException.of(409, null, null, late.getMessage());
            default -> throw e;
        };
    }

    private static ApiException refused(DialogueException refused) {
        return switch (refused.refusal()) {
            case Admission.Busy(long retryAfterMs) -> ApiException.busy(retryAfterMs);
            case Admission.Refused(Admission.Why why, String message) -> ApiException.of(switch (why) {
                case NO_MODEL -> 503;
                case UNKNOWN_MODEL -> 404;
                case CONTEXT_TOO_SHORT, UNSUPPORTED -> 400;
            }, null, why == Admission.Why.NO_MODEL ? "no_model" : null, message);
            case Admission.Started _ -> throw new AssertionError("it was admitted");
        };
    }

    private static ApiException store(StoreException e) {
        LOG.log(System.Logger.Level.WARNING, e.getMessage());
        return switch (e.why()) {
            case DISK_FULL -> ApiException.of(507, null, "disk_full", e.getMessage());
            case READ_ONLY -> ApiException.of(503, null, "read_only", e.getMessage());
            case BUSY -> ApiException.of(503, null, "busy", e.getMessage());
            case CORRUPT, TOO_NEW, CONSTRAINT,
                    FAILED -> ApiException.broken("the store failed; the node's log says more");
        };
    }

    /// A stream of events that begins with the first one.
    private final class Events implements EventSink, AutoCloseable {
        private final ServerResponse response;
        private EventStream stream;

        Events(ServerResponse response) {
            this.response = response;
        }

        boolean begun() {
            return stream != null;
        }

        @Override
        public void send(JsonNode event) {
            if (stream == null) {
                // The connection is watched from here on and carries no other request: see Hangup.
                response.header(HeaderNames.CONNECTION, "close");
                stream = EventStream.open(response, false);
            }
            stream.send(List.of(Frame.of(event)));
        }

        @Override
        public Watch whenGone(Runnable gone) {
            Hangup.Watch watch = hangup.watch(gone);
            return watch::close;
        }

        @Override
        public void close() {
            if (stream != null) stream.close(); // a second time does nothing
        }
    }
}
