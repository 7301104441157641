package dev.pando.lab.netspeed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.report.Report;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab net-speed`: TCP + Noise + Yamux beside the cipher alone and beside plain TCP, QUIC beside Netty's bare codec.
@Command(name = "net-speed", mixinStandardHelpOptions = true, description = "Speed of libp2p's transports on loopback, beside what they are made of.")
public final class NetSpeedCommand implements Callable<Integer> {

    @Option(names = "--rounds", description = "rounds that count; in each everything is measured once (default: ${DEFAULT-VALUE})")
    private int rounds = 7;

    @Option(names = "--warm-up", description = "rounds before them that do not (default: ${DEFAULT-VALUE})")
    private int warmUp = 3;

    @Option(names = "--mib", description = "bulk data of a round over TCP; QUIC moves a quarter (default: ${DEFAULT-VALUE})")
    private int mib = 256;

    @Option(names = "--echoes", description = "echoes of 16 KB in a round (default: ${DEFAULT-VALUE})")
    private int echoes = 2_000;

    @Mixin
    private Report report;

    private NetSpeedCommand() {}

    @Override
    public Integer call() throws Exception {
        NetSpeedRun.Outcome outcome = new NetSpeedRun(rounds, warmUp, (long) mib << 20, echoes).run();
        ObjectNode result = toJson(outcome);
        report.print(result);
        return 0;
    }

    private ObjectNode toJson(NetSpeedRun.Outcome o) {
        ObjectNode result = new ObjectMapper().createObjectNode().put("rounds", rounds).put("bulk_mib", mib)
                .put("echoes", echoes);
        put(result, "cipher_mb_s", o.cipherMbS());
        put(result, "cipher_sealing_only_mb_s", o.sealMbS());
        put(result, "tcp_noise_yamux_mb_s", o.tcpMbS());
        put(result, "tcp_noise_yamux_of_cipher", o.tcpMbS().over(o.cipherMbS()));
        put(result, "tcp_noise_yamux_of_sealing_only", o.tcpMbS().over(o.sealMbS()));
        put(result, "plain_tcp_mb_s", o.plainMbS());
        put(result, "plain_tcp_echo_p50_us", o.plainEchoUs());
        put(result, "tcp_noise_yamux_echo_p50_us", o.tcpEchoUs());
        put(result, "tcp_noise_yamux_echo_of_plain", o.tcpEchoUs().over(o.plainEchoUs()));
        put(result, "bare_quic_mb_s", o.bareQuicMbS());
        put(result, "quic_mb_s", o.quicMbS());
        put(result, "quic_of_bare", o.quicMbS().over(o.bareQuicMbS()));
        put(result, "quic_echo_p50_us", o.quicEchoUs());
        return result.put("passed", o.passed());
    }

    private static void put(ObjectNode result, String name, Figures figures) {
        result.putObject(name).put("median", round(figures.median())).put("min", round(figures.min()))
                .put("max", round(figures.max()));
    }

    private static double round(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
