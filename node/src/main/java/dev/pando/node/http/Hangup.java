package dev.pando.node.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.Headers;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;

/// Notices that a client hung up while its answer is still being made, within milliseconds instead of at the next
/// write.
///
/// HTTP/1.1 leaves nothing to read while a response is under way, so a thread of its own reads: end of stream or a
/// reset means that nobody listens any more. The connection cannot be used for another request after that, since
/// what the watcher read is gone from it; responses under watch therefore say `Connection: close`, and are the last
/// on their connection.
final class Hangup implements Http1ConnectionListener {

    // Helidon calls listeners and handlers of one request on the connection's own thread.
    private final ThreadLocal<ConnectionContext> connection = new ThreadLocal<>();

    @Override
    public void headers(ConnectionContext context, Headers headers) {
        connection.set(context);
    }

    /// Runs `gone` once if the client of the current request hangs up before the watch is closed.
    Watch watch(Runnable gone) {
        DataReader reader = connection.get().dataReader();
        Watch watch = new Watch(gone);
        Thread.ofVirtual().name("hangup-watch").start(() -> watch.read(reader));
        return watch;
    }

    /// A watch that goes on until it is closed or the client is gone.
    static final class Watch implements AutoCloseable {

        private final Runnable gone;
        private volatile boolean over;

        private Watch(Runnable gone) {
            this.gone = gone;
        }

        private void read(DataReader reader) {
            int reads = 0;
            while (!over && reads < HttpLimits.AHEAD_READS_MAX) {
                try {
                    reader.pullData();
                    reads++;
                } catch (UncheckedIOException e) {
                    if (!(e.getCause() instanceof SocketTimeoutException)) break;
                } catch (RuntimeException e) {
                    break;
                }
            }
            if (!over && reads < HttpLimits.AHEAD_READS_MAX) gone.run();
        }

        /// Ends the watch; its thread leaves when the connection closes.
        @Override
        public void close() {
            over = true;
        }
    }
}
