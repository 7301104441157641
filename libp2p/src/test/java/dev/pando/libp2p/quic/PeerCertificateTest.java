package dev.pando.libp2p.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.testing.Forall;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerCertificateTest {

    // tls.md §Test vectors
    private static final String CERTIFICATE_1 = "308201ae30820156a0030201020204499602d2300a06082a8648ce3d040302302031123010060355040a1309"
            + "6c69627032702e696f310a300806035504051301313020170d3735303130313133303030305a180f34303936"
            + "303130313133303030305a302031123010060355040a13096c69627032702e696f310a300806035504051301"
            + "313059301306072a8648ce3d020106082a8648ce3d030107034200040c901d423c831ca85e27c73c263ba132"
            + "721bb9d7a84c4f0380b2a6756fd601331c8870234dec878504c174144fa4b14b66a651691606d8173e55bd37"
            + "e381569ea37c307a3078060a2b0601040183a25a0101046a3068042408011220a77f1d92fedb59dddaea5a1c"
            + "4abd1ac2fbde7d7b879ed364501809923d7c11b90440d90d2769db992d5e6195dbb08e706b6651e024fda6cf"
            + "b8846694a435519941cac215a8207792e42849cccc6cd8136c6e4bde92a58c5e08cfd4206eb5fe0bf909300a"
            + "06082a8648ce3d0403020346003043021f50f6b6c52711a881778718238f650c9fb48943ae6ee6d28427dc60"
            + "71ae55e702203625f116a7a454db9c56986c82a25682f7248ea1cb764d322ea983ed36a31b77";

    private static final String CERTIFICATE_2 = "308201f63082019da0030201020204499602d2300a06082a8648ce3d040302302031123010060355040a1309"
            + "6c69627032702e696f310a300806035504051301313020170d3735303130313133303030305a180f34303936"
            + "303130313133303030305a302031123010060355040a13096c69627032702e696f310a300806035504051301"
            + "313059301306072a8648ce3d020106082a8648ce3d030107034200040c901d423c831ca85e27c73c263ba132"
            + "721bb9d7a84c4f0380b2a6756fd601331c8870234dec878504c174144fa4b14b66a651691606d8173e55bd37"
            + "e381569ea381c23081bf3081bc060a2b0601040183a25a01010481ad3081aa045f0803125b3059301306072a"
            + "8648ce3d020106082a8648ce3d03010703420004bf30511f909414ebdd3242178fd290f093a551cf75c97315"
            + "5de0bb5a96fedf6cb5d52da7563e794b512f66e60c7f55ba8a3acf3dd72a801980d205e8a1ad29f204473045"
            + "0220064ea8124774caf8f50e57f436aa62350ce652418c019df5d98a3ac666c9386a022100aa59d704a931b5"
            + "f72fb9222cb6cc51f954d04a4e2e5450f8805fe8918f71eaae300a06082a8648ce3d04030203470030440220"
            + "799395b0b6c1e940a7e4484705f610ab51ed376f19ff9d7c16757cfbf61b8d4302206205c03fbb0f95205c77"
            + "9be86581d3e31c01871ad5d1f3435bcf375cb0e5088a";

    private static final String CERTIFICATE_3 = "308201ba3082015fa0030201020204499602d2300a06082a8648ce3d040302302031123010060355040a1309"
            + "6c69627032702e696f310a300806035504051301313020170d3735303130313133303030305a180f34303936"
            + "303130313133303030305a302031123010060355040a13096c69627032702e696f310a300806035504051301"
            + "313059301306072a8648ce3d020106082a8648ce3d030107034200040c901d423c831ca85e27c73c263ba132"
            + "721bb9d7a84c4f0380b2a6756fd601331c8870234dec878504c174144fa4b14b66a651691606d8173e55bd37"
            + "e381569ea38184308181307f060a2b0601040183a25a01010471306f0425080212210206dc6968726765b820"
            + "f050263ececf7f71e4955892776c0970542efd689d2382044630440220145e15a991961f0d08cd15425bb95e"
            + "c93f6ffa03c5a385eedc34ecf464c7a8ab022026b3109b8a3f40ef833169777eb2aa337cfb6282f188de0666"
            + "d1bcec2a4690dd300a06082a8648ce3d0403020349003046022100e1a217eeef9ec9204b3f774a08b7084964"
            + "6b6a1e6b8b27f93dc00ed58545d9fe022100b00dafa549d0f03547878338c7b15e7502888f6d45db387e5ae6"
            + "b5d46899cef0";

    private static final String CERTIFICATE_4 = "308201f73082019da0030201020204499602d2300a06082a8648ce3d040302302031123010060355040a1309"
            + "6c69627032702e696f310a300806035504051301313020170d3735303130313133303030305a180f34303936"
            + "303130313133303030305a302031123010060355040a13096c69627032702e696f310a300806035504051301"
            + "313059301306072a8648ce3d020106082a8648ce3d030107034200040c901d423c831ca85e27c73c263ba132"
            + "721bb9d7a84c4f0380b2a6756fd601331c8870234dec878504c174144fa4b14b66a651691606d8173e55bd37"
            + "e381569ea381c23081bf3081bc060a2b0601040183a25a01010481ad3081aa045f0803125b3059301306072a"
            + "8648ce3d020106082a8648ce3d03010703420004bf30511f909414ebdd3242178fd290f093a551cf75c97315"
            + "5de0bb5a96fedf6cb5d52da7563e794b512f66e60c7f55ba8a3acf3dd72a801980d205e8a1ad29f204473045"
            + "022100bb6e03577b7cc7a3cd1558df0da2b117dfdcc0399bc2504ebe7de6f65cade72802206de96e2a5be9b6"
            + "202adba24ee0362e490641ac45c240db71fe955f2c5cf8df6e300a06082a8648ce3d04030203480030450221"
            + "00e847f267f43717358f850355bdcabbefb2cfbf8a3c043b203a14788a092fe8db022027c1d04a2d41fd6b57"
            + "a7e8b3989e470325de4406e52e084e34a3fd56eef0d0df";

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Identity ALICE = Identity.ofSeed(new byte[32]);

    private static String peerOf(String hex) {
        return PeerCertificate.identity(HexFormat.of().parseHex(hex), NOW).peer().toString();
    }

    @Test
    void theCertificatesOfTheSpecificationNameTheirPeers() {
        assertEquals("12D3KooWM6CgA9iBFZmcYAHA6A2qvbAxqfkmrYiRQuz3XEsk4Ksv", peerOf(CERTIFICATE_1));
        assertEquals("QmfXbAwNjJLXfesgztEHe8HwgVDCMMpZ9Eax1HYq6hn9uE", peerOf(CERTIFICATE_2));
        assertEquals("16Uiu2HAkutTMoTzDw1tCvSRtu6YoixJwS46S1ZFxW8hSx9fWHiPs", peerOf(CERTIFICATE_3));
    }

    @Test
    void theFourthCertificateOfTheSpecificationIsRefused() {
        WireException refused = assertThrows(WireException.class, () -> peerOf(CERTIFICATE_4));
        assertTrue(refused.getMessage().contains("not signed by"), refused.getMessage());
    }

    @Test
    void aCertificateOfOursProvesWhoWeAre() {
        for (int i = 0; i < 20; i++) {
            byte[] der = PeerCertificate.generate(ALICE, new SecureRandom(), NOW).der();
            assertEquals(ALICE.key(), PeerCertificate.identity(der, NOW));
        }
    }

    @Test
    void aCertificateIsValidInItsTimeOnly() {
        byte[] der = PeerCertificate.generate(ALICE, new SecureRandom(), NOW).der();
        assertThrows(WireException.class, () -> PeerCertificate.identity(der, NOW.minus(2, ChronoUnit.DAYS)));
        assertThrows(WireException.class, () -> PeerCertificate.identity(der, NOW.plus(40_000, ChronoUnit.DAYS)));
        assertEquals(ALICE.key(), PeerCertificate.identity(der, NOW.plus(30_000, ChronoUnit.DAYS)));
    }

    @Test
    void aTimeIsADayThatThereIsInTheFormOfCertificates() {
        assertEquals(Instant.parse("1999-12-31T23:59:59Z"), time(Der.UTC_TIME, "991231235959Z"));
        assertEquals(Instant.parse("2049-01-01T00:00:00Z"), time(Der.UTC_TIME, "490101000000Z"));
        assertEquals(Instant.parse("9999-12-31T23:59:59Z"), time(Der.GENERALIZED_TIME, "99991231235959Z"));
        for (String bad : List.of("20230230000000Z", "20230101240000Z", "+100000101000000Z", "2023010100000Z", "")) {
            assertThrows(WireException.class, () -> time(Der.GENERALIZED_TIME, bad), bad);
        }
    }

    private static Instant time(int tag, String text) {
        return PeerCertificate.instant(new Der(Der.of(tag, text.getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    void noBitOfACertificateCanBeChanged() {
        byte[] good = PeerCertificate.generate(ALICE, new SecureRandom(), NOW).der();
        Forall.seeds(300, random -> {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            assertThrows(WireException.class, () -> PeerCertificate.identity(bad, NOW));
        });
    }

    @Test
    void aCertificateAboveItsLimitIsRefusedUnread() {
        WireException refused = assertThrows(WireException.class,
                () -> PeerCertificate.identity(new byte[PeerCertificate.BYTES_MAX + 1], NOW));
        assertEquals(PeerCertificate.BYTES_MAX, refused.limit().orElseThrow());
        assertTrue(assertThrows(WireException.class,
                () -> PeerCertificate.identity(new byte[PeerCertificate.BYTES_MAX], NOW)).limit().isEmpty());
    }

    @Test
    void aBooleanIsOneOctetOfNoughtsOrOfOnes() {
        assertTrue(new Der(HexFormat.of().parseHex("0101ff")).bool());
        assertFalse(new Der(HexFormat.of().parseHex("010100")).bool());
        for (String bad : new String[]{"0100", "010101", "0102ffff", "0202ffff", ""}) { // the first was found by Jazzer
            assertThrows(WireException.class, () -> new Der(HexFormat.of().parseHex(bad)).bool(), bad);
        }
    }

    @Test
    void anElementAtItsLimitIsReadAndOneByteMoreIsNot() {
        byte[] longest = Der.of(Der.OCTET_STRING, new byte[Der.BYTES_MAX]);
        assertEquals(Der.BYTES_MAX, new Der(longest).take(Der.OCTET_STRING).length);
        byte[] longer = Der.of(Der.OCTET_STRING, new byte[Der.BYTES_MAX + 1]);
        WireException refused = assertThrows(WireException.class, () -> new Der(longer).take(Der.OCTET_STRING));
        assertEquals(Der.BYTES_MAX, refused.limit().orElseThrow());
    }

    @Test
    void aLengthThatIsNotDerIsRefused() {
        for (String bad : new String[]{"", "30", "3080", "308100", "30817f", "30820080", "3084000000ff", "3005"}) {
            assertThrows(WireException.class, () -> new Der(HexFormat.of().parseHex(bad)).take(Der.SEQUENCE), bad);
        }
    }
}
