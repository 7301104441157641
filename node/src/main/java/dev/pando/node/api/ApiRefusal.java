package dev.pando.node.api;

/// A call that is refused: an HTTP status, the field that is wrong, and one line.
public final class ApiRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String field;

    ApiRefusal(int status, String field, String message) {
        super(message, null, false, false);
        this.status = status;
        this.field = field;
    }

    static ApiRefusal bad(String field, String message) {
        return new ApiRefusal(400, field, field + ": " + message);
    }

    static ApiRefusal notThere(String what) {
        return new ApiRefusal(404, null, "there is no " + what);
    }

    /// The HTTP status.
    public int status() {
        return status;
    }

    /// The field or parameter that is wrong; null if it is none.
    public String field() {
        return field;
    }
}
