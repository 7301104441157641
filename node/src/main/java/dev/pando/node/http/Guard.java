package dev.pando.node.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;

/// Stands before every route: no foreign Host, no foreign Origin, a token where one is needed.
///
/// A web page of somebody else can make a browser send requests to 127.0.0.1, and by DNS rebinding even read the
/// answers under its own name. The first shows in `Origin` and `Sec-Fetch-Site`, the second in `Host`.
final class Guard implements Filter {

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'";

    private final boolean loopback;
    private final IntSupplier port;
    private final ApiTokens tokens;

    Guard(boolean loopback, IntSupplier port, ApiTokens tokens) {
        this.loopback = loopback;
        this.port = port;
        this.tokens = tokens;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        String path = request.path().path();
        harden(response);
        checkHost(header(request, "Host"));
        checkOrigin(request, path);
        checkToken(request, path);
        chain.proceed();
    }

    private static void harden(RoutingResponse response) {
        response.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.header("X-Content-Type-Options", "nosniff");
        response.header("Referrer-Policy", "no-referrer");
        response.header("Cross-Origin-Opener-Policy", "same-origin");
        response.header("Cross-Origin-Resource-Policy", "same-origin");
    }

    private void checkHost(String host) {
        if (!loopback) return; // every request needs a token there, which a rebound page does not have
        String name = host.toLowerCase(Locale.ROOT);
        int colon = name.lastIndexOf(':');
        boolean ours = LOOPBACK_NAMES.contains(name) || colon > 0 && LOOPBACK_NAMES.contains(name.substring(0, colon))
                && name.substring(colon + 1).equals(Integer.toString(port.getAsInt()));
        if (!ours)
            throw ApiException.of(403, null, "foreign_host", "this node answers to localhost only, not to this Host");
    }

    private static void checkOrigin(RoutingRequest request, String path) {
        String origin = header(request, "Origin"), host = header(request, "Host");
        boolean foreign = !origin.isEmpty() && !origin.equalsIgnoreCase("http://" + host)
                && !origin.equalsIgnoreCase("https://" + host);
        boolean crossSite = header(request, "Sec-Fetch-Site").equals("cross-site") && !isPage(path);
        if (foreign || crossSite) {
            throw ApiException.of(403, null, "foreign_origin", "pages of other sites may not use this node");
        }
    }

    private void checkToken(RoutingRequest request, String path) {
        if (tokens.isEmpty() || isPage(path) || path.equals("/health")) return;
        String key = header(request, "x-api-key"); // Anthropic's clients say it so
        Set<Scope> scopes = tokens.scopes(key.isEmpty() ? header(request, "Authorization") : "Bearer " + key);
        if (scopes.isEmpty()) {
            throw ApiException.of(401, null, "invalid_api_key",
                    "this node needs an API token: Authorization: Bearer …");
        }
        Set<Scope> opening = Scope.opening(request.prologue().method().text(), path);
        if (scopes.stream().noneMatch(opening::contains)) {
            throw ApiException.of(403, null, "insufficient_scope",
                    "this token does not open that: it needs one of " + Scope.written(opening));
        }
    }

    // The page's own files hold no secret: a browser must be able to load them before it can send a token.
    private static boolean isPage(String path) {
        return path.equals("/") || path.startsWith("/page/");
    }

    private static String header(RoutingRequest request, String name) {
        return request.headers().first(HeaderNames.create(name)).orElse("");
    }
}
