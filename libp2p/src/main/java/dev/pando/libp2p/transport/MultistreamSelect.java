package dev.pando.libp2p.transport;

import dev.pando.libp2p.multiformats.Varint;
import dev.pando.libp2p.multiformats.WireException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Agreeing on what to speak, multistream-select 1.0: each message is `varint length | text | \n`.
///
/// Neither side reads a byte beyond the agreement, so the stream goes on with the protocol itself.
public final class MultistreamSelect {

    /// The longest message, in bytes, its newline included.
    public static final int MESSAGE_BYTES_MAX = 1024;
    /// The most protocols that a peer may propose for one stream.
    public static final int PROPOSALS_MAX = 32;

    static final String HEADER = "/multistream/1.0.0";
    static final String NOT_AVAILABLE = "na";

    private static final String PLACE = "multistream";

    private MultistreamSelect() {}

    /// Proposes `protocols` in turn until the peer takes one.
    ///
    /// The header and the first proposal go out together: one round trip if the peer takes it.
    ///
    /// @return the one that the peer took, or nothing if it took none
    /// @throws WireException if it answers anything but the proposal or `na`
    public static Optional<String> propose(Stream stream, List<String> protocols) throws IOException {
        if (protocols.isEmpty()) throw new IllegalArgumentException("multistream: nothing to propose");
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        first.writeBytes(message(HEADER));
        first.writeBytes(message(protocols.getFirst()));
        stream.out().write(first.toByteArray());
        expectHeader(stream);
        for (int i = 0; i < protocols.size(); i++) {
            if (i > 0) stream.out().write(message(protocols.get(i)));
            String answer = receive(stream);
            if (answer.equals(protocols.get(i))) return Optional.of(answer);
            // connections §multistream-select: "the Responder will respond with the string "na""
            if (!answer.equals(NOT_AVAILABLE)) throw new WireException(PLACE, "answer that was not proposed");
        }
        return Optional.empty();
    }

    /// Answers the peer's proposals until one is `spoken`.
    ///
    /// @return the agreed protocol, or nothing if the peer gave up
    /// @throws WireException if the peer breaks the rules or proposes more than [#PROPOSALS_MAX] protocols
    public static Optional<String> answer(Stream stream, Predicate<String> spoken) throws IOException {
        stream.out().write(message(HEADER));
        expectHeader(stream);
        for (int i = 0; i < PROPOSALS_MAX; i++) {
            long length = Varint.read(stream.in());
            if (length < 0) return Optional.empty();
            String proposal = text(stream, length);
            if (spoken.test(proposal)) {
                // "If the Responder supports that protocol, it will respond by echoing back the protocol id"
                stream.out().write(message(proposal));
                return Optional.of(proposal);
            }
            stream.out().write(message(NOT_AVAILABLE));
        }
        throw WireException.tooBig(PLACE, PROPOSALS_MAX + 1, "proposals", PROPOSALS_MAX);
    }

    // "If either side receives anything other than the multistream protocol id as the first message, they abort the
    // negotiation process."
    private static void expectHeader(Stream stream) throws IOException {
        if (!receive(stream).equals(HEADER)) throw new WireException(PLACE, "another header than " + HEADER);
    }

    private static String receive(Stream stream) throws IOException {
        long length = Varint.read(stream.in());
        if (length < 0) throw new EOFException("multistream: the peer closed the stream");
        return text(stream, length);
    }

    private static String text(Stream stream, long length) throws IOException {
        int bytes = WireException.within(PLACE, length, "bytes", MESSAGE_BYTES_MAX);
        if (bytes == 0) throw new WireException(PLACE, "message without its newline");
        byte[] message = stream.in().readNBytes(bytes);
        if (message.length < bytes) throw new EOFException("multistream: the peer closed the stream");
        // "they are always followed by a `\n` newline character."
        if (message[bytes - 1] != '\n') throw new WireException(PLACE, "message without its newline");
        return new String(message, 0, bytes - 1, StandardCharsets.UTF_8);
    }

    static byte[] message(String text) {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MESSAGE_BYTES_MAX) throw new IllegalArgumentException("protocol id too long: " + text);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Varint.bytes(bytes.length));
        out.writeBytes(bytes);
        return out.toByteArray();
    }
}
