package dev.pando.lab.net;

/// What the network between the nodes is like.
///
/// Nodes lie at random on a torus of side 1; a frame takes `baseUs + distance · perDistanceUs`, a tenth of it more or
/// less, after waiting its turn at the sender's uplink.
///
/// @param baseUs            least one-way delay, in microseconds
/// @param perDistanceUs     delay for a distance of 1; the farthest two nodes are 0.707 apart, two random ones 0.383
/// @param uplinkBytesPerMs  how fast a node sends
/// @param loss              probability that a frame is lost, 0 to 1
public record Weather(long baseUs, long perDistanceUs, long uplinkBytesPerMs, double loss) {

    /// A wide-area network: 10 to 152 ms one way, 77 ms on average, 20 Mbit/s up, nothing lost.
    public static final Weather WIDE_AREA = new Weather(10_000, 200_000, 2_500, 0);

    /// A data centre as gossipsub-hardening has it: 25 ms one way, 10 Gbit/s.
    public static final Weather HARDENING = new Weather(25_000, 0, 1_250_000, 0);

    /// Refuses what no network is like.
    ///
    /// @throws IllegalArgumentException if a delay is negative, the uplink not positive, or the loss not a probability
    public Weather {
        if (baseUs < 0 || perDistanceUs < 0 || uplinkBytesPerMs <= 0 || !(loss >= 0 && loss <= 1)) {
            throw new IllegalArgumentException("weather: " + baseUs + " µs + " + perDistanceUs + " µs, "
                    + uplinkBytesPerMs + " bytes/ms, loss " + loss);
        }
    }

    /// The same with another loss.
    public Weather withLoss(double loss) {
        return new Weather(baseUs, perDistanceUs, uplinkBytesPerMs, loss);
    }
}
