package dev.pando.node.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// The page: a handful of files by name, read once; no path of a request ever reaches a file system.
final class Page implements HttpService {

    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "css",
            "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8", "svg", "image/svg+xml");
    private static final String[] FILES = {"index.html", "style.css", "app.js", "api.js", "approvals.js", "chat.js",
            "elements.js", "evidence.js", "genomes.js", "history.js", "markdown.js", "knowledge.js", "machines.js",
            "rooms.js",
            "sharing.js",
            "icon.svg"};

    private record PageFile(String type, byte[] bytes) {}

    private final Map<String, PageFile> files = new LinkedHashMap<>();

    Page() {
        for (String name : FILES) files.put(name, read(name));
    }

    private static PageFile read(String name) {
        try (InputStream in = Page.class.getResourceAsStream("page/" + name)) {
            if (in == null) throw new IllegalStateException("page file is missing: " + name);
            return new PageFile(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", (request, response) -> send(response, files.get("index.html")));
        rules.head("/", (request, response) -> response.send()); // how Ollama's own client asks whether anybody is there
        rules.get("/page/{name}", this::named);
    }

    private void named(ServerRequest request, ServerResponse response) {
        PageFile file = files.get(request.path().pathParameters().get("name"));
        if (file == null) throw ApiException.of(404, null, null, "there is nothing at this address");
        send(response, file);
    }

    private static void send(ServerResponse response, PageFile file) {
        response.header(HeaderNames.CONTENT_TYPE, file.type());
        response.header(HeaderNames.CACHE_CONTROL, "no-cache");
        response.send(file.bytes());
    }
}
