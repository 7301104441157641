package dev.pando.libp2p.noise;

import dev.pando.libp2p.multiformats.WireException;
import java.util.Arrays;

/// The three messages of the pattern XX, one side of it; no I/O.
///
/// ```
/// XX:  -> e
///      <- e, ee, s, es
///      -> s, se
/// ```
/// Each `write` is answered by a `read` of the other side, in this order, and each may carry a payload.
final class Handshake {

    // noise §Noise Protocol Name: "the Noise protocol name MUST be: `Noise_XX_25519_ChaChaPoly_SHA256`."
    static final String PROTOCOL = "Noise_XX_25519_ChaChaPoly_SHA256";

    private static final int SEALED_KEY_BYTES = X25519.KEY_BYTES + CipherState.TAG_BYTES;

    private final boolean initiator;
    private final X25519 ours;
    private final X25519 ephemeral;
    private final SymmetricState state;
    private byte[] theirs;
    private byte[] theirEphemeral;
    private int turn;

    Handshake(boolean initiator, X25519 ours, X25519 ephemeral, byte[] prologue) {
        this.initiator = initiator;
        this.ours = ours;
        this.ephemeral = ephemeral;
        state = new SymmetricState(PROTOCOL, prologue);
    }

    /// Our next message.
    byte[] write(byte[] payload) {
        byte[] head = switch (step(initiator)) {
            case 0 -> ephemeralKey();
            case 1 -> {
                byte[] e = ephemeralKey();
                state.mixKey(ephemeral.shared(theirEphemeral));
                byte[] s = state.encryptAndHash(ours.publicKey());
                state.mixKey(ours.shared(theirEphemeral));
                yield join(e, s);
            }
            default -> {
                byte[] s = state.encryptAndHash(ours.publicKey());
                state.mixKey(ours.shared(theirEphemeral));
                yield s;
            }
        };
        return join(head, state.encryptAndHash(payload));
    }

    /// The peer's next message.
    ///
    /// @return its payload
    /// @throws WireException if it is too short or was tampered with
    byte[] read(byte[] message) {
        int turn = step(!initiator);
        int headBytes = turn == 0
                ? X25519.KEY_BYTES
                : turn == 1 ? X25519.KEY_BYTES + SEALED_KEY_BYTES : SEALED_KEY_BYTES;
        if (message.length < headBytes) {
            throw new WireException("noise handshake " + turn, message.length + " bytes, less than its keys");
        }
        int from = 0;
        if (turn < 2) {
            theirEphemeral = Arrays.copyOf(message, X25519.KEY_BYTES);
            state.mixHash(theirEphemeral);
            from = X25519.KEY_BYTES;
        }
        if (turn > 0) {
            if (turn == 1) state.mixKey(ephemeral.shared(theirEphemeral));
            theirs = state.decryptAndHash(Arrays.copyOfRange(message, from, from + SEALED_KEY_BYTES));
            state.mixKey(ephemeral.shared(theirs));
        }
        return state.decryptAndHash(Arrays.copyOfRange(message, headBytes, message.length));
    }

    private int step(boolean initiatorsTurn) {
        assert turn < 3 && initiatorsTurn == (turn % 2 == 0) : "turn " + turn;
        return turn++;
    }

    private byte[] ephemeralKey() {
        byte[] e = ephemeral.publicKey();
        state.mixHash(e);
        return e;
    }

    /// The peer's static key, known after the message that carries it.
    byte[] theirKey() {
        return theirs.clone();
    }

    /// After the last message: what we encrypt with and what we decrypt with.
    CipherState[] split() {
        CipherState[] keys = state.split();
        return initiator ? keys : new CipherState[]{keys[1], keys[0]};
    }

    /// A name of this very handshake that both sides share (Noise §11.2).
    byte[] hash() {
        return state.hash();
    }

    private static byte[] join(byte[] head, byte[] tail) {
        byte[] both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }
}
