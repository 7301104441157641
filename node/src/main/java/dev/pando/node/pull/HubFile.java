package dev.pando.node.pull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;

/// A file on a hub of which only some bytes are wanted. What comes is not checked: whoever asks knows what it must be.
public final class HubFile implements AutoCloseable {

    private final Hub hub;
    private final RemoteFile file;
    private final Watch watch;

    private HubFile(Hub hub, RemoteFile file, PullLimits limits) {
        this.hub = hub;
        this.file = file;
        watch = new Watch(limits.stall(), () -> false);
    }

    /// Finds a file.
    ///
    /// @param name `owner/name:file.gguf`; no address, since the name may come from somebody else
    /// @throws PullException if there is no such file, or its server does not send parts of it
    public static HubFile find(URI hub, String name, PullLimits limits)
            throws PullException, IOException, InterruptedException {
        if (!(HubName.parse(name) instanceof HubName.Repository repository)) {
            throw new PullException(name + ": only a name on the hub is looked for");
        }
        Hub client = new Hub(hub, new Hosts(hub), limits.stall());
        try {
            RemoteFile file = client.find(repository);
            if (!file.ranges()) throw new PullException(file.name() + ": its server does not send parts of it");
            return new HubFile(client, file, limits);
        } catch (PullException | IOException | InterruptedException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /// Bytes of the whole file.
    public long size() {
        return file.size();
    }

    /// Bytes `from ≤ i < to`, as they come; an end before that is a connection that broke.
    ///
    /// @throws IOException also if nothing comes for too long
    public InputStream read(long from, long to) throws IOException {
        try {
            HttpResponse<InputStream> response = hub.open(file.address(), "bytes=" + from + "-" + (to - 1),
                    file.name());
            String asked = "bytes " + from + "-" + (to - 1) + "/" + file.size();
            if (response.statusCode() != 206
                    || !response.headers().firstValue("Content-Range").orElse("").equals(asked)) {
                response.body().close();
                throw new IOException(file.name() + ": the server does not send " + asked);
            }
            return guarded(response.body());
        } catch (PullException e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private InputStream guarded(InputStream body) {
        Watch.Guard guard = watch.over(body);
        return new FilterInputStream(body) {
            @Override
            public int read() throws IOException {
                guard.alive();
                return super.read();
            }

            @Override
            public int read(byte[] into, int offset, int count) throws IOException {
                guard.alive();
                return super.read(into, offset, count);
            }

            @Override
            public void close() throws IOException {
                guard.close();
                super.close();
            }
        };
    }

    @Override
    public void close() {
        watch.close();
        hub.close();
    }
}
