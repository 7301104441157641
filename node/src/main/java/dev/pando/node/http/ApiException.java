package dev.pando.node.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A request that is refused, as OpenAI's interface words it: status, type, parameter, code and one line.
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final String parameter;
    private final String code;
    private final long retryAfterS;

    private ApiException(int status, String type, String parameter, String code, long retryAfterS, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.parameter = parameter;
        this.code = code;
        this.retryAfterS = retryAfterS;
    }

    /// The request itself is wrong at `parameter`, which may be null.
    static ApiException bad(String parameter, String message) {
        return of(400, parameter, null, message);
    }

    /// A refusal with a status of 4xx.
    static ApiException of(int status, String parameter, String code, String message) {
        return new ApiException(status, "invalid_request_error", parameter, code, 0, message);
    }

    /// The queue is full: the honest 429.
    static ApiException busy(long retryAfterMs) {
        long seconds = Math.max(1, Math.ceilDiv(retryAfterMs, 1000L));
        return new ApiException(429, "rate_limit_error", null, "rate_limit_exceeded", seconds,
                "all slots are busy and the queue is full; try again in " + seconds + " s");
    }

    /// Our own fault.
    static ApiException broken(String message) {
        return new ApiException(500, "server_error", null, null, 0, message);
    }

    int status() {
        return status;
    }

    /// Seconds for the `Retry-After` header; 0 for none.
    long retryAfterS() {
        return retryAfterS;
    }

    /// The refusal in the words of the interface at `path`.
    ObjectNode bodyFor(String path) {
        if (path.startsWith("/v1/messages")) return anthropic();
        boolean ollama = path.startsWith("/api/") && !path.startsWith("/api/v1/");
        return ollama ? JsonNodeFactory.instance.objectNode().put("error", getMessage()) : body();
    }

    private ObjectNode anthropic() {
        String kind = switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("type", "error");
        root.putObject("error").put("type", kind).put("message", getMessage());
        return root;
    }

    /// `{"error":{"message":…,"type":…,"param":…,"code":…}}`.
    ObjectNode body() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("error").put("message", getMessage()).put("type", type).put("param", parameter).put("code",
                code);
        return root;
    }
}
