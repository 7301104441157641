package dev.pando.libp2p.testing;

import dev.pando.libp2p.mdns.DnsFuzz;
import dev.pando.libp2p.multiformats.CidFuzz;
import dev.pando.libp2p.multiformats.MultiaddrFuzz;
import dev.pando.libp2p.nat.MessagesFuzz;
import dev.pando.libp2p.noise.NoiseFuzz;
import dev.pando.libp2p.quic.DerFuzz;
import dev.pando.libp2p.transport.MultistreamFuzz;
import dev.pando.libp2p.yamux.YamuxFuzz;
import dev.pando.testing.Forall;
import dev.pando.testing.Fuzz;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Everything that reads what a stranger sends; ten minutes of Jazzer each with `./pando test --long`.
class DecodersFuzzTest {

    private static final int MUTANTS = 400;

    enum Decoder {
        MULTISTREAM(MultistreamFuzz.class, MultistreamFuzz::fuzzerTestOneInput, MultistreamFuzz.seeds()), //
        NOISE(NoiseFuzz.class, NoiseFuzz::fuzzerTestOneInput, NoiseFuzz.seeds()), //
        YAMUX(YamuxFuzz.class, YamuxFuzz::fuzzerTestOneInput, YamuxFuzz.seeds()), //
        PROTOBUF(MessagesFuzz.class, MessagesFuzz::fuzzerTestOneInput, MessagesFuzz.seeds()), //
        MULTIADDR(MultiaddrFuzz.class, MultiaddrFuzz::fuzzerTestOneInput, MultiaddrFuzz.seeds()), //
        CID(CidFuzz.class, CidFuzz::fuzzerTestOneInput, CidFuzz.seeds()), //
        DER(DerFuzz.class, DerFuzz::fuzzerTestOneInput, DerFuzz.seeds()), //
        DNS(DnsFuzz.class, DnsFuzz::fuzzerTestOneInput, DnsFuzz.seeds());

        private final Class<?> target;
        private final Consumer<byte[]> once;
        private final List<byte[]> seeds;

        Decoder(Class<?> target, Consumer<byte[]> once, List<byte[]> seeds) {
            this.target = target;
            this.once = once;
            this.seeds = seeds;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNearToAGoodMessageIsReadOrRefused(Decoder decoder) {
        decoder.seeds.forEach(decoder.once);
        Forall.seeds(MUTANTS, random -> {
            byte[] seed = decoder.seeds.get(random.nextInt(decoder.seeds.size()));
            byte[] mutant = Arrays.copyOf(seed, random.nextInt(seed.length + 3));
            for (int i = random.nextInt(4); i >= 0 && mutant.length > 0; i--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            }
            decoder.once.accept(mutant);
        });
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void jazzerFindsNothingElseThanRefusals(Decoder decoder) throws Exception {
        Fuzz.run(decoder.target, decoder.seeds, "dev.pando.libp2p");
    }
}
