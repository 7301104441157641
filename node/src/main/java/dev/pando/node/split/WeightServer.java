package dev.pando.node.split;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.transport.Time;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Hands out pieces of models to peers that compute for us.
///
/// ```
/// peer → model id (32 bytes)                  first, once a stream
/// peer → number (4 bytes)                     −1 for the list of hashes, else which chunk; any number of times
/// here → length (4 bytes), as many bytes
/// ```
/// A model that is not handed out, and one that does not exist, look the same: the stream is reset.
final class WeightServer {

    static final String PROTOCOL = "/pando/split/weights/1.0.0";
    static final int LIST = -1;

    private record Shared(Path file, ChunkList chunks) {}

    private final Predicate<PeerId> invited;
    private final Time time;
    private final Map<ModelId, Shared> shared = new ConcurrentHashMap<>();

    /// Starts to answer.
    WeightServer(Host host, Predicate<PeerId> invited, Time time) {
        this.invited = invited;
        this.time = time;
        host.handle(PROTOCOL, this::answer);
    }

    /// Hands out a file from now on.
    void share(Path file, ChunkList chunks) {
        shared.put(chunks.id(), new Shared(file, chunks));
    }

    private void answer(PeerStream stream) throws IOException {
        if (!invited.test(stream.peer())) {
            stream.reset();
            return;
        }
        Shared model = shared.get(ModelId.of(read(stream, ModelId.BYTES)));
        if (model == null) {
            stream.reset();
            return;
        }
        try (FileChannel file = FileChannel.open(model.file)) {
            while (true) {
                byte[] wanted = read(stream, Integer.BYTES);
                if (wanted.length == 0) return;
                int number = ByteBuffer.wrap(wanted).order(ByteOrder.LITTLE_ENDIAN).getInt();
                stream.out().write(framed(piece(model, file, number)));
            }
        }
    }

    private byte[] read(PeerStream stream, int count) throws IOException {
        try (var _ = time.after(SplitLimits.GREETING_MS, stream::reset)) {
            byte[] bytes = stream.in().readNBytes(count);
            if (bytes.length != 0 && bytes.length < count) throw new WireException("weights", "request cut off");
            if (bytes.length == 0 && count == ModelId.BYTES) throw new WireException("weights", "no model named");
            return bytes;
        }
    }

    private static byte[] piece(Shared model, FileChannel file, int number) throws IOException {
        if (number == LIST) return model.chunks.bytes();
        if (number < 0) throw new WireException("weights", "chunk " + number);
        WireException.within("weights", number, "as number of a chunk", model.chunks.chunks() - 1);
        byte[] chunk = ChunkList.read(file, number, model.chunks.fileBytes());
        if (chunk == null) throw new IOException(model.file + " has changed");
        return chunk;
    }

    private static byte[] framed(byte[] piece) {
        return ByteBuffer.allocate(Integer.BYTES + piece.length).order(ByteOrder.LITTLE_ENDIAN).putInt(piece.length)
                .put(piece).array();
    }
}
