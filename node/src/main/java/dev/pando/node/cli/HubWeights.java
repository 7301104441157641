package dev.pando.node.cli;

import dev.pando.node.pull.HubFile;
import dev.pando.node.pull.PullException;
import dev.pando.node.pull.PullLimits;
import dev.pando.node.split.Elsewhere;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

/// Parts of models from the hub, so that a peer's connection need not carry what the hub has as well.
///
/// @param hub    a Hugging Face-compatible hub: this machine's, whatever the peer says
/// @param limits how patient to be
record HubWeights(URI hub, PullLimits limits) implements Elsewhere {

    private static final System.Logger LOG = System.getLogger(HubWeights.class.getName());

    @Override
    public Optional<Source> find(String name) {
        try {
            return Optional.of(new Part(HubFile.find(hub, name, limits)));
        } catch (PullException | IOException e) {
            LOG.log(System.Logger.Level.INFO, "layers come from the peer, not from the hub: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private record Part(HubFile file) implements Source {

        @Override
        public long bytes() {
            return file.size();
        }

        @Override
        public InputStream read(long from, long to) throws IOException {
            return file.read(from, to);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
