package dev.pando.node.http;

/// Every limit of the HTTP doors; each is tested at its value and one above.
final class HttpLimits {

    /// Bytes of a request's body.
    static final int BODY_BYTES_MAX = 4 << 20;
    /// Bytes of all header lines of a request.
    static final int HEADER_BYTES_MAX = 16 << 10;
    /// Bytes of the request line.
    static final int REQUEST_LINE_BYTES_MAX = 4 << 10;
    /// Time between two reads of a request before the connection is dropped.
    static final int READ_TIMEOUT_MS = 30_000;
    /// Time for a whole body, however steadily it trickles.
    static final int BODY_TIME_MS_MAX = 60_000;
    /// Connections at once; one more waits in the operating system's queue.
    static final int CONNECTIONS_MAX = 1024;
    /// A connection may carry one answer for so long.
    static final int ANSWER_TIME_MIN_MAX = 24 * 60;
    /// Objects and arrays inside each other.
    static final int JSON_DEPTH_MAX = 32;
    /// Characters of one JSON string.
    static final int JSON_STRING_CHARS_MAX = 2 << 20;
    /// Characters of one JSON name.
    static final int JSON_NAME_CHARS_MAX = 256;
    /// Characters of one JSON number.
    static final int JSON_NUMBER_CHARS_MAX = 64;
    /// Messages of one conversation.
    static final int MESSAGES_MAX = 2048;
    /// Parts of one message's content.
    static final int CONTENT_PARTS_MAX = 256;
    /// Stop texts of one request (OpenAI: "Up to 4 sequences").
    static final int STOP_MAX = 4;
    /// Characters of one stop text.
    static final int STOP_CHARS_MAX = 256;
    /// Biased tokens of one request.
    static final int LOGIT_BIAS_MAX = 300;
    /// Texts of one request for embeddings.
    static final int EMBEDDINGS_MAX = 256;
    /// Answers that a later request may go on from by their name; the eldest is forgotten.
    static final int RESPONSES_KEPT_MAX = 64;
    /// Characters of a conversation that is kept for that.
    static final int RESPONSE_KEPT_CHARS_MAX = 1 << 20;
    /// Bytes that a client may send ahead while its answer streams; more ends the watch for a hang-up.
    static final int AHEAD_READS_MAX = 16;

    private HttpLimits() {}
}
