package dev.pando.lab.netspeed;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Everything once a round, in turn, so that what slows the machine for a while slows all of it.
///
/// @param rounds    rounds that count
/// @param warmUp    rounds before them
/// @param bulkBytes moved over TCP in each round, and enciphered; QUIC moves a quarter of it
/// @param echoes    of 16 KB, in each round
public record NetSpeedRun(int rounds, int warmUp, long bulkBytes, int echoes) {

    /// Share of the cipher's speed that TCP + Noise + Yamux shall reach; the cipher does on one thread what both ends do.
    public static final double OF_CIPHER_MIN = 0.6;
    /// Echoes of plain TCP that one of TCP + Noise + Yamux may take.
    public static final double OF_PLAIN_ECHO_MAX = 3;
    /// Share of the bare codec's speed that QUIC shall reach.
    public static final double OF_BARE_QUIC_MIN = 0.8;

    private static final int QUIC_PART = 4; // of the bulk: QUIC is slower

    /// Refuses a run that measures nothing.
    ///
    /// @throws IllegalArgumentException if there are no rounds, no echoes or less than a MiB
    public NetSpeedRun {
        if (rounds < 1 || warmUp < 0 || bulkBytes < 1 << 20 || echoes < 1) {
            throw new IllegalArgumentException(
                    rounds + " rounds after " + warmUp + ", " + bulkBytes + " bytes, " + echoes + " echoes");
        }
    }

    /// What came of it: megabytes (10⁶) a second, and medians of a round's echoes in microseconds.
    ///
    /// @param cipherMbS   ChaCha20-Poly1305 of the JDK, enciphering and deciphering on one thread, nothing else
    /// @param sealMbS     the same, enciphering alone
    /// @param plainMbS    bulk over a plain socket
    /// @param tcpMbS      bulk over TCP + Noise + Yamux
    /// @param plainEchoUs 16 KB there and back over a plain socket
    /// @param tcpEchoUs   the same over TCP + Noise + Yamux
    /// @param bareQuicMbS bulk over Netty's codec, written and read by handlers
    /// @param quicMbS     bulk over our QUIC
    /// @param quicEchoUs  16 KB there and back over it
    record Outcome(Figures cipherMbS, Figures sealMbS, Figures plainMbS, Figures tcpMbS, Figures plainEchoUs,
            Figures tcpEchoUs,
            Figures bareQuicMbS, Figures quicMbS, Figures quicEchoUs) {

        boolean passed() {
            return tcpMbS.over(cipherMbS).median() >= OF_CIPHER_MIN
                    && tcpEchoUs.over(plainEchoUs).median() <= OF_PLAIN_ECHO_MAX
                    && quicMbS.over(bareQuicMbS).median() >= OF_BARE_QUIC_MIN;
        }
    }

    Outcome run() throws Exception {
        CipherAlone cipher = new CipherAlone();
        long quicBytes = bulkBytes / QUIC_PART;
        try (PlainTcp plain = new PlainTcp();
                HostPair tcp = new HostPair("/ip4/127.0.0.1/tcp/0");
                BareQuic bare = new BareQuic();
                HostPair quic = new HostPair("/ip4/127.0.0.1/udp/0/quic-v1")) {
            List<Callable<Double>> all = List.of(() -> cipher.run(bulkBytes, true), () -> cipher.run(bulkBytes, false),
                    () -> plain.bulk(bulkBytes),
                    () -> tcp.bulk(bulkBytes), () -> plain.echo(echoes), () -> tcp.echo(echoes),
                    () -> bare.bulk(quicBytes), () -> quic.bulk(quicBytes), () -> quic.echo(echoes));
            List<Figures> figures = measure(all);
            return new Outcome(figures.get(0), figures.get(1), figures.get(2), figures.get(3), figures.get(4),
                    figures.get(5), figures.get(6), figures.get(7), figures.get(8));
        }
    }

    private List<Figures> measure(List<Callable<Double>> all) throws Exception {
        List<List<Double>> values = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) values.add(new ArrayList<>());
        for (int round = -warmUp; round < rounds; round++) {
            for (int i = 0; i < all.size(); i++) {
                double value = all.get(i).call();
                if (round >= 0) values.get(i).add(value);
            }
        }
        return values.stream().map(Figures::new).toList();
    }
}
