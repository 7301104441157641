package dev.pando.node.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

/// Says to whoever speaks HTTP/1.0 that HTTP/1.1 is spoken here; the server by itself would hang up without a word.
final class OldHttp implements ServerConnectionSelector {

    private static final byte[] VERSION = " HTTP/1.0".getBytes(StandardCharsets.US_ASCII);
    private static final String SAID = "HTTP/1.0 is not spoken here: ask with HTTP/1.1 (nginx: proxy_http_version 1.1)\n";
    private static final String REPLY = "HTTP/1.1 505 HTTP Version Not Supported\r\nContent-Type: text/plain\r\nContent-Length: "
            + SAID.length() + "\r\nConnection: close\r\n\r\n" + SAID;

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    /// Whether the first line that came ends with the old version.
    @Override
    public Support supports(BufferData came) {
        int end = came.indexOf((byte) '\n');
        if (end > 0 && came.get(end - 1) == '\r') end--;
        if (end < VERSION.length) return Support.UNSUPPORTED;
        for (int i = 0; i < VERSION.length; i++) {
            if (came.get(end - VERSION.length + i) != VERSION[i]) return Support.UNSUPPORTED;
        }
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return Set.of();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return new ServerConnection() {
            @Override
            public void handle(Limit limit) {
                context.dataWriter().writeNow(BufferData.create(REPLY));
            }

            @Override
            public Duration idleTime() {
                return Duration.ZERO;
            }

            @Override
            public void close(boolean interrupt) {
                // it is over as soon as it has answered
            }
        };
    }
}
